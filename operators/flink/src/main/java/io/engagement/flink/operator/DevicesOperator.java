package io.engagement.flink.operator;

import io.engagement.core.catalog.IdentityTables;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.WarningCode;
import io.engagement.core.identity.Claim;
import io.engagement.core.identity.ClaimRules;
import io.engagement.core.identity.Deletion;
import io.engagement.core.identity.Device;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.RowChange;
import io.engagement.core.user.MetricMistake;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.operator.HistoryCache.Entry;
import io.engagement.flink.serde.FromDevice;
import io.engagement.flink.serde.MovedHistory;
import io.engagement.flink.serde.OrDeletion;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.state.SavedState;
import io.engagement.flink.state.StateCatalog;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whose every anonymous id is, and keeps the histories of those that are nobody's.
 *
 * <p>Key: the anonymous id. Inputs: events that carry an anonymous id alone; claims and deletions.
 * Side outputs beside those of every {@link HistoryOperator}: events of owned ids, for their owner;
 * the history of an id that has got an owner. At that moment all that the id had counted is taken
 * back here, before the same barrier as the owner counts it. State: as in every {@link
 * HistoryOperator}, the {@link Device} in front of each history. Never cleared until they are
 * deleted: an id of somebody is theirs for good.
 *
 * <p>Rows go by the user of the same id, who may publish a row of the same key: sinks get all
 * changes of one row from one subtask, in order. Without that, one from before a barrier of an
 * aborted checkpoint could overtake one from after it.
 */
