package io.engagement.flink.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.flink.connector.kafka.sink.internal.KafkaCommitter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Transactions that were prepared and then taken away, against a real broker. */
class LoudCommitterITCase {
  private final KafkaSinkOptions options = TestKafka.options();

  /** What Flink's own request does: it notes the outcome and goes on. */
  private static final class Request implements CommitRequest<KafkaCommittable> {
    private final KafkaCommittable committable;
    private String outcome = "committed";

    Request(KafkaCommittable committable) {
      this.committable = committable;
    }

    @Override
    public KafkaCommittable getCommittable() {
      return committable;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable cause) {
      outcome = "failed with known reason";
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable cause) {
      outcome = "failed with unknown reason: " + cause;
    }

    @Override
    public void retryLater() {
      outcome = "retry";
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable changed) {
      outcome = "retry";
    }

    @Override
    public void signalAlreadyCommitted() {
      outcome = "already committed";
    }
  }

  @Test
  void aFencedTransactionFailsTheJobForGood() throws Exception {
    Request request = prepared("fenced");
    fence("fenced");
    try (Committer<KafkaCommittable> committer = committer(options)) {
      assertThatThrownBy(() -> committer.commit(List.of(request)))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .isInstanceOf(LostTransactionException.class)
          .hasMessageContaining("transaction fenced of a completed checkpoint")
          .hasMessageContaining("transaction timeout (PT1M)");
    }
    assertThat(request.outcome).isEqualTo("failed with known reason");
  }

  @Test
  void theConnectorAloneWouldHaveLostItInSilence() throws Exception {
    Request request = prepared("silent");
    fence("silent");
    try (Committer<KafkaCommittable> connector = connector()) {
      connector.commit(List.of(request));
    }
    assertThat(request.outcome).isEqualTo("failed with known reason");
  }

  @Test
  void aFencedTransactionIsPassedOverOnlyWhenToldTo() throws Exception {
    Request request = prepared("accepted");
    fence("accepted");
    try (Committer<KafkaCommittable> committer =
        committer(options.accepting(LostTransactions.ACCEPT))) {
      committer.commit(List.of(request));
    }
    assertThat(request.outcome).isEqualTo("failed with known reason");
  }

  @Test
  void aTransactionMayBeCommittedAgainAfterARestore() throws Exception {
    Request first = prepared("twice");
    Request second = new Request(first.committable);
    try (Committer<KafkaCommittable> committer = committer(options)) {
      committer.commit(List.of(first));
    }
    try (Committer<KafkaCommittable> committer = committer(options)) {
      committer.commit(List.of(second));
    }
    assertThat(first.outcome).isEqualTo("committed");
    assertThat(second.outcome).isEqualTo("committed");
    assertThat(TestKafka.committed(options.topic("rows"))).containsExactly("key=value");
  }

  @Test
  void aTransactionMayBeCommittedAgainWhenItsOwnProducerDidItFirst() throws Exception {
    Request again;
    try (FlinkKafkaInternalProducer<byte[], byte[]> producer = begun("own")) {
      again = request(producer);
      producer.commitTransaction();
    }
    try (Committer<KafkaCommittable> committer = committer(options)) {
      committer.commit(List.of(again));
    }
    assertThat(again.outcome).isEqualTo("already committed");
    assertThat(TestKafka.committed(options.topic("rows"))).containsExactly("key=value");
  }

  @Test
  void aTransactionIsNotTakenForTheOneThatFencedIt() throws Exception {
    Request lost = prepared("replaced");
    try (FlinkKafkaInternalProducer<byte[], byte[]> other = begun("replaced")) {
      other.commitTransaction();
    }
    try (Committer<KafkaCommittable> committer = committer(options)) {
      assertThatThrownBy(() -> committer.commit(List.of(lost)))
          .isInstanceOf(SuppressRestartsException.class);
    }
    assertThat(lost.outcome).isEqualTo("failed with known reason");
  }

  @Test
  void anAbortedTransactionIsLost() throws Exception {
    Request lost;
    try (FlinkKafkaInternalProducer<byte[], byte[]> producer = begun("aborted")) {
      lost = request(producer);
      producer.abortTransaction();
    }
    try (Committer<KafkaCommittable> committer = committer(options)) {
      assertThatThrownBy(() -> committer.commit(List.of(lost)))
          .isInstanceOf(SuppressRestartsException.class);
    }
  }

  /** A transaction with a record, as a checkpoint leaves it. */
  private Request prepared(String transactionalId) throws Exception {
    try (FlinkKafkaInternalProducer<byte[], byte[]> producer = begun(transactionalId)) {
      producer.precommitTransaction();
      return request(producer);
    }
  }

  private FlinkKafkaInternalProducer<byte[], byte[]> begun(String transactionalId)
      throws Exception {
    createTopic();
    FlinkKafkaInternalProducer<byte[], byte[]> producer =
        new FlinkKafkaInternalProducer<>(properties(), transactionalId);
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(
        new ProducerRecord<>(options.topic("rows"), "key".getBytes(), "value".getBytes()));
    producer.flush();
    return producer;
  }

  /** Commits it as a restored job would, from what the state keeps. */
  private static Request request(FlinkKafkaInternalProducer<byte[], byte[]> producer) {
    return new Request(
        new KafkaCommittable(
            producer.getProducerId(), producer.getEpoch(), producer.getTransactionalId(), null));
  }

  private void createTopic() throws Exception {
    try (var admin = TestKafka.admin()) {
      if (admin.listTopics().names().get().contains(options.topic("rows"))) {
        return;
      }
      admin
          .createTopics(
              List.of(
                  new org.apache.kafka.clients.admin.NewTopic(options.topic("rows"), 1, (short) 1)))
          .all()
          .get();
    }
  }

  private static void fence(String transactionalId) {
    try (FlinkKafkaInternalProducer<byte[], byte[]> other =
        new FlinkKafkaInternalProducer<>(properties(), transactionalId)) {
      other.initTransactions();
    }
  }

  private static LoudCommitter committer(KafkaSinkOptions options) {
    return new LoudCommitter(connector(), options);
  }

  private static Committer<KafkaCommittable> connector() {
    return new KafkaCommitter(properties(), "prefix", 0, 0, false, FlinkKafkaInternalProducer::new);
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", TestKafka.brokers());
    properties.setProperty("key.serializer", ByteArraySerializer.class.getName());
    properties.setProperty("value.serializer", ByteArraySerializer.class.getName());
    return properties;
  }
}
