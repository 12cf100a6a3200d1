package io.engagement.core.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One session of one user, and what its owner remembers of having published it. Changed by {@link
 * Sessionizer} only.
 *
 * @param <F> what is kept of its events
 */
public final class Session<F extends Fragment> {
  final F sum;

  /** With the campaign split: the events (or what they were sealed into) in order; else null. */
  final @Nullable List<Part<F>> parts;

  int ordinal;
  private boolean counted;
  private long countedUnder;
  private boolean closed;

  Session(F sum, @Nullable List<Part<F>> parts) {
    this.sum = sum;
    this.parts = parts;
  }

  /** An event that stays apart, or sealed events that follow each other. Named by the last one. */
  static final class Part<F extends Fragment> {
    final long millis;
    final byte[] messageId;
    final @Nullable String campaign;
    final F fragment;

    Part(byte[] messageId, @Nullable String campaign, F fragment) {
      this.millis = fragment.endMillis();
      this.messageId = messageId;
      this.campaign = campaign;
      this.fragment = fragment;
    }

    boolean isAfter(Part<F> other) {
      return MessageIds.isAfter(millis, messageId, other.millis, other.messageId);
    }
  }

  static <F extends Fragment> Session<F> of(List<Part<F>> events, FragmentKind<F> kind) {
    F sum = kind.create();
    for (Part<F> part : events) {
      kind.append(sum, part.fragment);
      sum.span(part.fragment.startMillis(), part.fragment.endMillis());
    }
    return new Session<>(sum, new ArrayList<>(events));
  }

  List<Part<F>> parts() {
    return Objects.requireNonNull(parts);
  }

  Part<F> lastPart() {
    return parts().get(parts().size() - 1);
  }

  /** What is kept of its events. */
  public F sum() {
    return sum;
  }

  /** Time of the first event, epoch milliseconds; with {@link #ordinal} the session's identity. */
  public long startMillis() {
    return sum.startMillis();
  }

  public long endMillis() {
    return sum.endMillis();
  }

  /**
   * How many sessions of the user before this one start in the same millisecond: 0 but for two
   * campaigns at once.
   */
  public int ordinal() {
    return ordinal;
  }

  /** Whether its contribution is in the cells as the session is now. */
  public boolean isCounted() {
    return counted;
  }

  /** The dimensions it is counted under besides the total, as bits. */
  public long countedUnder() {
    return countedUnder;
  }

  /** Whether it was closed when it was last flushed. */
  public boolean isClosed() {
    return closed;
  }

  /** Notes that the contribution has been added. */
  public void count(long underDimensions) {
    counted = true;
    countedUnder = underDimensions;
  }

  void uncount() {
    counted = false;
  }

  public void setClosed(boolean isClosed) {
    closed = isClosed;
  }
}
