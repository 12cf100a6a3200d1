package io.engagement.core.session;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When a session's views and page pings were, in order: what engagement by pings and the question
 * which view was first and last depend on.
 *
 * <p>Kept as the bytes that are written, one mark after the other: unsigned (milliseconds since the
 * mark before * 2 + kind), message id. The first mark's distance is 0. Marks in order are appended;
 * only one that comes between others moves bytes.
 */
final class ViewMarks {
  static final int PING = 0;
  static final int VIEW = 1;

  /** {@link #kindOfOnly}: there are others. */
  static final int NONE = -1;

  /** {@link #add}: no view came before. */
  static final int FIRST = 1;

  /** {@link #add}: no view comes after. */
  static final int LAST = 2;

  private static final byte[] NO_BYTES = {};

  /** Where walking from the start becomes noticeable. */
  private static final int LEAST_ANCHORED_BYTES = 4_096;

  private byte[] bytes = NO_BYTES;
  private int size;
  private long baseMillis;
  private long lastMillis;
  private int views;
  private int pings;
  private @Nullable Engagement expired;

  /** Only once there are many bytes. */
  private @Nullable MarkAnchors anchors;

  /**
   * Adds a mark.
   *
   * @param id the encoded message id
   * @return where a view came to lie among the views: {@link #FIRST}, {@link #LAST}, both or none
   */
  int add(int kind, long millis, byte[] id, int idLength) {
    int viewsBefore;
    if (size == 0 || millis > lastMillis) {
      append(kind, millis, id, 0, idLength);
      viewsBefore = views;
    } else {
      viewsBefore = insert(kind, millis, id, idLength);
    }
    int place = place(viewsBefore, views);
    count(kind);
    return place;
  }

  /** Where a view lies among others. */
  private int place(int viewsBefore, int others) {
    return (viewsBefore == 0 && !hasExpiredView() ? FIRST : 0) | (viewsBefore == others ? LAST : 0);
  }

  private void append(MarkCursor mark) {
    append(mark.kind, mark.millis, mark.bytes, mark.idAt, mark.idLength());
    count(mark.kind);
  }

  private void append(int kind, long millis, byte[] ids, int idAt, int idLength) {
    if (size == 0) {
      baseMillis = millis;
      lastMillis = millis;
    }
    passed(size, lastMillis, views);
    long head = (millis - lastMillis) << 1 | kind;
    reserve(Varints.length(head) + idLength);
    size = Varints.write(bytes, size, head);
    System.arraycopy(ids, idAt, bytes, size, idLength);
    size += idLength;
    lastMillis = millis;
  }

  /** Returns how many views lie before. */
  private int insert(int kind, long millis, byte[] id, int idLength) {
    int viewsBefore = 0;
    long before = Math.min(millis, baseMillis);
    MarkCursor mark = marks();
    int anchor = anchors == null ? MarkAnchors.NONE : anchors.before(millis);
    if (anchors != null && anchor != MarkAnchors.NONE) {
      before = anchors.millisBefore(anchor);
      viewsBefore = anchors.viewsBefore(anchor);
      mark.goTo(anchors.at(anchor), before);
    }
    while (mark.next()) {
      passed(mark.at, before, viewsBefore);
      if (mark.isAfter(millis, id)) {
        insertBefore(mark, before, kind, millis, id, idLength);
        return viewsBefore;
      }
      viewsBefore += mark.kind;
      before = mark.millis;
    }
    append(kind, millis, id, 0, idLength);
    return viewsBefore;
  }

