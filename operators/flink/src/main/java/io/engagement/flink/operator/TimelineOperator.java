package io.engagement.flink.operator;

import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Device;
import io.engagement.core.table.CellDelta;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.state.SavedState;
import java.util.List;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Histories of users where the ids of an event alone say whose it is. Input: events, by user. */
public final class TimelineOperator extends HistoryOperator
    implements OneInputStreamOperator<UserEvent, CellDelta>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /**
   * @param topics names by topic index
   */
  public TimelineOperator(
      MetricsFactory factory, Outputs outputs, List<String> topics, HistoryCacheBudget budget) {
    super(factory, outputs, topics, budget);
  }

  /** Sends all facts once more before the first barrier of a start that was told so. */
  public TimelineOperator republishing(@Nullable String start) {
    republish(start);
    return this;
  }

  /** Has nothing count that users did before they were deleted, as the rules know it. */
  public TimelineOperator without(DeletionRules rules) {
    deleting(rules);
    return this;
  }

  @Override
  public void processElement(StreamRecord<UserEvent> element) throws Exception {
    republishIfDue();
    UserEvent event = element.getValue();
    accept(entryOf(event.user), event);
  }

  @Override
  byte @Nullable [] historyIn(byte[] value) {
    if (value.length > 0 && value[0] == Device.LAYOUT_1) {
      throw new SuppressRestartsException(new IllegalStateException(SavedState.NO_WAY_BACK));
    }
    return value;
  }

  @Override
  public void endInput() {
    flush();
  }
}
