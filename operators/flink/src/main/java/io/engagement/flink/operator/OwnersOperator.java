package io.engagement.flink.operator;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.WarningCode;
import io.engagement.core.identity.Claim;
import io.engagement.core.identity.Deletion;
import io.engagement.core.identity.UserDevices;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.OrDeletion;
import io.engagement.flink.state.StateCatalog;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Knows which anonymous ids a user has claimed, and lets claims through as long as they are not too
 * many.
 *
 * <p>Key: the user. Input: claims; deletions. Output: the claims, but for those of one id more than
 * a user may own; the deletions, of a user as well as of all their devices. Side output: warnings
 * about these, as deltas. State: {@link StateCatalog#USER_DEVICES}, bounded by {@code
 * identity.most-devices}, cleared when the user is deleted; {@link StateCatalog#DELETED_IDS} where
 * users are. No timers. A replay from a checkpoint gives the same output again.
 */
public final class OwnersOperator extends AbstractStreamOperator<OrDeletion<Claim>>
    implements OneInputStreamOperator<OrDeletion<Claim>, OrDeletion<Claim>>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final MetricsFactory factory;
  private final Outputs outputs;
  private final List<String> topics;

  private @Nullable DeletionRules deletionRules;

  private transient @Nullable DeletedIdsState deletedUsers;
  private transient int most;
  private transient ValueState<byte[]> state;
  private transient DeltaBuffer deltas;

  /**
   * @param topics names by topic index
   */
  public OwnersOperator(MetricsFactory factory, Outputs outputs, List<String> topics) {
    this.factory = factory;
    this.outputs = outputs;
    this.topics = List.copyOf(topics);
  }

  /** Has users deleted, and what they claimed before not count. */
  public OwnersOperator deleting(@Nullable DeletionRules rules) {
    deletionRules = rules;
    return this;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    if (deletionRules != null) {
      deletedUsers = new DeletedIdsState(deletionRules, getRuntimeContext().getTaskInfo(), context);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    if (deletedUsers != null) {
      deletedUsers.snapshot();
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    Metrics metrics = factory.create();
    most = metrics.claimRules().mostDevices();
    state = getPartitionedState(StateCatalog.USER_DEVICES);
    deltas = new DeltaBuffer();
  }

  @Override
  public void processElement(StreamRecord<OrDeletion<Claim>> element) throws Exception {
    Deletion deletion = element.getValue().deletion();
    if (deletion != null) {
      delete(deletion);
      return;
    }
    Claim claim = element.getValue().required();
    DeletedIdsState deleted = deletedUsers;
    if (deleted != null && claim.atMillis() < deleted.atMillis(claim.user())) {
      if (!claim.isOfOwnId()) {
        // It was a device of somebody who is deleted, and goes like those that were known.
        send(new Deletion(claim.anonymousId(), claim.user(), "", deleted.atMillis(claim.user())));
      }
      return;
    }
    if (claim.isOfOwnId() || isWithinBounds(claim)) {
      output.collect(element);
    } else {
      InputWarnings.warn(
          deltas,
          topics.get(claim.topicIndex()),
          WarningCode.TOO_MANY_DEVICES,
          "userId",
          claim.atMillis(),
          "");
    }
  }

  /** Passes the deletion of a user on to all their devices and, by way of their own id, to them. */
  private void delete(Deletion deletion) throws Exception {
    if (deletion.user() == null) {
      send(deletion);
      return;
    }
    byte[] bytes = state.value();
    if (bytes != null) {
      UserDevices.fromBytes(bytes).ids().forEach(id -> send(deletion.ofDevice(id)));
      state.clear();
    }
    Objects.requireNonNull(deletedUsers).add(deletion);
    send(deletion);
  }

  private void send(Deletion deletion) {
    output.collect(new StreamRecord<>(OrDeletion.delete(deletion)));
  }

  private boolean isWithinBounds(Claim claim) throws IOException {
    byte[] bytes = state.value();
    UserDevices devices = bytes == null ? new UserDevices() : UserDevices.fromBytes(bytes);
    UserDevices.Outcome outcome = devices.add(claim.anonymousId(), most);
    if (outcome == UserDevices.Outcome.ADDED) {
      state.update(devices.toBytes());
    }
    return outcome != UserDevices.Outcome.TOO_MANY;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    drain();
  }

  @Override
  public void endInput() {
    drain();
  }

  private void drain() {
    deltas.drain(delta -> output.collect(outputs.deltas(), new StreamRecord<>(delta)));
  }
}
