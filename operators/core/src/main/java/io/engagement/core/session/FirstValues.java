package io.engagement.core.session;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The dimension values of a session: each that of the first event, by time and message id, that has
 * one. Events come in any order.
 */
final class FirstValues {
  private static final First[] NONE = {};
  private static final int SAME_POSITION = 0;
  private static final int OTHER_POSITION = 1;
  private static final int NO_VALUE = 0;
  private static final int FIRST_FORM = 1;
  private static final int SAME_TEXT = 2;

  private final @Nullable First[] values;

  /**
   * A value, and where the event lies that has it.
   *
   * @param id the encoded message id; not to be changed
   */
  private record First(String text, long millis, byte[] id) {

    boolean isAfter(long otherMillis, byte[] otherId) {
      return MessageIds.isAfter(millis, id, otherMillis, otherId);
    }
  }

  FirstValues(int dimensions) {
    values = dimensions == 0 ? NONE : new First[dimensions];
  }

  /**
   * Looks at an event.
   *
   * @param slots the slots of the dimensions' values
   */
  void include(UserEvent event, int[] slots) {
    byte @Nullable [] id = null;
    for (int i = 0; i < values.length; i++) {
      First known = values[i];
      if (known != null && known.millis() < event.timeMillis) {
        continue;
      }
      String text = PageFields.textOrNull(event.field(slots[i]));
      if (text != null) {
        id = id == null ? MessageIds.bytes(event.messageId) : id;
        if (known == null || known.isAfter(event.timeMillis, id)) {
          values[i] = new First(DimensionText.cut(text), event.timeMillis, id);
        }
      }
    }
  }

  /** Adds the values of other events, wherever they lie. */
  void merge(FirstValues others) {
    for (int i = 0; i < values.length; i++) {
      First known = values[i];
      First other = others.values[i];
      if (known == null || (other != null && known.isAfter(other.millis(), other.id()))) {
        values[i] = other;
      }
    }
  }

  /** The value of a dimension, as published. */
  String text(int dimension) {
    First value = values[dimension];
    return value == null ? DimensionText.NONE : value.text();
  }

  /**
   * Layout 2: per dimension 0 for none, else 1, plus 1 unless it has the position of the value
   * before, plus 2 if it has the text that was written before; the text unless it has that; the
   * position if it is another one: distance from the session's start, message id.
   *
   * @param firstMillis the position that the first value may have, epoch milliseconds
   * @param firstId of that position; null when there is none
   * @param before what was written before
   */
  void write(
      long startMillis,
      long firstMillis,
      byte @Nullable [] firstId,
      @Nullable FirstValues before,
      StateWriter out) {
    long positionMillis = firstMillis;
    byte @Nullable [] positionId = firstId;
    for (int i = 0; i < values.length; i++) {
      First value = values[i];
      if (value == null) {
        out.writeByte(NO_VALUE);
        continue;
      }
      First valueBefore = before == null ? null : before.values[i];
      boolean sameText = valueBefore != null && valueBefore.text().equals(value.text());
      boolean samePosition =
          positionId != null
              && positionMillis == value.millis()
              && Arrays.equals(positionId, value.id());
      out.writeByte(
          FIRST_FORM
              + (samePosition ? SAME_POSITION : OTHER_POSITION)
              + (sameText ? SAME_TEXT : 0));
      if (!sameText) {
        out.writeText(value.text());
      }
      if (!samePosition) {
        out.writeUnsigned(value.millis() - startMillis);
        out.writeBytes(value.id(), 0, value.id().length);
        positionMillis = value.millis();
        positionId = value.id();
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param dimensions by dimension of the written state its index now, -1 for one that is gone
   * @param before by dimension of the written state the text that was read before; updated
   */
  void read(
      StateReader in,
      long startMillis,
      long firstMillis,
      byte @Nullable [] firstId,
      int[] dimensions,
      @Nullable String[] before) {
    long positionMillis = firstMillis;
    byte @Nullable [] positionId = firstId;
    for (int i = 0; i < dimensions.length; i++) {
      int form = in.readByte() - FIRST_FORM;
      if (form < 0) {
        before[i] = null;
        continue;
      }
      String text = (form & SAME_TEXT) != 0 ? before[i] : in.readRequiredText();
      if ((form & OTHER_POSITION) != 0) {
        positionMillis = startMillis + in.readUnsigned();
        positionId = MessageIds.read(in);
      }
      if (text == null || positionId == null || form > SAME_TEXT + OTHER_POSITION) {
        throw new IllegalStateException("the value of a dimension has no text or position");
      }
      before[i] = text;
      if (dimensions[i] >= 0) {
        values[dimensions[i]] = new First(text, positionMillis, positionId);
      }
    }
  }

  /**
   * Reads layout 1: per dimension its value, and unless that is null whether it has the position of
   * the value before, else its distance from the session's start and its message id.
   */
  void readLayout1(
      StateReader in,
      long startMillis,
      long firstMillis,
      byte @Nullable [] firstId,
      int[] dimensions) {
    long positionMillis = firstMillis;
    byte @Nullable [] positionId = firstId;
    for (int dimension : dimensions) {
      String text = in.readText();
      if (text == null) {
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
        values[dimension] = new First(text, positionMillis, positionId);
      }
    }
  }

  int heapBytes() {
    int bytes = 16;
    for (First value : values) {
      bytes += 4 + (value == null ? 0 : 96 + value.id().length + value.text().length());
    }
    return bytes;
  }
}
