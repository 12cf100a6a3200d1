package io.engagement.core.session;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Session summaries as bytes, all but their start and end.
 *
 * <p>Layout 1: events, views, flags; explicit milliseconds if flagged; entry and exit page if there
 * are views (exit only when it differs); sealed marks if flagged; marks; then per dimension its
 * value, and unless that is null whether it has the position of the value before (the first: of the
 * first view), else its distance from the start and the message id.
 */
final class SessionSummaryLayout {
  private static final int KEY_EVENT = 1;
  private static final int EXPLICIT = 1 << 1;
  private static final int SEALED = 1 << 2;
  private static final int SAME_EXIT = 1 << 3;
  private static final int SAME_POSITION = 0;
  private static final int OTHER_POSITION = 1;

  private SessionSummaryLayout() {}

  static void write(SessionSummary fragment, StateWriter out) {
    boolean sameExit = Objects.equals(fragment.entryPage, fragment.exitPage);
    out.writeUnsigned(fragment.events);
    out.writeUnsigned(fragment.views);
    out.writeByte(
        (fragment.keyEvent ? KEY_EVENT : 0)
            | (fragment.explicit ? EXPLICIT : 0)
            | (fragment.marks.isSealed() ? SEALED : 0)
            | (sameExit ? SAME_EXIT : 0));
    if (fragment.explicit) {
      out.writeUnsigned(fragment.explicitMillis);
    }
    if (fragment.views > 0) {
      out.writeText(fragment.entryPage);
      if (!sameExit) {
        out.writeText(fragment.exitPage);
      }
    }
    fragment.marks.writeSealed(out);
    fragment.marks.write(fragment.startMillis(), out);
    long positionMillis = fragment.marks.firstMillis();
    byte @Nullable [] positionId = fragment.marks.firstViewId();
    for (FirstValue value : fragment.values) {
      if (value == null) {
        out.writeText(null);
        continue;
      }
      out.writeText(value.text());
      if (positionId != null
          && positionMillis == value.millis()
          && Arrays.equals(positionId, value.id())) {
        out.writeByte(SAME_POSITION);
      } else {
        out.writeByte(OTHER_POSITION);
        out.writeUnsigned(value.millis() - fragment.startMillis());
        out.writeBytes(value.id(), 0, value.id().length);
        positionMillis = value.millis();
        positionId = value.id();
      }
    }
  }

  /**
   * Reads layout 1.
   *
   * @param dimensions by dimension of the written state its index now, -1 for one that is gone
   */
  static void read(SessionSummary fragment, StateReader in, long startMillis, int[] dimensions) {
    fragment.events = in.readUnsignedInt();
    fragment.views = in.readUnsignedInt();
    int flags = in.readByte();
    fragment.keyEvent = (flags & KEY_EVENT) != 0;
    fragment.explicit = (flags & EXPLICIT) != 0;
    if (fragment.explicit) {
      fragment.explicitMillis = in.readUnsigned();
    }
    if (fragment.views > 0) {
      fragment.entryPage = in.readText();
      fragment.exitPage = (flags & SAME_EXIT) != 0 ? fragment.entryPage : in.readText();
    }
    if ((flags & SEALED) != 0) {
      fragment.marks.readSealed(in);
    }
    fragment.marks.read(in, startMillis);
    long positionMillis = fragment.marks.firstMillis();
    byte @Nullable [] positionId = fragment.marks.firstViewId();
    for (int dimension : dimensions) {
      String value = in.readText();
      if (value == null) {
        continue;
      }
      if (in.readByte() == OTHER_POSITION) {
        positionMillis = startMillis + in.readUnsigned();
        positionId = MessageIds.read(in);
      }
      if (positionId == null) {
        throw new IllegalStateException("the value of a dimension has no position");
      }
      if (dimension >= 0) {
        fragment.values[dimension] = new FirstValue(value, positionMillis, positionId);
      }
    }
  }
}
