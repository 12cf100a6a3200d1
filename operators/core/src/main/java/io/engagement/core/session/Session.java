package io.engagement.core.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One session of one user, and whether it has been published. Changed by {@link Sessionizer}. */
public final class Session {
  SessionSummary sum;

  /**
   * With the campaign split: the events (or what they were folded into when they expired) in order;
   * else null.
   */
  final @Nullable List<Part> parts;

  int ordinal;

  /** By observer: the breakdowns it was counted under, as bits; null for all of them. */
  long @Nullable [] under;

  private boolean counted;
  private boolean changed;
  private boolean closed;

  Session(SessionSummary sum, @Nullable List<Part> parts) {
    this.sum = sum;
    this.parts = parts;
  }

  /** An event that stays apart, or expired events that follow each other. Named by the last one. */
  static final class Part {
    /** By start; of events, the order they have. */
    static final Comparator<Part> ORDER =
        Comparator.<Part>comparingLong(part -> part.summary.startMillis())
            .thenComparingLong(part -> part.millis)
            .thenComparing(
                (one, other) -> MessageIds.compare(one.messageId, 0, other.messageId, 0));

    final long millis;
    final byte[] messageId;
    final @Nullable String campaign;
    final SessionSummary summary;

    Part(byte[] messageId, @Nullable String campaign, SessionSummary summary) {
      this.millis = summary.endMillis();
      this.messageId = messageId;
      this.campaign = campaign;
      this.summary = summary;
    }

    boolean isAfter(Part other) {
      return MessageIds.isAfter(millis, messageId, other.millis, other.messageId);
    }
  }

  static Session of(List<Part> events, SessionSummaryKind kind) {
    return new Session(sum(events, kind), new ArrayList<>(events));
  }

  static SessionSummary sum(List<Part> events, SessionSummaryKind kind) {
    SessionSummary sum = kind.create();
    for (Part part : events) {
      kind.merge(sum, part.summary);
    }
    return sum;
  }

  /** Looks at everything of which parts for observers are kept. */
  void forEachSummary(Consumer<SessionSummary> visitor) {
    if (parts == null) {
      visitor.accept(sum);
    } else {
      parts.forEach(part -> visitor.accept(part.summary));
    }
  }

  /** Whether an observer has a part of everything in it. */
  boolean isKeptBy(int observer) {
    // What is added up of several has a part only if all of them have one.
    return sum.parts[observer] != null;
  }

  List<Part> parts() {
    return Objects.requireNonNull(parts);
  }

  Part lastPart() {
    return parts().get(parts().size() - 1);
  }

  /** What it amounts to. */
  public SessionSummary sum() {
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

  /** Whether it was closed when it was last flushed. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether it has changed since it was last counted. */
  public boolean hasChanged() {
    return changed;
  }

  /** Notes that the contribution has been added. */
  public void count() {
    counted = true;
    changed = false;
  }

  /** Has it counted again as it is. */
  void uncount() {
    counted = false;
  }

  /** Has it counted again, from then on under all breakdowns of every observer. */
  void change() {
    counted = false;
    changed = true;
    under = null;
  }

  public void setClosed(boolean isClosed) {
    closed = isClosed;
  }
}
