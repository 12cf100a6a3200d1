package io.engagement.core.session;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.EventType;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes session summaries of events. Not thread-safe. */
public final class SessionSummaryKind implements FragmentKind<SessionSummary> {
  private static final EventMatcher PAGE_PING =
      new EventMatcher.Spec(List.of(EventType.TRACK), List.of("Page Ping"), List.of());

  /** Explicit times above are no times: they could not be added up. */
  private static final long LONGEST_EXPLICIT_MILLIS = 1_000_000_000_000_000L;

  private static final int NO_MATCHER = -1;

  private final PingRule rule;
  private final ViewNames names;
  private final int explicitSlot;
  private final int pingMatcher;
  private final int keyMatcher;
  private final int[] dimensionSlots;
  private final StateWriter id = new StateWriter(64);

  /** What the first and the last view of a session are remembered by. */
  @FunctionalInterface
  public interface ViewNames {
    /** Null when the view has no name. */
    @Nullable String of(UserEvent view);
  }

  /**
   * Summaries that remember views by their pages.
   *
   * @param keyEvents which events are key events; null for none
   * @param dimensionSlots the slots of the dimensions' values
   */
  public SessionSummaryKind(
      EventSchema.Builder schema,
      PingRule rule,
      @Nullable EventMatcher keyEvents,
      int[] dimensionSlots) {
    this(schema, rule, keyEvents, dimensionSlots, new PageFields(schema)::pageOf);
  }

  /**
   * Summaries that remember views by other names.
   *
   * @param keyEvents which events are key events; null for none
   * @param dimensionSlots the slots of the dimensions' values
   */
  public SessionSummaryKind(
      EventSchema.Builder schema,
      PingRule rule,
      @Nullable EventMatcher keyEvents,
      int[] dimensionSlots,
      ViewNames names) {
    this.rule = rule;
    this.names = names;
    this.explicitSlot = schema.field("properties.engagement_time_ms");
    this.pingMatcher = schema.auxiliary(PAGE_PING);
    this.keyMatcher = keyEvents == null ? NO_MATCHER : schema.auxiliary(keyEvents);
    this.dimensionSlots = dimensionSlots.clone();
  }

  @Override
  public SessionSummary create() {
    return new SessionSummary(dimensionSlots.length);
  }

  @Override
  public void include(SessionSummary into, UserEvent event) {
    boolean isView = event.type.isView();
    boolean idEncoded = false;
    into.events++;
    into.keyEvent |= keyMatcher != NO_MATCHER && event.matches(keyMatcher);
    long explicitMillis = explicitMillis(event.field(explicitSlot));
    if (explicitMillis >= 0) {
      into.explicit = true;
      into.explicitMillis += explicitMillis;
      into.marks.keepEnds();
    }
    if (isView || (!into.explicit && event.matches(pingMatcher))) {
      encodeId(event);
      idEncoded = true;
      int kind = isView ? ViewMarks.VIEW : ViewMarks.PING;
      int place = into.marks.add(kind, event.timeMillis, id.array(), id.size());
      if (isView) {
        view(into, event, place);
      }
    }
    byte @Nullable [] keptId = null;
    for (int i = 0; i < dimensionSlots.length; i++) {
      FirstValue known = into.values[i];
      if (known != null && known.millis() < event.timeMillis) {
        continue;
      }
      String text = PageFields.textOrNull(event.field(dimensionSlots[i]));
      if (text != null) {
        idEncoded = idEncoded || encodeId(event);
        if (known == null || known.isAfter(event.timeMillis, id.array())) {
          keptId = keptId == null ? id.toBytes() : keptId;
          into.values[i] = new FirstValue(DimensionText.cut(text), event.timeMillis, keptId);
        }
      }
    }
  }

  private void view(SessionSummary into, UserEvent event, int place) {
    into.views++;
    if (place != 0) {
      String page = names.of(event);
      if ((place & ViewMarks.FIRST) != 0) {
        into.entryPage = page;
      }
      if ((place & ViewMarks.LAST) != 0) {
        into.exitPage = page;
      }
    }
    if (into.explicit) {
      into.marks.keepEnds();
    }
  }

  private boolean encodeId(UserEvent event) {
    id.clear();
    MessageIds.write(event.messageId, id);
    return true;
  }

  /** Any number that is not negative; -1 for everything else. Fractions are cut. */
  private static long explicitMillis(@Nullable Object value) {
    if (value instanceof Long millis) {
      return millis <= LONGEST_EXPLICIT_MILLIS ? Math.max(-1, millis) : -1;
    }
    if (value instanceof BigDecimal number
        && number.signum() >= 0
        && number.compareTo(BigDecimal.valueOf(LONGEST_EXPLICIT_MILLIS)) <= 0) {
      return number.longValue();
    }
    return -1;
  }

  @Override
  public void append(SessionSummary into, SessionSummary later) {
    if (later.views > 0) {
      if (into.views == 0) {
        into.entryPage = later.entryPage;
      }
      into.exitPage = later.exitPage;
    }
    into.events += later.events;
    into.views += later.views;
    into.keyEvent |= later.keyEvent;
    into.explicit |= later.explicit;
    into.explicitMillis += later.explicitMillis;
    into.marks.append(later.marks, rule);
    if (into.explicit) {
      into.marks.keepEnds();
    }
    for (int i = 0; i < dimensionSlots.length; i++) {
      if (into.values[i] == null) {
        into.values[i] = later.values[i];
      }
    }
  }

  @Override
  public void seal(SessionSummary fragment, long beforeMillis) {
    fragment.marks.seal(beforeMillis, rule);
    if (fragment.explicit) {
      fragment.marks.keepEnds();
    }
  }

  @Override
  public void write(SessionSummary fragment, StateWriter out) {
    SessionSummaryLayout.write(fragment, out);
  }

  /**
   * Reads layout 1.
   *
   * @param dimensions by dimension of the written state its index now, -1 for one that is gone
   */
  public SessionSummary read(StateReader in, long startMillis, int[] dimensions) {
    SessionSummary fragment = create();
    SessionSummaryLayout.read(fragment, in, startMillis, dimensions);
    return fragment;
  }

  @Override
  public int heapBytes(SessionSummary fragment) {
    int bytes = 88 + fragment.marks.heapBytes() + textBytes(fragment.entryPage);
    bytes += textBytes(fragment.exitPage);
    for (FirstValue value : fragment.values) {
      bytes += 4 + (value == null ? 0 : 48 + value.id().length + textBytes(value.text()));
    }
    return bytes;
  }

  private static int textBytes(@Nullable String text) {
    return text == null ? 0 : 48 + text.length();
  }
}
