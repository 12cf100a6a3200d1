package io.engagement.core.metric.retention;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.SliceKind;
import io.engagement.core.metric.Slices;
import io.engagement.core.metric.UserContext;
import io.engagement.core.state.SparseBits;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dimension values that a user's cohorts count under where the start alone says so: by value,
 * the numbers of the cohorts' periods. When the user came back is the same under each, and known to
 * the slice of all events.
 */
final class StartValues {

  /** Looks at a value. */
  @FunctionalInterface
  interface Visitor {
    void visit(@Nullable Breakdown breakdown, String value);
  }

  private final Slices<SparseBits> cohorts;

  private StartValues(Slices<SparseBits> cohorts) {
    this.cohorts = cohorts;
  }

  static StartValues create(List<Breakdown> breakdowns) {
    return new StartValues(Slices.create(new Cohorts(), breakdowns));
  }

  /** Takes a start, and visits the values that the cohort did not count under before. */
  void add(long cohort, UserEvent start, UserContext user, Visitor added) {
    cohorts.apply(
        start,
        user,
        (ofValue, breakdown, value, event, context) -> {
          if (breakdown != null && ofValue.add(cohort)) {
            added.visit(breakdown, value);
          }
        });
  }

  /** Visits the values that a cohort counts under. */
  void forEach(long cohort, Visitor visitor) {
    cohorts.forEach(
        (ofValue, breakdown, value) -> {
          if (breakdown != null && ofValue.contains(cohort)) {
            visitor.visit(breakdown, value);
          }
        });
  }

  /** Adds those of another id of the same person; not to be used afterwards. */
  void addAll(StartValues other) {
    cohorts.merge(other.cohorts);
  }

  void clear() {
    cohorts.expire(SparseBits::clear);
  }

  /** Drops the cohorts before one. */
  void removeBefore(long cohort) {
    cohorts.expire(ofValue -> ofValue.removeBefore(cohort));
  }

  boolean isEmpty() {
    return cohorts.isEmpty();
  }

  int heapBytes() {
    return 16 + cohorts.heapBytes();
  }

  /** Layout: slices, each a set of periods; that of all events is empty. */
  void write(StateWriter out) {
    cohorts.write(out);
  }

  static StartValues read(List<Breakdown> breakdowns, int layout, StateReader in) {
    return new StartValues(Slices.read(new Cohorts(), breakdowns, layout, in));
  }

  private record Cohorts() implements SliceKind<SparseBits> {

    @Override
    public SparseBits create() {
      return new SparseBits();
    }

    @Override
    public void merge(SparseBits into, SparseBits from) {
      into.addAll(from);
    }

    @Override
    public boolean isEmpty(SparseBits slice) {
      return slice.isEmpty();
    }

    @Override
    public int heapBytes(SparseBits slice) {
      return slice.heapBytes();
    }

    @Override
    public void write(SparseBits slice, StateWriter out) {
      slice.write(out);
    }

    @Override
    public SparseBits read(StateReader in, int layout) {
      return SparseBits.read(in, layout);
    }
  }
}