public final class DevicesOperator extends HistoryOperator
    implements TwoInputStreamOperator<UserEvent, OrDeletion<Claim>, CellDelta>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;

  private static final int INPUTS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(DevicesOperator.class);

  private final IdentityOutputs identities;

  private transient int endedInputs;
  private transient ListState<String> stitched;
  private transient ClaimRules rules;
  private transient StateReader reader;
  private transient StateWriter scratch;
  private transient Counter owned;
  private transient Counter contested;
  private transient Counter moved;
  private transient Counter beyondLateHorizon;
  private transient Counter beyondRestate;

  /**
   * @param topics names by topic index
   */
  public DevicesOperator(
      MetricsFactory factory,
      Outputs outputs,
      IdentityOutputs identities,
      List<String> topics,
      HistoryCacheBudget budget) {
    super(factory, outputs, topics, budget);
    this.identities = identities;
  }

  /** Has users deleted, with their devices. */
  public DevicesOperator deletingBy(@Nullable DeletionRules rules) {
    if (rules != null) {
      deleting(rules);
    }
    return this;
  }

  /** Sends all facts once more before the first barrier of a start that was told so. */
  public DevicesOperator republishing(@Nullable String start) {
    republish(start);
    return this;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    stitched = context.getOperatorStateStore().getUnionListState(StateCatalog.STITCHED);
    boolean isSwitched =
        !definitions().before().running().isEmpty() && !stitched.get().iterator().hasNext();
    if (isSwitched && !definitions().now().areFirst()) {
      throw new SuppressRestartsException(
          new IllegalStateException(SavedState.DEFINITIONS_CHANGED));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    stitched.update(List.of("devices"));
  }

  @Override
  public void open() throws Exception {
    super.open();
    rules = metrics().claimRules();
    reader = new StateReader();
    scratch = new StateWriter(1024);
    owned = getMetricGroup().counter("idsClaimed");
    contested = getMetricGroup().counter("idsContested");
    moved = getMetricGroup().counter("historiesMoved");
    beyondLateHorizon = getMetricGroup().counter("claimsBeyondLateHorizon");
    beyondRestate = getMetricGroup().counter("claimsBeyondRestate");
  }

  @Override
  public void processElement1(StreamRecord<UserEvent> element) throws Exception {
    republishIfDue();
    UserEvent event = element.getValue();
    Entry entry = entryOf(event.user);
    String owner = deviceOf(entry).owner();
    if (owner == null || event.timeMillis < entry.deletedBeforeMillis) {
      accept(entry, event);
    } else {
      event.user = owner;
      output.collect(
          identities.owned(), new StreamRecord<>(FromDevice.of(event), event.timeMillis));
    }
  }

  @Override
  public void processElement2(StreamRecord<OrDeletion<Claim>> element) throws Exception {
    republishIfDue();
    Deletion deletion = element.getValue().deletion();
    if (deletion == null) {
      claim(element.getValue().required());
      return;
    }
    forget(deletion);
    if (deletion.isOfUser()) {
      output.collect(identities.owned(), new StreamRecord<>(FromDevice.of(deletion)));
    }
  }

  /** What an id did goes with its user, unless it has become somebody else's. */
  private void forget(Deletion deletion) throws Exception {
    Entry entry = entryOf(deletion.id());
    Device device = deviceOf(entry);
    if (!deletion.isRequested()
        && (entry.deletedBeforeMillis >= deletion.atMillis()
            || device.claimedAtMillis() >= deletion.atMillis())) {
      // All from before has gone already, or the id has become theirs again since.
      return;
    }
    boolean isTheirs =
        deletion.user() == null || !device.isClaimed() || deletion.user().equals(device.owner());
    if (!isTheirs) {
      return;
    }
    boolean wasListed = device.isListed(deletion.id());
    delete(deletion);
    entry.device = new Device();
    if (wasListed) {
      send(deletion.id(), IdentityTables.noRow(deletion.id()));
    }
  }

  private void claim(Claim claim) throws Exception {
    Entry entry = entryOf(claim.anonymousId());
    if (claim.atMillis() < entry.deletedBeforeMillis) {
      // Whose the id was before it was deleted is forgotten with it.
      return;
    }
    histories().catchUp(entry);
    Device device = deviceOf(entry);
    Device.Outcome outcome = device.claim(claim, rules);
    switch (outcome) {
      case KNOWN -> {
        return;
      }
      case REFUSED -> {
        warn(claim, WarningCode.ALIAS_REFUSED, "previousId");
        return;
      }
      case OWNED -> {
        owned.inc();
        if (rules.history() == ClaimRules.History.MOVE) {
          move(entry, claim);
        }
      }
      case CONTESTED, PASSED_ON, GIVEN_UP -> {
        contested.inc();
        warn(claim, WarningCode.CONTESTED_ID, "anonymousId");
      }
    }
    if (claim.isOfOwnId()) {
      // What is left here would count beside what the user does under the same id.
      move(entry, claim);
    }
    histories().cache().markDirty(entry);
    if (device.isListed(claim.anonymousId())) {
      send(claim.anonymousId(), IdentityTables.row(claim.anonymousId(), device));
    }
  }

  /** Where a metric throws, all stays where it is, as if pasts were left to anonymous ids. */
  private void move(Entry entry, Claim claim) throws Exception {
    if (!deviceOf(entry).hasHistory()) {
      return;
    }
    try {
      histories()
          .attempt(
              entry,
              history -> histories().merging().takeBack(claim.anonymousId(), history, scratch));
    } catch (MetricMistake mistake) {
      LOG.error("What an anonymous id did could not be moved to its owner", mistake);
      warn(claim, WarningCode.MERGE_FAILED, "anonymousId");
      return;
    }
    unregisterTimer(entry, histories().cache().history(entry).timerMillis());
    moved.inc();
    countBounds(claim, deviceOf(entry).firstMillis());
    output.collect(
        identities.owned(),
        new StreamRecord<>(
            FromDevice.of(
                new MovedHistory(
                    claim,
                    timeline().watermarkMillis(),
                    timeline().acceptedFromMillis(),
                    timeline().restatedFromMillis(),
                    scratch.toBytes()))));
    if (!deviceOf(entry).isListed(claim.anonymousId())) {
      // A user's own id has no row, but by changes of that table sinks tell why numbers change.
      send(claim.anonymousId(), IdentityTables.noRow(claim.anonymousId()));
    }
    deviceOf(entry).hasHistory(false);
    // Nothing may be rebuilt from what has moved.
    histories().clear(entry);
    histories().cache().markDirty(entry);
  }

  /** Counts a claim that cannot restate all that the id did. */
  private void countBounds(Claim claim, long firstMillis) {
    if (firstMillis < timeline().acceptedFromMillis()) {
      beyondLateHorizon.inc();
    }
    if (firstMillis < timeline().restatedFromMillis()) {
      beyondRestate.inc();
      warn(claim, WarningCode.BEYOND_RESTATE, "anonymousId");
    }
  }

  private void warn(Claim claim, WarningCode code, String field) {
    InputWarnings.warn(deltas(), topic(claim.topicIndex()), code, field, claim.atMillis(), "");
  }

  private static Device deviceOf(Entry entry) {
    return Objects.requireNonNull(entry.device);
  }

  @Override
  void loaded(Entry entry, byte @Nullable [] value) {
    if (value == null) {
      entry.device = new Device();
    } else if (isDevice(value)) {
      entry.device = Device.read(reader.over(value));
    } else {
      // Written before ids were stitched.
      entry.device = new Device();
      entry.device.hasHistory(true);
    }
  }

  private static boolean isDevice(byte[] value) {
    return value.length > 0 && value[0] == Device.LAYOUT_1;
  }

  @Override
  byte @Nullable [] historyIn(byte[] value) {
    if (!isDevice(value)) {
      return value;
    }
    boolean hasHistory = Device.read(reader.over(value)).hasHistory();
    return hasHistory ? Arrays.copyOfRange(value, reader.position(), value.length) : null;
  }

  @Override
  byte[] valueOf(Entry entry, byte @Nullable [] history) {
    Device device = deviceOf(entry);
    scratch.clear();
    device.write(scratch);
    if (device.hasHistory() && history != null) {
      scratch.writeBytes(history, 0, history.length);
    }
    return scratch.toBytes();
  }

  /** Most entries are those of users' own ids, and of devices whose history has moved. */
  @Override
  boolean hasHistory(Entry entry) {
    return deviceOf(entry).hasHistory();
  }

  @Override
  void accepted(Entry entry, UserEvent event, int more) {
    deviceOf(entry).count(more, event.timeMillis);
  }

  @Override
  void republish(UserKey id, byte[] value) {
    if (isDevice(value)) {
      Device device = Device.read(reader.over(value));
      if (device.isListed(id.user())) {
        send(id.user(), IdentityTables.row(id.user(), device));
      }
    }
    super.republish(id, value);
  }

  @Override
  void send(String id, RowChange row) {
    output.collect(identities.owned(), new StreamRecord<>(FromDevice.of(id, row)));
  }

  /** Claims may still come when events have ended. */
  @Override
  public void endInput(int inputId) {
    if (++endedInputs == INPUTS) {
      flush();
    }
  }
}
