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

  private MessageIds() {}

  public static void write(String id, StateWriter out) {
    int form = formOf(id);
    if (form == TEXT) {
      byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
      out.writeUnsigned((long) utf8.length << 2 | TEXT);
      out.writeBytes(utf8, 0, utf8.length);
      return;
    }
    out.writeUnsigned((form == HEX ? id.length() / 2L : 16L) << 2 | form);
    int high = -1;
    for (int i = 0; i < id.length(); i++) {
      if (form != HEX && isDash(i)) {
        continue;
      }
      int digit = Character.digit(id.charAt(i), 16);
      if (high < 0) {
        high = digit;
      } else {
        out.writeByte(high << 4 | digit);
        high = -1;
      }
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

  private static int formOf(String id) {
    int length = id.length();
    if (length == UUID_LENGTH) {
      boolean lower = true;
      boolean upper = true;
      for (int i = 0; i < length; i++) {
        char c = id.charAt(i);
        if (isDash(i)) {
          lower &= c == '-';
          upper &= c == '-';
        } else {
          lower &= isDigit(c) || (c >= 'a' && c <= 'f');
          upper &= isDigit(c) || (c >= 'A' && c <= 'F');
        }
      }
      if (lower || upper) {
        return lower ? LOWER_UUID : UPPER_UUID;
      }
    }
    if (length == 0 || (length & 1) != 0) {
      return TEXT;
    }
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      if (!(isDigit(c) || (c >= 'a' && c <= 'f'))) {
        return TEXT;
      }
    }
    return HEX;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
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
