package io.engagement.flink.operator;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.WarningCode;
import io.engagement.core.identity.Claim;
import io.engagement.core.identity.UserDevices;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.state.StateCatalog;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Knows which anonymous ids a user has claimed, and lets claims through as long as they are not too
 * many.
 *
 * <p>Key: the user. Input: claims. Output: the claims, but for those of one id more than a user may
 * own. Side output: warnings about these, as deltas. State: {@link StateCatalog#USER_DEVICES},
 * bounded by {@code identity.most-devices}, never cleared. No timers. A replay from a checkpoint
 * gives the same output again.
 */
public final class OwnersOperator extends AbstractStreamOperator<Claim>
    implements OneInputStreamOperator<Claim, Claim>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final MetricsFactory factory;
  private final Outputs outputs;
  private final List<String> topics;

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

  @Override
  public void open() throws Exception {
    super.open();
    Metrics metrics = factory.create();
    most = metrics.claimRules().mostDevices();
    state = getPartitionedState(StateCatalog.USER_DEVICES);
    deltas = new DeltaBuffer();
  }

  @Override
  public void processElement(StreamRecord<Claim> element) throws Exception {
    Claim claim = element.getValue();
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
