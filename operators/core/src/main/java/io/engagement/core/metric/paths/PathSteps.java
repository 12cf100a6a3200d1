package io.engagement.core.metric.paths;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.session.MessageIds;
import io.engagement.core.session.PartKind;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a session's path follows from: its first matching events, as many as the path needs. */
final class PathSteps {
  /** In order; always a beginning of the session's matching events, but for hidden ones. */
  final List<Step> steps = new ArrayList<>(4);

  /** How many events among the first ones have been left out: they change no path any more. */
  int hidden;

  /** Whether there are matching events after the steps, which make no difference. */
  boolean cut;

  private @Nullable Step first() {
    return steps.isEmpty() ? null : steps.get(0);
  }

  private @Nullable Step last() {
    return steps.isEmpty() ? null : steps.get(steps.size() - 1);
  }

  private boolean beginsAfter(PathSteps other) {
    Step first = first();
    Step last = other.last();
    return first == null || last == null || Step.ORDER.compare(first, last) > 0;
  }

  /**
   * Adds the steps of another path, wherever they lie. Where a path is cut, its other events lie
   * behind its last step: so what is known of both together ends with the earlier of these.
   */
  private void add(PathSteps other) {
    Step end = cut ? last() : null;
    Step otherEnd = other.cut ? other.last() : null;
    boolean isInOrder = other.beginsAfter(this);
    steps.addAll(other.steps);
    if (!isInOrder) {
      steps.sort(Step.ORDER);
    }
    int known = Math.min(upTo(end), upTo(otherEnd));
    steps.subList(known, steps.size()).clear();
    hidden += other.hidden;
    cut |= other.cut;
  }

  private int upTo(@Nullable Step end) {
    return end == null ? steps.size() : steps.lastIndexOf(end) + 1;
  }

  /**
   * An event that a path goes by.
   *
   * @param millis its time, epoch milliseconds
   * @param id its message id, encoded; {@link #NO_ID} once nothing can come beside it any more
   * @param item what it stands for
   */
  record Step(long millis, byte[] id, String item) {
    private static final byte[] NO_ID = MessageIds.bytes("");

    static final Comparator<Step> ORDER =
        Comparator.comparingLong(Step::millis)
            .thenComparing((one, other) -> MessageIds.compare(one.id, 0, other.id, 0));

    /** Whether it lies after a position, by time, then by message id. */
    boolean isAfter(long otherMillis, byte[] otherId) {
      return MessageIds.isAfter(millis, id, otherMillis, otherId);
    }

    Step withoutId() {
      return new Step(millis, NO_ID, item);
    }
  }

  /**
   * How they are made and kept.
   *
   * @param matcher which events are steps
   * @param itemSlot the slot of what an event stands for
   */
  record Kind(PathRules rules, int matcher, int itemSlot) implements PartKind<PathSteps> {
    /** The least a run of steps takes: the item's length, the number of steps. */
    private static final int LEAST_RUN_BYTES = 2;

    /** The least a step takes: its distance and its id. */
    private static final int LEAST_STEP_BYTES = 2;

    @Override
    public PathSteps create() {
      return new PathSteps();
    }

    @Override
    public void include(PathSteps into, UserEvent event, int place) {
      if (!event.matches(matcher)) {
        return;
      }
      byte[] id = MessageIds.bytes(event.messageId);
      List<Step> steps = into.steps;
      int at = steps.size();
      while (at > 0 && steps.get(at - 1).isAfter(event.timeMillis, id)) {
        at--;
      }
      if (at == steps.size() && into.cut) {
        return;
      }
      String item = DimensionText.cut(DimensionText.of(event.field(itemSlot)));
      steps.add(at, new Step(event.timeMillis, id, item));
      rules.trim(into);
    }

    @Override
    public void merge(PathSteps into, PathSteps other, int place) {
      if (into.cut && other.beginsAfter(into)) {
        return;
      }
      into.add(other);
      rules.trim(into);
    }

    @Override
    public void expire(PathSteps path, long beforeMillis) {
      rules.expire(path, beforeMillis);
    }

    /**
     * Layout 1: hidden * 2 + cut; number of runs of steps with the same item, then each: item,
     * number of steps, then each: milliseconds since the step before (the first one: since the
     * session's start), message id.
     */
    @Override
    public void write(PathSteps path, long startMillis, StateWriter out) {
      out.writeUnsigned(path.hidden * 2L + (path.cut ? 1 : 0));
      List<Step> steps = path.steps;
      int runs = 0;
      for (int i = 0; i < steps.size(); i = endOfRun(steps, i)) {
        runs++;
      }
      out.writeUnsigned(runs);
      long before = startMillis;
      for (int from = 0; from < steps.size(); ) {
        int to = endOfRun(steps, from);
        out.writeText(steps.get(from).item());
        out.writeUnsigned(to - from);
        for (Step step : steps.subList(from, to)) {
          out.writeUnsigned(step.millis() - before);
          out.writeBytes(step.id(), 0, step.id().length);
          before = step.millis();
        }
        from = to;
      }
    }

    private static int endOfRun(List<Step> steps, int from) {
      String item = steps.get(from).item();
      int to = from + 1;
      while (to < steps.size() && steps.get(to).item().equals(item)) {
        to++;
      }
      return to;
    }

    @Override
    public PathSteps read(StateReader in, int version, long startMillis) {
      PathSteps path = new PathSteps();
      long hiddenAndCut = in.readUnsigned();
      path.hidden = (int) (hiddenAndCut >>> 1);
      path.cut = (hiddenAndCut & 1) != 0;
      long millis = startMillis;
      for (int runs = in.readCount(LEAST_RUN_BYTES); runs > 0; runs--) {
        String item = in.readRequiredText();
        for (int steps = in.readCount(LEAST_STEP_BYTES); steps > 0; steps--) {
          millis += in.readUnsigned();
          path.steps.add(new Step(millis, MessageIds.read(in), item));
        }
      }
      return path;
    }

    @Override
    public int heapBytes(PathSteps path) {
      int bytes = 64;
      for (Step step : path.steps) {
        // Items are shared with other steps more often than not; half of one is charged.
        bytes += 56 + step.id().length + (48 + step.item().length()) / 2;
      }
      return bytes;
    }
  }
}
