package io.engagement.flink.operator;

import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Deletion;
import io.engagement.core.table.CellDelta;
import io.engagement.flink.MetricsFactory;
import java.util.List;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TimelineOperator} that users can be deleted from. Inputs: events, by user; deletions, by
 * whom they delete. What the one is at when a deletion comes does not matter: events from before
 * its instant are taken back, or never count.
 */
public final class DeletingTimelineOperator extends HistoryOperator
    implements TwoInputStreamOperator<UserEvent, Deletion, CellDelta>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;

  /**
   * @param topics names by topic index
   */
  public DeletingTimelineOperator(
      MetricsFactory factory,
      Outputs outputs,
      List<String> topics,
      HistoryCacheBudget budget,
      DeletionRules rules) {
    super(factory, outputs, topics, budget);
    deleting(rules);
  }

  /** Sends all facts once more before the first barrier of a start that was told so. */
  public DeletingTimelineOperator republishing(@Nullable String start) {
    republish(start);
    return this;
  }

  @Override
  public void processElement1(StreamRecord<UserEvent> element) throws Exception {
    republishIfDue();
    UserEvent event = element.getValue();
    accept(entryOf(event.user), event);
  }

  @Override
  public void processElement2(StreamRecord<Deletion> element) throws Exception {
    republishIfDue();
    delete(element.getValue());
  }

  @Override
  public void endInput(int inputId) {
    flush();
  }
}
