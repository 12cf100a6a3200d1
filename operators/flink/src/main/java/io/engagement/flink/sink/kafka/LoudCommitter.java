package io.engagement.flink.sink.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits through the connector's committer and makes lost transactions known.
 *
 * <p>When a transaction was fenced or has expired, the connector signals a failure "with known
 * reason", for which Flink counts a metric and goes on: the rows are gone and nobody is told. Here
 * the job fails, and it is not restarted, because a restart would only meet the same transaction.
 * What was committed before a restore looks the same at first; {@link CommittedTransactions} knows.
 */
final class LoudCommitter implements Committer<KafkaCommittable> {
  private static final Logger LOG = LoggerFactory.getLogger(LoudCommitter.class);

  private final Committer<KafkaCommittable> connector;
  private final KafkaSinkOptions options;

  LoudCommitter(Committer<KafkaCommittable> connector, KafkaSinkOptions options) {
    this.connector = connector;
    this.options = options;
  }

  @Override
  public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
      throws java.io.IOException, InterruptedException {
    List<CommitRequest<KafkaCommittable>> watched = new ArrayList<>(requests.size());
    List<Refusal> refusals = new ArrayList<>();
    for (CommitRequest<KafkaCommittable> request : requests) {
      watched.add(new Watched(request, refusals));
    }
    connector.commit(watched);
    List<LostTransactionException> lost = new ArrayList<>();
    for (Refusal refusal : refusals) {
      if (CommittedTransactions.contain(refusal.request().getCommittable(), options)) {
        refusal.request().signalAlreadyCommitted();
      } else {
        lost.add(lost(refusal.request().getCommittable(), refusal.cause()));
        refusal.request().signalFailedWithKnownReason(refusal.cause());
      }
    }
    if (lost.isEmpty()) {
      return;
    }
    if (options.lostTransactions() == LostTransactions.ACCEPT) {
      lost.forEach(each -> LOG.error("going on without a lost transaction, as told to", each));
      return;
    }
    LostTransactionException first = lost.get(0);
    lost.stream().skip(1).forEach(first::addSuppressed);
    throw new SuppressRestartsException(first);
  }

  @Override
  public void close() throws Exception {
    connector.close();
  }

  private LostTransactionException lost(KafkaCommittable committable, Throwable cause) {
    return new LostTransactionException(
        ("The transaction %s of a completed checkpoint cannot be committed any more: the rows it"
                + " holds are missing in the topics %s*. Either it was open for longer than the"
                + " transaction timeout (%s), or another job writes with the deployment name"
                + " \"%s\", or the job was started from an old savepoint. Start from the latest"
                + " checkpoint with --republish, which publishes every row of the state again;"
                + " raise sinks.kafka.transaction-timeout and the"
                + " brokers' transaction.max.timeout.ms above the longest outage to survive.")
            .formatted(
                committable.getTransactionalId(),
                options.topicPrefix(),
                options.transactionTimeout(),
                options.deployment()),
        cause);
  }

  /** The broker does not commit it: because that was done, or because it is gone. */
  private record Refusal(CommitRequest<KafkaCommittable> request, Throwable cause) {}

  /** A request that notes what would be passed over in silence. */
  private static final class Watched implements CommitRequest<KafkaCommittable> {
    private final CommitRequest<KafkaCommittable> request;
    private final List<Refusal> refusals;

    Watched(CommitRequest<KafkaCommittable> request, List<Refusal> refusals) {
      this.request = request;
      this.refusals = refusals;
    }

    @Override
    public KafkaCommittable getCommittable() {
      return request.getCommittable();
    }

    @Override
    public int getNumberOfRetries() {
      return request.getNumberOfRetries();
    }

    @Override
    public void signalFailedWithKnownReason(Throwable cause) {
      refusals.add(new Refusal(request, cause));
    }

    /** The broker has forgotten a transaction that was idle for days: as lost as a fenced one. */
    @Override
    public void signalFailedWithUnknownReason(Throwable cause) {
      @Nullable Throwable forgotten =
          ExceptionUtils.findThrowable(cause, InvalidPidMappingException.class).orElse(null);
      if (forgotten == null) {
        request.signalFailedWithUnknownReason(cause);
      } else {
        signalFailedWithKnownReason(cause);
      }
    }

    @Override
    public void retryLater() {
      request.retryLater();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable committable) {
      request.updateAndRetryLater(committable);
    }

    @Override
    public void signalAlreadyCommitted() {
      request.signalAlreadyCommitted();
    }

    @Override
    public String toString() {
      return request.getCommittable().toString();
    }
  }
}
