package io.engagement.core.session;

import io.engagement.core.event.EngagementTime;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.EventType;
import io.engagement.core.event.Money;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes session summaries of events: what all observers share once, and a part for each of them.
 * Observers are added before the first event. Not thread-safe.
 */
public final class SessionSummaryKind {
  private static final EventMatcher PAGE_PING =
      new EventMatcher.Spec(List.of(EventType.TRACK), List.of("Page Ping"), List.of());

  /** Explicit times above are no times. */
  private static final int MOST_DIMENSIONS = 64;

  private static final int NO_MATCHER = -1;
  private static final int KEY_EVENT = 1;
  private static final int EXPLICIT = 1 << 1;
  private static final int EXPIRED = 1 << 2;
  private static final int MARKS_SHIFT = 3;
  private static final int NO_MARKS = 0;
  private static final int MARKS = 1;

  /** The only mark is of the event that the summary is of: a ping, or with 1 more a view. */
  private static final int OWN_PING = 2;

  private static final int MARKS_BITS = 3;
  private static final int ONE_EVENT = 1 << 5;
  private static final int ONE_VIEW = 1 << 6;

  private final EventSchema.Builder schema;
  private final PingRule rule;
  private final @Nullable EventMatcher keyEvents;
  private final List<PartKind<Object>> kinds = new ArrayList<>();
  private final List<SessionSlot<?>> observers = new ArrayList<>();
  private final StateWriter id = new StateWriter(64);
  private int[] dimensionKeys = {};
  private int[] dimensionSlots = {};

  /** Whether views, engagement and counts are kept. */
  private boolean keepsViews;

  private int explicitSlot;
  private int pingMatcher;
  private int keyMatcher;

  /**
   * @param keyEvents which events are key events; null for none
   */
  public SessionSummaryKind(
      EventSchema.Builder schema, PingRule rule, @Nullable EventMatcher keyEvents) {
    this.schema = schema;
    this.rule = rule;
    this.keyEvents = keyEvents;
  }

