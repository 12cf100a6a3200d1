package io.engagement.core.session;

/** Walks over the bytes of {@link ViewMarks}. */
final class MarkCursor {
  final byte[] bytes;
  private final int size;

  /** Where the mark begins, where its message id does, and where the next mark does. */
  int at;

  int idAt;
  int end;

  /** Epoch milliseconds of the mark; before the first, of the first. */
  long millis;

  /** {@link ViewMarks#VIEW} or {@link ViewMarks#PING}. */
  int kind;

  MarkCursor(byte[] bytes, int size, long baseMillis) {
    this.bytes = bytes;
    this.size = size;
    this.millis = baseMillis;
  }

  /**
   * Makes a mark the next one.
   *
   * @param position where it begins
   * @param millisBefore time of the one before, epoch milliseconds
   */
  void goTo(int position, long millisBefore) {
    end = position;
    millis = millisBefore;
  }

  /** Goes to the next mark, if there is one. */
  boolean next() {
    at = end;
    if (at >= size) {
      return false;
    }
    long head = Varints.read(bytes, at);
    millis += head >>> 1;
    kind = (int) (head & 1);
    idAt = at + Varints.length(head);
    end = idAt + MessageIds.length(bytes, idAt);
    return true;
  }

  boolean isView() {
    return kind == ViewMarks.VIEW;
  }

  int idLength() {
    return end - idAt;
  }

  /** Whether the mark lies after another one, by time, then by message id. */
  boolean isAfter(MarkCursor other) {
    int byTime = Long.compare(millis, other.millis);
    return (byTime == 0 ? MessageIds.compare(bytes, idAt, other.bytes, other.idAt) : byTime) > 0;
  }

  /** Whether the mark lies after a position, by time, then by message id. */
  boolean isAfter(long otherMillis, byte[] otherId) {
    return MessageIds.isAfter(millis, bytes, idAt, otherMillis, otherId);
  }
}