  private void insertBefore(
      MarkCursor following, long before, int kind, long millis, byte[] id, int idLength) {
    long head = (millis - before) << 1 | kind;
    long followingHead = (following.millis - millis) << 1 | following.kind;
    int at = following.at;
    int rest = size - following.idAt;
    int restAt = at + Varints.length(head) + idLength + Varints.length(followingHead);
    byte[] old = bytes;
    if (bytes.length < restAt + rest) {
      bytes = Arrays.copyOf(bytes, restAt + rest);
    }
    System.arraycopy(old, following.idAt, bytes, restAt, rest);
    int position = Varints.write(bytes, at, head);
    System.arraycopy(id, 0, bytes, position, idLength);
    Varints.write(bytes, position + idLength, followingHead);
    if (anchors != null) {
      anchors.inserted(at, restAt + rest - size, kind);
    }
    size = restAt + rest;
    baseMillis = Math.min(baseMillis, millis);
  }

  /**
   * Adds all other marks, wherever they lie. Of those that have expired nobody knows how they
   * alternate: each side's count as they did on their own.
   *
   * @return where the other views lie among all: {@link #FIRST}, {@link #LAST}, both or none
   */
  int merge(ViewMarks others, PingRule rule) {
    int place = others.expired == null ? 0 : mergeExpired(others.expired, rule);
    if (others.size == 0) {
      return place;
    }
    if (size > 0 && others.baseMillis <= lastMillis) {
      return place | interleave(others);
    }
    place |= others.views == 0 ? 0 : place(views, views);
    append(others);
    return place;
  }

  private int mergeExpired(Engagement others, PingRule rule) {
    if (!others.hasView()) {
      return 0;
    }
    expire(others.viewMillis(), rule);
    Engagement own = expired;
    if (own == null || !own.hasView()) {
      expired = others.copy();
      return FIRST | (views == 0 ? LAST : 0);
    }
    int place = views == 0 && own.viewMillis() <= others.viewMillis() ? LAST : 0;
    own.merge(others, rule);
    return place;
  }

  private int interleave(ViewMarks others) {
    MarkCursor own = marks();
    MarkCursor other = others.marks();
    int ownViews = views;
    clear();
    bytes = new byte[own.bytes.length + others.size];
    int seen = 0;
    int place = 0;
    boolean isOwn = own.next();
    boolean isOther = other.next();
    while (isOwn || isOther) {
      if (isOwn && !(isOther && own.isAfter(other))) {
        append(own);
        seen += own.kind;
        isOwn = own.next();
      } else {
        append(other);
        place |= other.isView() ? place(seen, ownViews) : 0;
        isOther = other.next();
      }
    }
    return place;
  }

  /** Adds marks that lie after all. */
  private void append(ViewMarks later) {
    if (size == 0) {
      baseMillis = later.baseMillis;
      lastMillis = later.baseMillis;
    }
    passed(size, lastMillis, views);
    long head = Varints.read(later.bytes, 0);
    long newHead = (later.baseMillis - lastMillis) << 1 | (head & 1);
    int rest = later.size - Varints.length(head);
    reserve(Varints.length(newHead) + rest);
    size = Varints.write(bytes, size, newHead);
    System.arraycopy(later.bytes, later.size - rest, bytes, size, rest);
    size += rest;
    lastMillis = later.lastMillis;
    views += later.views;
    pings += later.pings;
  }

  /** Drops all but which views are the first and the last. */
  void keepEnds() {
    if (expired != null && !expired.hasView()) {
      expired = null;
    }
    if (pings == 0 && views <= (expired == null ? 2 : 1)) {
      return;
    }
    MarkCursor mark = marks();
    int last = views;
    int seen = 0;
    clear();
    while (mark.next()) {
      seen += mark.kind;
      if (mark.isView() && ((seen == 1 && expired == null) || seen == last)) {
        append(mark);
      }
    }
  }

  /** Folds the marks before an instant into numbers: no mark will come among them any more. */
  void expire(long beforeMillis, PingRule rule) {
    if (size == 0 || baseMillis >= beforeMillis) {
      return;
    }
    MarkCursor mark = marks();
    boolean isKept = false;
    while (!isKept && mark.next()) {
      isKept = mark.millis >= beforeMillis;
    }
    expired = folded(mark.at, rule);
    byte[] all = bytes;
    int rest = size - mark.idAt;
    clear();
    if (isKept) {
      bytes = new byte[1 + rest];
      bytes[0] = (byte) mark.kind;
      System.arraycopy(all, mark.idAt, bytes, 1, rest);
      size = bytes.length;
      baseMillis = mark.millis;
      recount();
    }
  }

