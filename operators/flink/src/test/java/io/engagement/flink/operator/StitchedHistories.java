package io.engagement.flink.operator;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Claim;
import io.engagement.core.identity.Deletion;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.FromDevice;
import io.engagement.flink.serde.OrDeletion;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.UserKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
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

  private static final int TO_PEOPLE = 0;
  private static final int TO_OWNERS = 1;
  private static final int TO_DEVICES = 2;
  private static final int TO_DEVICES_FROM_OWNERS = 3;
  private static final int TO_PEOPLE_FROM_DEVICES = 4;
  private static final int WAYS = 5;

  private final KeyedOneInputStreamOperatorTestHarness<
          UserKey, OrDeletion<Claim>, OrDeletion<Claim>>
      owners;
  private final KeyedTwoInputStreamOperatorTestHarness<
          UserKey, UserEvent, OrDeletion<Claim>, CellDelta>
      devices;
  private final KeyedTwoInputStreamOperatorTestHarness<UserKey, UserEvent, FromDevice, CellDelta>
      people;

  /**
   * What is on its way between two operators, by the way: in order on each, and one may be slower
   * than another.
   */
  private final List<ArrayDeque<Delivery>> ways = new ArrayList<>();

  private final @Nullable SplittableRandom delays;

  /** Something that arrives. */
  @FunctionalInterface
  private interface Delivery {
    void arrive() throws Exception;
  }

  /**
   * @param delays how long things are on their way; null when they arrive at once
   * @param deletions how users are deleted; null when they are not
   */
  StitchedHistories(
      MetricsFactory metrics,
      @Nullable String republish,
      @Nullable SplittableRandom delays,
      @Nullable DeletionRules deletions)
      throws Exception {
    this.delays = delays;
    for (int way = 0; way < WAYS; way++) {
      ways.add(new ArrayDeque<>());
    }
    HistoryCacheBudget budget = HistoryCacheBudget.fixed(MemorySize.parse("4kb"));
    owners =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new OwnersOperator(metrics, OUTPUTS, TOPICS).deleting(deletions),
            claim ->
                new UserKey(
                    claim.deletion() == null ? claim.required().user() : claim.deletion().id()),
            UserKey.TYPE);
    owners.setup(IdentityOutputs.CLAIMS.createSerializer(null));
    devices =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new DevicesOperator(metrics, OUTPUTS, IDENTITIES, TOPICS, budget)
                .deletingBy(deletions)
                .republishing(republish),
            UserKey::of,
            claim ->
                new UserKey(
                    claim.deletion() == null
                        ? claim.required().anonymousId()
                        : claim.deletion().id()),
            UserKey.TYPE);
    devices.setup(Outputs.deltaType(TABLES).createSerializer(null));
    people =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new PeopleOperator(metrics, OUTPUTS, TOPICS, budget)
                .deletingBy(deletions)
                .republishing(republish),
            UserKey::of,
            from -> new UserKey(from.user()),
            UserKey.TYPE);
    people.setup(Outputs.deltaType(TABLES).createSerializer(null));
  }

  List<AbstractStreamOperatorTestHarness<?>> all() {
    return List.of(owners, devices, people);
  }

  /** Takes over all that has left the intake. */
  void take(AbstractStreamOperatorTestHarness<UserEvent> intake) throws Exception {
    for (StreamRecord<UserEvent> event : drained(intake, UserEvent.class)) {
      send(TO_PEOPLE, () -> people.processElement1(event));
    }
    for (StreamRecord<UserEvent> event : drained(intake, IDENTITIES.anonymous())) {
      send(TO_DEVICES, () -> devices.processElement1(event));
    }
    for (StreamRecord<OrDeletion<Claim>> claim : drained(intake, IDENTITIES.claims())) {
      send(TO_OWNERS, () -> owners.processElement(claim));
    }
    deliverSome();
  }

  /** Deletes somebody. */
  void delete(Deletion deletion) throws Exception {
    send(TO_OWNERS, () -> owners.processElement(new StreamRecord<>(OrDeletion.delete(deletion))));
    deliverSome();
  }

  void watermark(long millis) throws Exception {
    Watermark mark = new Watermark(millis);
    send(TO_PEOPLE, () -> people.processWatermark1(mark));
    send(TO_DEVICES, () -> devices.processWatermark1(mark));
    send(TO_OWNERS, () -> owners.processWatermark(mark));
    deliverSome();
  }

  private void send(int way, Delivery delivery) {
    ways.get(way).add(delivery);
  }

  /** As much as arrives before the next thing happens: everything, without delays. */
  private void deliverSome() throws Exception {
    SplittableRandom random = delays;
    for (int left = random == null ? Integer.MAX_VALUE : random.nextInt(8); left > 0; left--) {
      List<ArrayDeque<Delivery>> open = ways.stream().filter(way -> !way.isEmpty()).toList();
      if (open.isEmpty()) {
        return;
      }
      open.get(random == null ? 0 : random.nextInt(open.size())).remove().arrive();
      handOn();
    }
  }

  private void deliverAll() throws Exception {
    while (ways.stream().anyMatch(way -> !way.isEmpty())) {
      deliverSome();
    }
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // nothing else comes out of it
  private void handOn() throws Exception {
    List<Watermark> ofOwners = marks(owners);
    for (StreamRecord<OrDeletion> claim : drained(owners, OrDeletion.class)) {
      OrDeletion<Claim> handedOn = claim.getValue();
      send(TO_DEVICES_FROM_OWNERS, () -> devices.processElement2(new StreamRecord<>(handedOn)));
    }
    for (Watermark mark : ofOwners) {
      send(TO_DEVICES_FROM_OWNERS, () -> devices.processWatermark2(mark));
    }
    for (StreamRecord<FromDevice> from : drained(devices, IDENTITIES.owned())) {
      send(TO_PEOPLE_FROM_DEVICES, () -> people.processElement2(from));
    }
    for (Watermark mark : marks(devices)) {
      send(TO_PEOPLE_FROM_DEVICES, () -> people.processWatermark2(mark));
    }
    marks(people);
  }

  /** Takes the watermarks out of what an operator has put out; they are the last of it. */
  private static List<Watermark> marks(AbstractStreamOperatorTestHarness<?> harness) {
    List<Watermark> marks = new ArrayList<>();
    harness.getOutput().removeIf(out -> out instanceof Watermark mark && marks.add(mark));
    return marks;
  }

  /** The watermark reaches the devices, and not users. */
  void watermarkOfDevices(long millis) throws Exception {
    devices.processWatermark1(new Watermark(millis));
    devices.processWatermark2(new Watermark(millis));
    marks(devices);
    handOn();
  }

  /** A barrier passes the devices and never comes through: the checkpoint is aborted. */
  void abortedBarrier(long checkpoint) throws Exception {
    owners.prepareSnapshotPreBarrier(checkpoint);
    devices.prepareSnapshotPreBarrier(checkpoint);
    handOn();
    deliverSome();
  }

  void barrier(
      long checkpoint,
      Consumer<RowChange> rows,
      Consumer<CellDelta> deltas,
      Consumer<CellDelta> items)
      throws Exception {
    deliverAll();
    owners.prepareSnapshotPreBarrier(checkpoint);
    drained(owners, OUTPUTS.deltas()).forEach(delta -> deltas.accept(delta.getValue()));
    devices.prepareSnapshotPreBarrier(checkpoint);
    handOn();
    deliverAll();
    people.prepareSnapshotPreBarrier(checkpoint);
    // Each is in order, and one may be slower than the other on its way to the sinks.
    boolean isPeopleFirst = delays != null && delays.nextBoolean();
    for (var histories : isPeopleFirst ? List.of(people, devices) : List.of(devices, people)) {
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
