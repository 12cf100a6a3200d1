package io.engagement.core.session;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The values of a fragment's dimensions: each that of the first event, by time and message id, that
 * has one. For kinds of fragments that look at dimensions; events come in any order.
 */
public final class FirstValues {
  private static final FirstValue[] NONE = {};

  private final @Nullable FirstValue[] values;

  public FirstValues(int dimensions) {
    values = dimensions == 0 ? NONE : new FirstValue[dimensions];
  }

  /**
   * Looks at an event.
   *
   * @param slots the slots of the dimensions' values
   */
  public void include(UserEvent event, int[] slots) {
    byte @Nullable [] id = null;
    for (int i = 0; i < values.length; i++) {
      FirstValue known = values[i];
      if (known != null && known.millis() < event.timeMillis) {
        continue;
      }
      String text = PageFields.textOrNull(event.field(slots[i]));
      if (text != null) {
        id = id == null ? MessageIds.bytes(event.messageId) : id;
        if (known == null || known.isAfter(event.timeMillis, id)) {
          values[i] = new FirstValue(DimensionText.cut(text), event.timeMillis, id);
        }
      }
    }
  }

  /** Adds the values of events that lie after those looked at so far. */
  public void append(FirstValues later) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        values[i] = later.values[i];
      }
    }
  }

  /** The value of a dimension, as published. */
  public String text(int dimension) {
    FirstValue value = values[dimension];
    return value == null ? DimensionText.NONE : value.text();
  }

  /** Layout: per dimension its value, and unless that is null its distance from start, its id. */
  public void write(long startMillis, StateWriter out) {
    for (FirstValue value : values) {
      if (value == null) {
        out.writeText(null);
      } else {
        out.writeText(value.text());
        out.writeUnsigned(value.millis() - startMillis);
        out.writeBytes(value.id(), 0, value.id().length);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote, into values that are empty.
   *
   * @param dimensions by dimension of the written state its index now, -1 for one that is gone
   */
  public void read(StateReader in, long startMillis, int[] dimensions) {
    for (int dimension : dimensions) {
      String text = in.readText();
      if (text != null) {
        long millis = startMillis + in.readUnsigned();
        byte[] id = MessageIds.read(in);
        if (dimension >= 0) {
          values[dimension] = new FirstValue(text, millis, id);
        }
      }
    }
  }

  /** What they take on the heap, roughly. */
  public int heapBytes() {
    int bytes = 16;
    for (FirstValue value : values) {
      bytes += 4 + (value == null ? 0 : 96 + value.id().length + value.text().length());
    }
    return bytes;
  }
}
