package io.engagement.core.metric.funnels;

import io.engagement.core.history.Moment;
import org.jspecify.annotations.Nullable;

/** An event that matches a step or an exclusion, or is foreign to a strict funnel. */
final class FunnelEvent extends Moment {
  static final String[] NO_VALUES = {};

  /** What it matches, see {@link FunnelRules}; once its day is expired, what it counts for. */
  long bits;

  /** By breakdown, null where it was not recorded; {@link #NO_VALUES} where none is needed. */
  @Nullable String[] values;

  private final int kind;

  /**
   * @param kind {@link FunnelRules#kind} of the bits
   */
  FunnelEvent(long millis, byte[] id, long bits, int kind, @Nullable String[] values) {
    super(millis, id);
    this.bits = bits;
    this.kind = kind;
    this.values = values;
  }

  @Override
  public int kind() {
    return kind;
  }

  @Override
  public int heapBytes() {
    return 40 + idHeapBytes() + (values.length > 0 ? 24 + 60 * values.length : 0);
  }
}