  /**
   * Keeps something for one more observer.
   *
   * @param keys what its breakdowns are known by in state
   * @param slots the slots of its breakdowns' values
   * @throws IllegalArgumentException for more than 64 breakdowns
   */
  @SuppressWarnings("unchecked")
  public <P> SessionSlot<P> add(PartKind<P> kind, int[] keys, int[] slots) {
    int[] dimensions = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      dimensions[i] = dimensionOf(keys[i]);
      if (dimensions[i] < 0) {
        dimensions[i] = dimensionKeys.length;
        dimensionKeys = Arrays.copyOf(dimensionKeys, dimensions[i] + 1);
        dimensionSlots = Arrays.copyOf(dimensionSlots, dimensions[i] + 1);
        dimensionKeys[dimensions[i]] = keys[i];
        dimensionSlots[dimensions[i]] = slots[i];
      }
    }
    if (dimensionKeys.length > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "%d breakdowns of one set of sessions, at most %d"
              .formatted(dimensionKeys.length, MOST_DIMENSIONS));
    }
    if (kind.needsViews() && !keepsViews) {
      keepsViews = true;
      explicitSlot = schema.engagementTime("properties.engagement_time_ms");
      pingMatcher = schema.auxiliary(PAGE_PING);
      keyMatcher = keyEvents == null ? NO_MATCHER : schema.auxiliary(keyEvents);
    }
    SessionSlot<P> slot = new SessionSlot<>(kinds.size(), dimensions);
    kinds.add((PartKind<Object>) kind);
    observers.add(slot);
    return slot;
  }

  /** The dimension among those of all observers, -1 for one that no observer has. */
  private int dimensionOf(int key) {
    int at = dimensionKeys.length - 1;
    while (at >= 0 && dimensionKeys[at] != key) {
      at--;
    }
    return at;
  }

  PartKind<Object> part(int observer) {
    return kinds.get(observer);
  }

  SessionSlot<?> slot(int observer) {
    return observers.get(observer);
  }

  /** A summary of no events that every observer counts. */
  SessionSummary create() {
    @Nullable Object[] parts = new Object[kinds.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = kinds.get(i).create();
    }
    return new SessionSummary(dimensionKeys.length, parts);
  }

  /** Adds an event, which may lie before, amid or after those included so far. */
  void include(SessionSummary into, UserEvent event) {
    int place = keepsViews ? count(into, event) : 0;
    into.values.include(event, dimensionSlots);
    for (int i = 0; i < into.parts.length; i++) {
      Object part = into.parts[i];
      if (part != null) {
        kinds.get(i).include(part, event, place);
      }
    }
    into.span(event.timeMillis, event.timeMillis);
  }

  /** Returns where a view lies among the views; 0 for other events. */
  private int count(SessionSummary into, UserEvent event) {
    into.events++;
    into.keyEvent |= keyMatcher != NO_MATCHER && event.matches(keyMatcher);
    long explicitMillis = EngagementTime.millis(event.field(explicitSlot));
    if (Money.isKnown(explicitMillis)) {
      addExplicit(into, explicitMillis);
    }
    boolean isView = event.type.isView();
    if (!isView && (into.explicit || !event.matches(pingMatcher))) {
      return 0;
    }
    id.clear();
    MessageIds.write(event.messageId, id);
    ViewMarks marks = into.marks;
    if (marks == null) {
      marks = new ViewMarks();
      into.marks = marks;
    }
    int kind = isView ? ViewMarks.VIEW : ViewMarks.PING;
    int place = marks.add(kind, event.timeMillis, id.array(), id.size());
    if (!isView) {
      return 0;
    }
    into.views++;
    if (into.explicit) {
      marks.keepEnds();
    }
    return place;
  }

  /** Explicit times replace the pings. */
  private static void addExplicit(SessionSummary into, long millis) {
    long sum = into.explicitMillis + millis;
    boolean isKnown = into.explicitMillis >= 0 && millis >= 0 && sum >= 0;
    into.explicit = true;
    into.explicitMillis = isKnown ? sum : SessionSummary.UNKNOWN;
    if (into.marks != null) {
      into.marks.keepEnds();
    }
  }

  /**
   * Adds all events of another summary, which may lie before, amid or after those of the first;
   * leaves {@code other} as is. Of two, an observer counts the whole only if it counts both.
   *
   * @return whether an observer that counted the first counts the whole no more
   */
  boolean merge(SessionSummary into, SessionSummary other) {
    into.events += other.events;
    into.views += other.views;
    into.keyEvent |= other.keyEvent;
    int place = 0;
    if (other.marks != null) {
      if (into.marks == null) {
        into.marks = new ViewMarks();
      }
      place = into.marks.merge(other.marks, rule);
    }
    if (other.explicit) {
      addExplicit(into, other.explicitMillis);
    } else if (into.explicit && into.marks != null) {
      into.marks.keepEnds();
    }
    into.values.merge(other.values);
    boolean lost = false;
    for (int i = 0; i < into.parts.length; i++) {
      Object part = into.parts[i];
      Object otherPart = other.parts[i];
      if (part != null && otherPart != null) {
        kinds.get(i).merge(part, otherPart, place);
      } else {
        lost |= part != null;
        into.parts[i] = null;
      }
    }
    into.span(other.startMillis(), other.endMillis());
    return lost;
  }

  /** Expires the order of events before an instant: none will join them any more. */
  void expire(SessionSummary summary, long beforeMillis) {
    if (summary.marks != null) {
      summary.marks.expire(beforeMillis, rule);
      if (summary.explicit) {
        summary.marks.keepEnds();
      }
    }
    for (int i = 0; i < summary.parts.length; i++) {
      Object part = summary.parts[i];
      if (part != null) {
        kinds.get(i).expire(part, beforeMillis);
      }
    }
  }

  /** Writes what all summaries need to be read: number of dimensions, their keys, whether views. */
  void writeHead(StateWriter out) {
    out.writeUnsigned(dimensionKeys.length);
    for (int key : dimensionKeys) {
      out.writeInt(key);
    }
    out.writeBoolean(keepsViews);
  }

  Head readHead(StateReader in, int layout) {
    int[] dimensions = new int[in.readCount(Integer.BYTES)];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = dimensionOf(in.readInt());
    }
    return new Head(dimensions, in.readBoolean(), layout);
  }

  /** Where there are no summaries. */
  Head noHead() {
    return new Head(new int[0], false, 0);
  }

  /** What {@link #writeHead} wrote. */
  public final class Head {
    /** By dimension of the written state its index now, -1 for one that is gone. */
    private final int[] dimensions;

    private final boolean hasViews;
    private final int layout;

    /** By dimension of the written state the text that was read last. */
    private final @Nullable String[] before;

    private Head(int[] dimensions, boolean hasViews, int layout) {
      this.dimensions = dimensions;
      this.hasViews = hasViews;
      this.layout = layout;
      this.before = new String[dimensions.length];
    }

    int layout() {
      return layout;
    }

    /** What a dimension of the written state is now, -1 when it is gone. */
    int dimension(int written) {
      if (written >= dimensions.length) {
        throw new IllegalStateException("no dimension " + written);
      }
      return dimensions[written];
    }

    /**
     * Reads a summary that no observer counts yet.
     *
     * @param id of its last event, which is the only one unless it is expired; null where events
     *     are not kept apart
     */
    SessionSummary read(StateReader in, long startMillis, long endMillis, byte @Nullable [] id) {
      SessionSummary summary =
          new SessionSummary(dimensionKeys.length, new @Nullable Object[kinds.size()]);
      summary.span(startMillis, endMillis);
      ViewMarks marks = hasViews ? readViews(summary, id, layout, in) : null;
      boolean isNamed = id != null && layout != 1;
      long positionMillis = isNamed ? endMillis : marks == null ? 0 : marks.firstMillis();
      byte[] positionId = isNamed ? id : marks == null ? null : marks.firstViewId();
      if (layout == 1) {
        summary.values.readLayout1(in, startMillis, positionMillis, positionId, dimensions);
      } else {
        summary.values.read(in, startMillis, positionMillis, positionId, dimensions, before);
      }
      if (!keepsViews) {
        summary.marks = null;
      }
      return summary;
    }
  }

  /**
   * Writes what observers share, all but start and end. Layout 2: if there are views: flags; events
   * and views unless flagged as one event; explicit milliseconds + 1 if flagged; expired marks if
   * flagged; marks if flagged. Then the dimension values, the first of which may have the position
   * of the event that the summary is of, else that of the first view. Layout 1 has events and views
   * before the flags, always marks, and knows of the first view alone.
   *
   * @param id of the last event; null where events are not kept apart
   * @param before what was written before it
   */
  void write(
      SessionSummary summary,
      byte @Nullable [] id,
      @Nullable SessionSummary before,
      StateWriter out) {
    ViewMarks marks = summary.marks;
    if (keepsViews) {
      int form = marksForm(summary, id);
      boolean isOne = summary.events == 1 && summary.views <= 1;
      out.writeByte(
          (summary.keyEvent ? KEY_EVENT : 0)
              | (summary.explicit ? EXPLICIT : 0)
              | (marks != null && marks.hasExpired() ? EXPIRED : 0)
              | form << MARKS_SHIFT
              | (isOne ? ONE_EVENT : 0)
              | (isOne && summary.views == 1 ? ONE_VIEW : 0));
      if (!isOne) {
        out.writeUnsigned(summary.events);
        out.writeUnsigned(summary.views);
      }
      if (summary.explicit) {
        out.writeUnsigned(summary.explicitMillis + 1);
      }
      if (marks != null) {
        marks.writeExpired(out);
        if (form == MARKS) {
          marks.write(summary.startMillis(), out);
        }
      }
    }
    summary.values.write(
        summary.startMillis(),
        id != null ? summary.endMillis() : marks == null ? 0 : marks.firstMillis(),
        id != null ? id : marks == null ? null : marks.firstViewId(),
        before == null ? null : before.values,
        out);
  }

  private static int marksForm(SessionSummary summary, byte @Nullable [] id) {
    ViewMarks marks = summary.marks;
    if (marks == null || marks.size() == 0) {
      return NO_MARKS;
    }
    int own = id == null ? ViewMarks.NONE : marks.kindOfOnly(summary.endMillis(), id);
    return own == ViewMarks.NONE ? MARKS : OWN_PING + own;
  }

  private static @Nullable ViewMarks readViews(
      SessionSummary summary, byte @Nullable [] id, int layout, StateReader in) {
    if (layout == 1) {
      summary.events = in.readUnsignedInt();
      summary.views = in.readUnsignedInt();
    }
    int flags = in.readByte();
    if ((flags & ONE_EVENT) != 0) {
      summary.events = 1;
      summary.views = (flags & ONE_VIEW) != 0 ? 1 : 0;
    } else if (layout != 1) {
      summary.events = in.readUnsignedInt();
      summary.views = in.readUnsignedInt();
    }
    summary.keyEvent = (flags & KEY_EVENT) != 0;
    summary.explicit = (flags & EXPLICIT) != 0;
    if (summary.explicit) {
      summary.explicitMillis = in.readUnsigned() - 1;
    }
    ViewMarks marks = new ViewMarks();
    if ((flags & EXPIRED) != 0) {
      marks.readExpired(in);
    }
    int form = layout == 1 ? MARKS : flags >> MARKS_SHIFT & MARKS_BITS;
    if (form == MARKS) {
      marks.read(in, summary.startMillis());
    } else if (form != NO_MARKS) {
      int kind = form - OWN_PING;
      if (id == null || kind < ViewMarks.PING || kind > ViewMarks.VIEW) {
        throw new IllegalStateException("marks of a summary in form " + form);
      }
      marks.add(kind, summary.endMillis(), id, id.length);
    }
    summary.marks = marks.isEmpty() ? null : marks;
    return summary.marks;
  }

  /** What a summary takes on the heap, roughly. */
  int heapBytes(SessionSummary summary) {
    int bytes = 88 + 4 * summary.parts.length + summary.values.heapBytes();
    bytes += summary.marks == null ? 0 : summary.marks.heapBytes();
    for (int i = 0; i < summary.parts.length; i++) {
      Object part = summary.parts[i];
      bytes += part == null ? 0 : kinds.get(i).heapBytes(part);
    }
    return bytes;
  }
}
