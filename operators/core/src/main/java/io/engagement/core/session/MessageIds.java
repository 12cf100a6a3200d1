package io.engagement.core.session;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Message ids in few bytes, comparable as they are. Layout: unsigned (payload length * 4 + form),
 * payload. Forms: UTF-8 as it is; lower-case hexadecimal digits, two a byte; UUIDs in lower or
 * upper case, 16 bytes.
 *
 * <p>The order is that of the texts by code point. Payloads of one form keep it, so that only ids
 * of different forms are spelled out to be compared.
 */
public final class MessageIds {
  private static final int TEXT = 0;
  private static final int HEX = 1;
  private static final int LOWER_UUID = 2;
  private static final int UPPER_UUID = 3;
  private static final int UUID_LENGTH = 36;
  private static final byte[] LOWER_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UPPER_DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** Kinds of characters, as bits; decimal digits have none. */
  private static final int LOWER = 1;

  private static final int UPPER = 2;
  private static final int OTHER = 4;

  private static final byte[] KINDS = new byte[128];
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(KINDS, (byte) OTHER);
    for (int value = 0; value < 16; value++) {
      KINDS[LOWER_DIGITS[value]] = (byte) (value < 10 ? 0 : LOWER);
      VALUES[LOWER_DIGITS[value]] = (byte) value;
      KINDS[UPPER_DIGITS[value]] = (byte) (value < 10 ? 0 : UPPER);
      VALUES[UPPER_DIGITS[value]] = (byte) value;
    }
  }

  private MessageIds() {}

  public static void write(String id, StateWriter out) {
    int form = formOf(id);
    if (form == TEXT) {
      byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
      out.writeUnsigned((long) utf8.length << 2 | TEXT);
      out.writeBytes(utf8, 0, utf8.length);
      return;
    }
    int length = id.length();
    out.writeUnsigned((form == HEX ? length / 2L : 16L) << 2 | form);
    for (int i = 0; i < length; i += 2) {
      if (form != HEX && isDash(i)) {
        i++;
      }
      out.writeByte(VALUES[id.charAt(i)] << 4 | VALUES[id.charAt(i + 1)]);
    }
  }

  /** The bytes of an id. */
  public static byte[] bytes(String id) {
    StateWriter out = new StateWriter(24);
    write(id, out);
    return out.toBytes();
  }

  /** The bytes of an id from its head on, copied. */
  public static byte[] read(StateReader in) {
    int start = in.position();
    skip(in);
    return Arrays.copyOfRange(in.array(), start, in.position());
  }

  static void skip(StateReader in) {
    in.skip(in.readUnsignedInt() >>> 2);
  }

  /** How many bytes an id takes, head included. */
  static int length(byte[] bytes, int at) {
    int head = head(bytes, at);
    return headLength(head) + (head >>> 2);
  }

  /** The UTF-8 bytes of an id as it was before it was written. */
  public static byte[] utf8(byte[] bytes) {
    return text(bytes, 0);
  }

  /** Compares the texts of two ids by code point. */
  public static int compare(byte[] one, int oneAt, byte[] other, int otherAt) {
    int head = head(one, oneAt);
    int otherHead = head(other, otherAt);
    if ((head & 3) != (otherHead & 3)) {
      return Arrays.compareUnsigned(text(one, oneAt), text(other, otherAt));
    }
    int from = oneAt + headLength(head);
    int otherFrom = otherAt + headLength(otherHead);
    return Arrays.compareUnsigned(
        one, from, from + (head >>> 2), other, otherFrom, otherFrom + (otherHead >>> 2));
  }

  /** Whether one event of a user comes after another one: by time, then by message id. */
  public static boolean isAfter(long millis, byte[] id, long otherMillis, byte[] otherId) {
    return isAfter(millis, id, 0, otherMillis, otherId);
  }

  static boolean isAfter(long millis, byte[] bytes, int idAt, long otherMillis, byte[] otherId) {
    int byTime = Long.compare(millis, otherMillis);
    return (byTime == 0 ? compare(bytes, idAt, otherId, 0) : byTime) > 0;
  }

  private static int formOf(String id) {
    int length = id.length();
    boolean isUuid = length == UUID_LENGTH && id.charAt(8) == '-';
    if (!isUuid && (length == 0 || (length & 1) != 0)) {
      return TEXT;
    }
    int seen = 0;
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      if (isUuid && isDash(i)) {
        seen |= c == '-' ? 0 : OTHER;
      } else {
        seen |= c < KINDS.length ? KINDS[c] : OTHER;
      }
    }
    if (isUuid) {
      return switch (seen) {
        case 0, LOWER -> LOWER_UUID;
        case UPPER -> UPPER_UUID;
        default -> TEXT;
      };
    }
    return (seen & ~LOWER) == 0 ? HEX : TEXT;
  }

  private static boolean isDash(int index) {
    return index == 8 || index == 13 || index == 18 || index == 23;
  }

  private static byte[] text(byte[] bytes, int at) {
    int head = head(bytes, at);
    int from = at + headLength(head);
    int length = head >>> 2;
    int form = head & 3;
    if (form == TEXT) {
      return Arrays.copyOfRange(bytes, from, from + length);
    }
    byte[] digits = form == UPPER_UUID ? UPPER_DIGITS : LOWER_DIGITS;
    byte[] text = new byte[form == HEX ? 2 * length : UUID_LENGTH];
    int written = 0;
    for (int i = 0; i < length; i++) {
      if (form != HEX && isDash(written)) {
        text[written++] = '-';
      }
      text[written++] = digits[bytes[from + i] >> 4 & 0xF];
      text[written++] = digits[bytes[from + i] & 0xF];
    }
    return text;
  }

  private static int head(byte[] bytes, int at) {
    return (int) Varints.read(bytes, at);
  }

  private static int headLength(int head) {
    return Varints.length(head);
  }
}
