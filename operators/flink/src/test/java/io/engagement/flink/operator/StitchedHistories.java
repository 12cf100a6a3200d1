package io.engagement.flink.operator;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Claim;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.ClaimSerializer;
import io.engagement.flink.serde.MovedHistory;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.UserKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** The operators that stand in the place of the timeline where ids are stitched. */
final class StitchedHistories {
  private static final OutputTables TABLES = MetricCatalog::tables;
  private static final Outputs OUTPUTS = Outputs.of(TABLES);
  static final IdentityOutputs IDENTITIES = IdentityOutputs.of(TABLES);
  private static final List<String> TOPICS = List.of("events");

  private final KeyedOneInputStreamOperatorTestHarness<UserKey, Claim, Claim> owners;
  private final KeyedTwoInputStreamOperatorTestHarness<UserKey, UserEvent, Claim, CellDelta>
      devices;
  private final KeyedTwoInputStreamOperatorTestHarness<UserKey, UserEvent, MovedHistory, CellDelta>
      people;

  StitchedHistories(MetricsFactory metrics, @Nullable String republish) throws Exception {
    HistoryCacheBudget budget = HistoryCacheBudget.fixed(MemorySize.parse("4kb"));
    owners =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new OwnersOperator(metrics, OUTPUTS, TOPICS),
            claim -> new UserKey(claim.user()),
            UserKey.TYPE);
    owners.setup(ClaimSerializer.TYPE.createSerializer(null));
    devices =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new DevicesOperator(metrics, OUTPUTS, IDENTITIES, TOPICS, budget, TABLES)
                .republishing(republish),
            UserKey::of,
            claim -> new UserKey(claim.anonymousId()),
            UserKey.TYPE);
    devices.setup(Outputs.deltaType(TABLES).createSerializer(null));
    people =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new PeopleOperator(metrics, OUTPUTS, TOPICS, budget).republishing(republish),
            UserKey::of,
            moved -> new UserKey(moved.claim().user()),
            UserKey.TYPE);
    people.setup(Outputs.deltaType(TABLES).createSerializer(null));
  }

  List<AbstractStreamOperatorTestHarness<?>> all() {
    return List.of(owners, devices, people);
  }

  /** Takes over all that has left the intake. */
  void take(AbstractStreamOperatorTestHarness<UserEvent> intake) throws Exception {
    for (StreamRecord<UserEvent> event : drained(intake, UserEvent.class)) {
      people.processElement1(event);
    }
    for (StreamRecord<UserEvent> event : drained(intake, IDENTITIES.anonymous())) {
      devices.processElement1(event);
    }
    for (StreamRecord<Claim> claim : drained(intake, IDENTITIES.claims())) {
      owners.processElement(claim);
    }
    for (StreamRecord<Claim> claim : drained(owners, Claim.class)) {
      devices.processElement2(claim);
    }
    handOver();
  }

  private void handOver() throws Exception {
    for (StreamRecord<UserEvent> event : drained(devices, IDENTITIES.owned())) {
      people.processElement1(event);
    }
    for (StreamRecord<MovedHistory> moved : drained(devices, IDENTITIES.moved())) {
      people.processElement2(moved);
    }
  }

  void watermark(long millis) throws Exception {
    watermarkOfDevices(millis);
    people.processWatermark1(new Watermark(millis));
    people.processWatermark2(new Watermark(millis));
  }

  /** The watermark reaches the devices, and users later. */
  void watermarkOfDevices(long millis) throws Exception {
    devices.processWatermark1(new Watermark(millis));
    devices.processWatermark2(new Watermark(millis));
    handOver();
  }

  void barrier(
      long checkpoint,
      Consumer<RowChange> rows,
      Consumer<CellDelta> deltas,
      Consumer<CellDelta> items)
      throws Exception {
    owners.prepareSnapshotPreBarrier(checkpoint);
    drained(owners, OUTPUTS.deltas()).forEach(delta -> deltas.accept(delta.getValue()));
    devices.prepareSnapshotPreBarrier(checkpoint);
    handOver();
    people.prepareSnapshotPreBarrier(checkpoint);
    for (var histories : List.of(devices, people)) {
      drained(histories, OUTPUTS.rows()).forEach(row -> rows.accept(row.getValue()));
      drained(histories, OUTPUTS.items()).forEach(item -> items.accept(item.getValue()));
      drained(histories, CellDelta.class).forEach(delta -> deltas.accept(delta.getValue()));
    }
  }

  private static <T> List<StreamRecord<T>> drained(
      AbstractStreamOperatorTestHarness<?> harness, Class<T> elements) {
    List<StreamRecord<T>> drained = new ArrayList<>();
    for (Object out : harness.getOutput()) {
      if (out instanceof StreamRecord<?> record) {
        drained.add(new StreamRecord<>(elements.cast(record.getValue())));
      }
    }
    harness.getOutput().clear();
    return drained;
  }

  private static <T> List<StreamRecord<T>> drained(
      AbstractStreamOperatorTestHarness<?> harness, OutputTag<T> tag) {
    Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
    if (records == null) {
      return List.of();
    }
    List<StreamRecord<T>> drained = new ArrayList<>(records);
    records.clear();
    return drained;
  }
}
