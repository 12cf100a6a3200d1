package io.engagement.core.event.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns the bytes between a string's quotes into text. All of them are valid already. */
final class JsonStrings {
  private char[] chars = new char[256];

  /** The text of a string without escapes that has only ASCII. */
  static String ascii(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** The text of a string without escapes. */
  static String utf8(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** The text of any string; half surrogates stay as they are. */
  String unescaped(byte[] bytes, int from, int to) {
    return new String(chars, 0, unescape(bytes, from, to));
  }

  /** Refuses a string with escapes that cannot be stored. */
  void requireUsable(byte[] bytes, int from, int to, JsonRefusal refusal) {
    JsonFault fault = unusable(bytes, from, to);
    if (fault != null) {
      boolean nul = fault == JsonFault.NUL_CHARACTER;
      throw refusal.of(fault, nul ? "U+0000 in a string" : "half of a surrogate pair", from);
    }
  }

  /** What makes a string with escapes unusable, or null. */
  private @Nullable JsonFault unusable(byte[] bytes, int from, int to) {
    int length = unescape(bytes, from, to);
    for (int i = 0; i < length; i++) {
      char c = chars[i];
      if (c == 0) {
        return JsonFault.NUL_CHARACTER;
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(chars[++i])) {
          return JsonFault.LONE_SURROGATE;
        }
      }
    }
    return null;
  }

  private int unescape(byte[] bytes, int from, int to) {
    if (chars.length < to - from) {
      chars = new char[Math.max(to - from, chars.length * 2)];
    }
    char[] out = chars;
    int length = 0;
    int at = from;
    while (at < to) {
      int b = bytes[at];
      if (b == '\\') {
        int kind = bytes[at + 1];
        if (kind == 'u') {
          out[length++] = (char) hex(bytes, at + 2);
          at += 6;
        } else {
          out[length++] = simpleEscape(kind);
          at += 2;
        }
      } else if (b >= 0) {
        out[length++] = (char) b;
        at++;
      } else {
        int next = Utf8.next(bytes, at);
        length += Character.toChars(codePoint(bytes, at, next), out, length);
        at = next;
      }
    }
    return length;
  }

  private static int codePoint(byte[] bytes, int at, int next) {
    int bits = bytes[at] & (0xFF >> (next - at + 1));
    for (int i = at + 1; i < next; i++) {
      bits = bits << 6 | (bytes[i] & 0x3F);
    }
    return bits;
  }

  private static char simpleEscape(int kind) {
    return switch (kind) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> (char) kind;
    };
  }

  /** The index after the escape whose backslash is at {@code at}, or -1 if there is no such one. */
  static int escapeEnd(byte[] bytes, int at) {
    return switch (bytes[at + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
      case 'u' -> hex(bytes, at + 2) < 0 ? -1 : at + 6;
      default -> -1;
    };
  }

  /** The value of four hexadecimal digits, or a negative number. */
  private static int hex(byte[] bytes, int at) {
    return digit(bytes[at]) << 12
        | digit(bytes[at + 1]) << 8
        | digit(bytes[at + 2]) << 4
        | digit(bytes[at + 3]);
  }

  private static int digit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
