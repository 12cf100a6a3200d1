package io.engagement.core.session;

import io.engagement.core.event.EventSchema;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the first and the last view of a session are called. */
public final class SessionEnds {
  private boolean viewed;
  private @Nullable String entry;
  private @Nullable String exit;

  private SessionEnds() {}

  /** The first view; null without a view or when it has no name. */
  public @Nullable String entry() {
    return entry;
  }

  /** The last view; null without a view or when it has no name. */
  public @Nullable String exit() {
    return exit;
  }

  /** Views by their pages. */
  public static PartKind<SessionEnds> pages(EventSchema.Builder schema) {
    return new Kind(new PageFields(schema)::pageOf);
  }

  /**
   * Views by other names.
   *
   * @param names the name of a view; null when it has none
   */
  public static PartKind<SessionEnds> named(Function<UserEvent, @Nullable String> names) {
    return new Kind(names);
  }

  private record Kind(Function<UserEvent, @Nullable String> names)
      implements PartKind<SessionEnds> {
    private static final int NO_VIEW = 0;
    private static final int SAME = 1;
    private static final int DIFFERENT = 2;

    @Override
    public SessionEnds create() {
      return new SessionEnds();
    }

    @Override
    public void include(SessionEnds into, UserEvent event, int place) {
      if (place == 0) {
        return;
      }
      into.viewed = true;
      String name = names.apply(event);
      if ((place & ViewMarks.FIRST) != 0) {
        into.entry = name;
      }
      if ((place & ViewMarks.LAST) != 0) {
        into.exit = name;
      }
    }

    @Override
    public void merge(SessionEnds into, SessionEnds other, int place) {
      into.viewed |= other.viewed;
      if ((place & ViewMarks.FIRST) != 0) {
        into.entry = other.entry;
      }
      if ((place & ViewMarks.LAST) != 0) {
        into.exit = other.exit;
      }
    }

    /** Layout 1: 0 without a view; 1 and the entry where the exit is the same; 2, entry, exit. */
    @Override
    public void write(SessionEnds ends, long startMillis, StateWriter out) {
      boolean same = Objects.equals(ends.entry, ends.exit);
      int form = same ? SAME : DIFFERENT;
      out.writeByte(ends.viewed ? form : NO_VIEW);
      if (ends.viewed) {
        out.writeText(ends.entry);
        if (!same) {
          out.writeText(ends.exit);
        }
      }
    }

    @Override
    public SessionEnds read(StateReader in, int version, long startMillis) {
      SessionEnds read = new SessionEnds();
      int form = in.readByte();
      if (form < NO_VIEW || form > DIFFERENT) {
        throw new IllegalStateException("ends of a session in form " + form);
      }
      if (form != NO_VIEW) {
        read.viewed = true;
        read.entry = in.readText();
        read.exit = form == SAME ? read.entry : in.readText();
      }
      return read;
    }

    @Override
    public int heapBytes(SessionEnds ends) {
      int bytes = 24 + textBytes(ends.entry);
      return Objects.equals(ends.entry, ends.exit) ? bytes : bytes + textBytes(ends.exit);
    }

    private static int textBytes(@Nullable String text) {
      return text == null ? 0 : 48 + text.length();
    }

    @Override
    public boolean needsViews() {
      return true;
    }
  }
}
