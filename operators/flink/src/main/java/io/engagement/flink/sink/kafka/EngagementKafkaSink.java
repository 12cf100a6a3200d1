package io.engagement.flink.sink.kafka;

import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.serde.Departures;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowJson;
import io.engagement.flink.state.StateCatalog;
import java.io.IOException;
import java.util.Collection;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The sink into Kafka: a topic per table, {@code <prefix><table>}, exactly once for readers with
 * {@code isolation.level=read_committed}. It is the connector's {@link KafkaSink} with two changes:
 * secrets are read where the sink runs, and a lost transaction fails the job ({@link
 * LoudCommitter}).
 *
 * <p>Needs checkpointing; rows become visible with it. Before the job is submitted the client calls
 * {@link KafkaTopics#prepare}.
 */
public final class EngagementKafkaSink
    implements Sink<KafkaRow>,
        SupportsWriterState<KafkaRow, KafkaWriterState>,
        SupportsCommitter<KafkaCommittable>,
        SupportsPostCommitTopology<KafkaCommittable> {
  private static final long serialVersionUID = 1L;

  private static final int BATCH_BYTES = 256 << 10;

  private final KafkaSinkOptions options;

  EngagementKafkaSink(KafkaSinkOptions options) {
    this.options = options;
  }

  /**
   * Attaches the sink. Changes of one row go through one subtask, so that a reader never sees an
   * older one last.
   *
   * @param rows all changes of one row come from one upstream subtask, but for deletions that yield
   * @param departures facts that leave: {@link Departures}
   */
  public static DataStreamSink<KafkaRow> attach(
      DataStream<RowChange> rows,
      DataStream<RowChange> departures,
      OutputTables outputs,
      KafkaSinkOptions options,
      StartOptions start) {
    return records(rows, departures, outputs, options, start)
        .sinkTo(new EngagementKafkaSink(options))
        .name("kafka")
        .uid(StateCatalog.KAFKA_SINK);
  }

  /** Rows as records, in as many subtasks as the sink. */
  static SingleOutputStreamOperator<KafkaRow> records(
      DataStream<RowChange> rows,
      DataStream<RowChange> departures,
      OutputTables outputs,
      KafkaSinkOptions options,
      StartOptions start) {
    return rows.partitionCustom(Math::floorMod, new HashOfRow())
        .union(departures.broadcast())
        .transform("kafka records", KafkaRow.TYPE, new KafkaRowsOperator(options, outputs, start))
        .uid(StateCatalog.KAFKA_ROWS);
  }

  private static final class HashOfRow implements KeySelector<RowChange, Integer> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable RowJson json;

    @Override
    public Integer getKey(RowChange row) {
      RowJson writer = json;
      if (writer == null) {
        writer = new RowJson();
        json = writer;
      }
      return KafkaRowsOperator.hash(writer.key(row));
    }
  }

  /** The connector's sink, with secrets: only where it runs. */
  private KafkaSink<KafkaRow> resolved() {
    return connector(options.resolve());
  }

  KafkaSink<KafkaRow> connector(Properties properties) {
    Properties producer = new Properties();
    // Rows are only seen with their checkpoint, so they may as well wait for company.
    producer.setProperty(ProducerConfig.LINGER_MS_CONFIG, "100");
    producer.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
    producer.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    producer.putAll(properties);
    return KafkaSink.<KafkaRow>builder()
        .setKafkaProducerConfig(producer)
        .setBootstrapServers(options.brokers())
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(options.transactionalIdPrefix())
        .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
        .setProperty(
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            Long.toString(options.transactionTimeout().toMillis()))
        .setRecordSerializer(new KafkaRow.Records())
        .build();
  }

  @Override
  public SinkWriter<KafkaRow> createWriter(WriterInitContext context) throws IOException {
    return resolved().createWriter(context);
  }

  @Override
  public StatefulSinkWriter<KafkaRow, KafkaWriterState> restoreWriter(
      WriterInitContext context, Collection<KafkaWriterState> recovered) throws IOException {
    return resolved().restoreWriter(context, recovered);
  }

  @Override
  public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
    return connector(new Properties()).getWriterStateSerializer();
  }

  @Override
  public Committer<KafkaCommittable> createCommitter(CommitterInitContext context)
      throws IOException {
    return new LoudCommitter(resolved().createCommitter(context), options);
  }

  @Override
  public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
    return connector(new Properties()).getCommittableSerializer();
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committed) {
    connector(new Properties()).addPostCommitTopology(committed);
  }
}