  /** Engagement by pings, milliseconds. */
  long engagedMillis(PingRule rule) {
    return pings == 0 && expired == null ? 0 : folded(size, rule).millis(rule);
  }

  private boolean hasExpiredView() {
    return expired != null && expired.hasView();
  }

  /** What has expired, and the marks up to a position on top. */
  private Engagement folded(int end, PingRule rule) {
    Engagement engagement = expired == null ? new Engagement() : expired.copy();
    MarkCursor mark = new MarkCursor(bytes, end, baseMillis);
    while (mark.next()) {
      if (mark.isView()) {
        engagement.view(mark.millis, rule);
      } else {
        engagement.ping(mark.millis, rule);
      }
    }
    return engagement;
  }

  private void recount() {
    MarkCursor mark = marks();
    while (mark.next()) {
      count(mark.kind);
    }
    lastMillis = mark.millis;
  }

  private MarkCursor marks() {
    return new MarkCursor(bytes, size, baseMillis);
  }

  private void count(long head) {
    if ((head & 1) == VIEW) {
      views++;
    } else {
      pings++;
    }
  }

  private void clear() {
    anchors = null;
    bytes = NO_BYTES;
    size = 0;
    views = 0;
    pings = 0;
  }

  /** A mark begins at a position. */
  private void passed(int position, long millisBefore, int viewsBefore) {
    if (position < LEAST_ANCHORED_BYTES) {
      return;
    }
    if (anchors == null) {
      anchors = new MarkAnchors();
    }
    anchors.passed(position, millisBefore, viewsBefore);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, size + more + size / 2);
    }
  }

  /** The id of the first mark if that is a view. */
  byte @Nullable [] firstViewId() {
    return size > 0 && bytes[0] == VIEW
        ? Arrays.copyOfRange(bytes, 1, 1 + MessageIds.length(bytes, 1))
        : null;
  }

  long firstMillis() {
    return baseMillis;
  }

  /** How many bytes marks take, but for those that have expired. */
  int size() {
    return size;
  }

  /** The kind of the mark of an event when it is the only one, else {@link #NONE}. */
  int kindOfOnly(long millis, byte[] id) {
    boolean isOnly =
        baseMillis == millis
            && size == 1 + id.length
            && Arrays.equals(bytes, 1, size, id, 0, size - 1);
    return isOnly ? bytes[0] : NONE;
  }

  boolean isEmpty() {
    return size == 0 && expired == null;
  }

  boolean hasExpired() {
    return expired != null;
  }

  /** Layout: size; if above 0 the first mark's distance from the start, the marks. */
  void write(long startMillis, StateWriter out) {
    out.writeUnsigned(size);
    if (size > 0) {
      out.writeUnsigned(baseMillis - startMillis);
      out.writeBytes(bytes, 0, size);
    }
  }

  void read(StateReader in, long startMillis) {
    clear();
    int length = in.readUnsignedInt();
    if (length == 0) {
      return;
    }
    baseMillis = startMillis + in.readUnsigned();
    lastMillis = baseMillis;
    int from = in.position();
    while (in.position() - from < length) {
      long head = in.readUnsigned();
      lastMillis += head >>> 1;
      count(head);
      MessageIds.skip(in);
    }
    if (in.position() - from != length) {
      throw new IllegalStateException("marks of views are longer than they say");
    }
    bytes = Arrays.copyOfRange(in.array(), from, from + length);
    size = length;
  }

  void writeExpired(StateWriter out) {
    if (expired != null) {
      expired.write(out);
    }
  }

  void readExpired(StateReader in) {
    expired = Engagement.read(in);
  }

  int heapBytes() {
    return 56 + bytes.length + (expired == null ? 0 : 56);
  }
}
