package io.engagement.core.history;

import io.engagement.core.session.MessageIds;
import java.util.Arrays;

/** Something a user did at an instant. Moments of a user are in the order of (time, message id). */
public class Moment {
  /** Of a moment that no other can come beside any more. */
  public static final byte[] NO_ID = {};

  /** Epoch milliseconds. */
  public final long millis;

  private byte[] id;

  /**
   * @param id its message id, as {@link MessageIds} writes it; not to be changed
   */
  public Moment(long millis, byte[] id) {
    this.millis = millis;
    this.id = id;
  }

  /** The message id as {@link MessageIds} writes it; empty once it is expired. */
  public final byte[] id() {
    return id;
  }

  /** Drops the message id, once nothing can come beside this moment any more. */
  public final void expireId() {
    id = NO_ID;
  }

  /** What it counts against the limit of its day, at least 1. */
  public int weight() {
    return 1;
  }

  /** Moments of one log are limited apart for each kind. */
  public int kind() {
    return 0;
  }

  /** What it takes on the heap, roughly. */
  public int heapBytes() {
    return 24 + idHeapBytes();
  }

  /** What its message id takes on the heap. */
  protected final int idHeapBytes() {
    return id.length == 0 ? 0 : 16 + (id.length + 7 & ~7);
  }

  /** Whether this comes after another one; of the same instant, one without id comes first. */
  public final boolean isAfter(Moment other) {
    if (millis != other.millis || id.length == 0 || other.id.length == 0) {
      return millis > other.millis || (millis == other.millis && id.length > other.id.length);
    }
    return MessageIds.compare(id, 0, other.id, 0) > 0;
  }

  /** Whether both are the same event. */
  public final boolean isSame(Moment other) {
    return millis == other.millis && Arrays.equals(id, other.id);
  }
}
