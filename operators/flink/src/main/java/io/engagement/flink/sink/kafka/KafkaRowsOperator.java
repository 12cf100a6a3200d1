package io.engagement.flink.sink.kafka;

import io.engagement.core.event.json.Hash64;
import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.serde.DeletedSubjects;
import io.engagement.flink.serde.Departures;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowJson;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.state.StateCatalog;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into records, chained to the connector's sink, and keeps the ledger of the topics.
 *
 * <p>Input: rows, all changes of one by one subtask. Output: records. State: {@link
 * StateCatalog#KAFKA_LEDGER}. No timers. A departure of facts deletes, before the first barrier,
 * every key of the definition that the topic holds. A start that goes back, or takes over, reads
 * the topics and deletes with its first checkpoint what that does not bring again.
 */
final class KafkaRowsOperator extends AbstractStreamOperator<KafkaRow>
    implements OneInputStreamOperator<RowChange, KafkaRow>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final KafkaSinkOptions options;
  private final OutputTables outputs;
  private final StartOptions start;

  private transient ListState<byte[]> state;
  private transient @Nullable TopicLedger restored;
  private transient TopicLedger ledger;
  private transient @Nullable Long staleAfter;

  /** What the first checkpoint brings, when something may be stale. */
  private transient Set<KafkaRow.Identity> brought;

  /** Hashes of the keys that were sent before the first barrier: deletions may yield to them. */
  private transient @Nullable Set<Long> sentFirst;

  /** By topic, the definitions whose facts leave it with the first checkpoint. */
  private transient Map<String, Set<String>> leaving;

  private transient boolean ended;
  private transient TableIndex tables;
  private transient RowJson json;
  private transient StreamRecord<KafkaRow> out;
  private transient int mostBytes;
  private transient Counter rejectedRows;

  // Flink creates it on the client and fills it in on the task.
  @SuppressWarnings("NullAway.Init")
  KafkaRowsOperator(KafkaSinkOptions options, OutputTables outputs, StartOptions start) {
    this.options = options;
    this.outputs = outputs;
    this.start = start;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = context.getOperatorStateStore().getUnionListState(StateCatalog.KAFKA_LEDGER);
    for (byte[] ofSubtask : state.get()) {
      restored = TopicLedger.fromBytes(ofSubtask);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    json = new RowJson();
    out = new StreamRecord<>(null);
    mostBytes = options.mostRecordBytes();
    leaving = new HashMap<>();
    tables = new TableIndex(outputs.tables());
    rejectedRows = getMetricGroup().counter("rejectedRows");
    try (PublishedTopics topics = new PublishedTopics(options)) {
      byte[] published = topics.latest(options.topic(KafkaTopics.LEDGER.name()), ledgerKey());
      TopicLedger.Start decided =
          TopicLedger.start(
              restored,
              published == null ? null : TopicLedger.fromJson(published),
              start,
              options.topic("*"));
      ledger = decided.ledger();
      staleAfter = decided.staleAfter();
      brought = new HashSet<>();
      sentFirst = restored == null ? null : new HashSet<>();
    } catch (SinkRefusedException e) {
      throw new SuppressRestartsException(e);
    }
  }

  /** Which subtask looks after a key: the one that gets its rows. */
  private boolean isMine(KafkaRow.Identity identity) {
    int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    return Math.floorMod(hash(identity.key().array()), parallelism)
        == getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
  }

  /** What rows are distributed by. */
  static int hash(byte[] key) {
    return (int) Hash64.of(key, 0, key.length);
  }

  @Override
  public void processElement(StreamRecord<RowChange> element) {
    RowChange row = element.getValue();
    if (Departures.is(row)) {
      leaving
          .computeIfAbsent(
              options.topic(tables.require(Departures.tableId(row)).name()),
              topic -> new HashSet<>())
          .add(Departures.metric(row));
      return;
    }
    if (DeletedSubjects.is(row)) {
      // Topics cannot be searched: all that is known of the subject comes as deletions of its own.
      return;
    }
    String table = row.table().name();
    KafkaRow record =
        new KafkaRow(options.topic(table), json.key(row), json.value(row), ledger.commit() + 1);
    if (isSentFirst(record) && row.yields()) {
      return;
    }
    byte[] value = record.value();
    if (record.key().length + (value == null ? 0 : value.length) > mostBytes) {
      reject(record, table);
    } else {
      emit(record);
    }
  }

  /** Notes a key before the first barrier, and says whether it had been sent before. */
  private boolean isSentFirst(KafkaRow record) {
    Set<Long> sent = sentFirst;
    return sent != null && !sent.add(hash(record.topic(), record.key()));
  }

  private static long hash(String topic, byte[] key) {
    return 31L * topic.hashCode() + Hash64.of(key, 0, key.length);
  }

  /** Its earlier value must not stay: the row is deleted, and noted among the rejected ones. */
  private void reject(KafkaRow record, String table) {
    byte[] value = record.value();
    int bytes = record.key().length + (value == null ? 0 : value.length);
    rejectedRows.inc();
    LOG.warn(
        "a row of {} takes {} bytes, more than the {} that a record may have: it is in {} instead",
        table,
        bytes,
        mostBytes,
        options.topic(KafkaTopics.REJECTED_ROWS.name()));
    if (record.key().length <= mostBytes) {
      emit(new KafkaRow(record.topic(), record.key(), null, record.commit()));
    }
    RowChange rejected =
        new RowChange(
            KafkaTopics.REJECTED_ROWS,
            new Object[] {table, Long.toHexString(Hash64.of(record.key(), 0, record.key().length))},
            new Object[] {
              "the row takes %d bytes, a record may have %d".formatted(bytes, mostBytes),
              new String(
                  record.key(), 0, Math.min(record.key().length, 4096), StandardCharsets.UTF_8)
            });
    emit(
        new KafkaRow(
            options.topic(KafkaTopics.REJECTED_ROWS.name()),
            json.key(rejected),
            json.value(rejected),
            record.commit()));
  }

  private void emit(KafkaRow record) {
    if (staleAfter != null) {
      brought.add(record.identity());
    }
    output.collect(out.replace(record));
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    if (!ended) {
      complete(ledger.next());
    }
  }

  /** Nothing can be sent after it: the last checkpoint finds all of it sent. */
  @Override
  public void endInput() {
    complete(ledger.next());
    ended = true;
  }

  /** Sends what belongs to a commit besides its rows. */
  private void complete(TopicLedger next) {
    deleteLeaving(next.commit());
    sentFirst = null;
    Long after = staleAfter;
    if (after != null) {
      staleAfter = null;
      deleteStale(after, next.commit());
    }
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      emit(
          new KafkaRow(
              options.topic(KafkaTopics.LEDGER.name()), ledgerKey(), next.toJson(), next.commit()));
    }
  }

  /**
   * Reads the topics before the first barrier, not earlier: when it comes, the writers of all
   * subtasks have ended what earlier attempts had left open, so that no open transaction hides
   * records from readers but those of this attempt, which come after all others.
   */
  private void deleteStale(long after, long commit) {
    Set<KafkaRow.Identity> stale;
    try (PublishedTopics topics = new PublishedTopics(options)) {
      stale =
          topics.after(
              after,
              KafkaTopics.compacted(outputs.tables()).map(options::topic).toList(),
              this::isMine);
    }
    stale.removeAll(brought);
    brought = Set.of();
    LOG.info("{} records are deleted: this run has not published them", stale.size());
    for (KafkaRow.Identity identity : stale) {
      emit(new KafkaRow(identity.topic(), identity.key().array(), null, commit));
    }
  }

  /** Deletes the facts that leave, but those that this run has sent already: they are new ones. */
  private void deleteLeaving(long commit) {
    if (leaving.isEmpty()) {
      return;
    }
    Set<Long> sent = sentFirst == null ? Set.of() : sentFirst;
    Set<KafkaRow.Identity> facts;
    try (PublishedTopics topics = new PublishedTopics(options)) {
      facts =
          topics.after(
              PublishedTopics.BEFORE_ALL,
              List.copyOf(leaving.keySet()),
              identity ->
                  isMine(identity)
                      && leaving
                          .getOrDefault(identity.topic(), Set.of())
                          .contains(String.valueOf(json.metric(identity.key().array())))
                      && !sent.contains(hash(identity.topic(), identity.key().array())));
    }
    leaving.clear();
    LOG.info("{} facts of definitions that are counted no more are deleted", facts.size());
    for (KafkaRow.Identity identity : facts) {
      emit(new KafkaRow(identity.topic(), identity.key().array(), null, commit));
    }
  }

  private byte[] ledgerKey() {
    return json.key(new RowChange(KafkaTopics.LEDGER, new Object[] {options.deployment()}, null));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    ledger = ledger.next();
    state.update(List.of(ledger.toBytes()));
  }
}
