package io.engagement.flink.operator;

import io.engagement.core.event.UserEvent;
import io.engagement.core.event.WarningCode;
import io.engagement.core.identity.Claim;
import io.engagement.core.identity.Deletion;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.RowChange;
import io.engagement.core.user.MetricMistake;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.Watermarks;
import io.engagement.flink.operator.HistoryCache.Entry;
import io.engagement.flink.serde.FromDevice;
import io.engagement.flink.serde.MovedHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Histories of users where ids are stitched.
 *
 * <p>Key: the user. Inputs: users' own events; those of their anonymous ids, and what such an id
 * did before it was theirs, which is merged into the user's history; rows about anonymous ids,
 * which are sent on. Output, state and timers are those of every {@link HistoryOperator}.
 *
 * <p>A history is merged at the watermark it was taken back at: later at the one place than at the
 * other, it would have forgotten what its owner's still knows. It waits for it, but never beyond a
 * barrier: what one watermark has passed on the way to devices has passed here before the next
 * barrier. Only after the switch from unstitched ids may it be otherwise; then time jumps. Events
 * of the same anonymous id wait behind it, because it knows which of them are repeats.
 */
public final class PeopleOperator extends HistoryOperator
    implements TwoInputStreamOperator<UserEvent, FromDevice, CellDelta>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;

  private static final int INPUTS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(PeopleOperator.class);

  private transient int endedInputs;
  private transient PriorityQueue<Waiting> waiting;

  /** By anonymous id, what came from it last and waits. */
  private transient Map<String, Waiting> waitingByDevice;

  private transient Counter merged;

  /** A history that waits, and the events that came after it from the same anonymous id. */
  private record Waiting(MovedHistory history, List<UserEvent> events) {}

  /**
   * @param topics names by topic index
   */
  public PeopleOperator(
      MetricsFactory factory, Outputs outputs, List<String> topics, HistoryCacheBudget budget) {
    super(factory, outputs, topics, budget);
  }

  /** Has users deleted. */
  public PeopleOperator deletingBy(@Nullable DeletionRules rules) {
    if (rules != null) {
      deleting(rules);
    }
    return this;
  }

  /** Sends all facts once more before the first barrier of a start that was told so. */
  public PeopleOperator republishing(@Nullable String start) {
    republish(start);
    return this;
  }

  @Override
  public void open() throws Exception {
    super.open();
    waiting =
        new PriorityQueue<>(Comparator.comparingLong(each -> each.history().watermarkMillis()));
    waitingByDevice = new HashMap<>();
    merged = getMetricGroup().counter("historiesMerged");
  }

  @Override
  public void processElement1(StreamRecord<UserEvent> element) throws Exception {
    republishIfDue();
    accept(element.getValue());
  }

  @Override
  public void processElement2(StreamRecord<FromDevice> element) throws Exception {
    republishIfDue();
    Deletion deletion = element.getValue().deletion();
    if (deletion != null) {
      delete(deletion);
      return;
    }
    RowChange row = element.getValue().row();
    if (row != null) {
      send(element.getValue().user(), row);
      return;
    }
    UserEvent event = element.getValue().event();
    if (event == null) {
      moveIn(element.getValue().requiredHistory());
      return;
    }
    Waiting before = waitingByDevice.get(event.anonymousId);
    if (before == null) {
      accept(event);
    } else {
      UserEvent kept = new UserEvent();
      kept.copyFrom(event);
      before.events().add(kept);
    }
  }

  private void accept(UserEvent event) throws Exception {
    accept(entryOf(event.user), event);
  }

  private void moveIn(MovedHistory moved) throws Exception {
    if (moved.watermarkMillis() <= timeline().watermarkMillis()) {
      merge(moved);
    } else {
      Waiting added = new Waiting(moved, new ArrayList<>());
      waiting.add(added);
      waitingByDevice.put(moved.claim().anonymousId(), added);
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    republishIfDue();
    mergeUpTo(Watermarks.fromFlink(mark.getTimestamp()));
    super.processWatermark(mark);
  }

  private void mergeUpTo(long watermarkMillis) throws Exception {
    while (!waiting.isEmpty() && waiting.peek().history().watermarkMillis() <= watermarkMillis) {
      Waiting next = waiting.remove();
      waitingByDevice.remove(next.history().claim().anonymousId(), next);
      merge(next.history());
      for (UserEvent event : next.events()) {
        accept(event);
      }
    }
  }

  private void merge(MovedHistory moved) throws Exception {
    // What was taken back is restated by the same clock.
    timeline()
        .resume(moved.watermarkMillis(), moved.acceptedFromMillis(), moved.restatedFromMillis());
    Claim claim = moved.claim();
    Entry entry = entryOf(claim.user());
    if (claim.atMillis() < entry.deletedBeforeMillis) {
      // It was on its way when its owner was deleted.
      if (!retracts()) {
        histories().merging().countAgain(claim.anonymousId(), moved.history());
      }
      return;
    }
    try {
      histories().merge(entry, moved.history());
      merged.inc();
    } catch (MetricMistake mistake) {
      LOG.error("What an anonymous id did is not merged into its owner's history", mistake);
      putBack(entry, claim.anonymousId(), moved.history());
      InputWarnings.warn(
          deltas(),
          topic(claim.topicIndex()),
          WarningCode.MERGE_FAILED,
          "anonymousId",
          claim.atMillis(),
          "");
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    republishIfDue();
    mergeUpTo(Long.MAX_VALUE);
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void endInput(int inputId) throws Exception {
    if (++endedInputs == INPUTS) {
      mergeUpTo(Long.MAX_VALUE);
      flush();
    }
  }
}
