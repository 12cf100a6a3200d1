package io.engagement.core.event.json;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a record: white space, names, strings, numbers. Each method takes the index where
 * its token begins and returns where it ends.
 *
 * <p>The record is copied in front of a padding of zero bytes. A zero byte is allowed nowhere in
 * JSON, so it ends every run, and words of eight bytes may be read past the end.
 */
final class JsonTokens {
  private static final int PADDING = 32;
  private static final int TRUE = fourBytes("true");
  private static final int NULL = fourBytes("null");
  private static final int ALSE = fourBytes("alse");

  private final JsonLimits limits;
  private final JsonStrings strings;
  private final JsonRefusal refusal;

  /** The record and its padding. */
  byte[] bytes = new byte[4096];

  int length;

  /** How often white space between tokens was skipped. */
  int spaces;

  /** Of the string or number read last: one of the forms of {@link Captures}. */
  int form;

  /** Of the member name read last. */
  long nameHash;

  /** The member name read last, if it was spelled with escapes. */
  @Nullable String escapedName;

  JsonTokens(JsonLimits limits, JsonStrings strings, JsonRefusal refusal) {
    this.limits = limits;
    this.strings = strings;
    this.refusal = refusal;
  }

  void load(byte[] source, int offset, int count) {
    if (count > limits.documentBytes()) {
      throw refuse(JsonFault.TOO_LARGE, "more bytes than a record may have", count);
    }
    if (bytes.length < count + PADDING) {
      bytes = new byte[Math.max(count + PADDING, bytes.length * 2)];
    }
    System.arraycopy(source, offset, bytes, 0, count);
    for (int i = 0; i < PADDING; i += 8) {
      Words.put(bytes, count + i, 0);
    }
    length = count;
  }

  int skip(int from) {
    byte[] b = bytes;
    int at = from;
    while (b[at] == ' ' || b[at] == '\n' || b[at] == '\r' || b[at] == '\t') {
      at++;
    }
    if (at != from) {
      spaces++;
    }
    return at;
  }

  /** The colon after a name and the white space around it. */
  int colon(int from) {
    byte[] b = bytes;
    int at = from;
    if (b[at] != ':') {
      at = skip(at);
      if (b[at] != ':') {
        throw malformed("a colon was expected", at);
      }
    }
    at++;
    return b[at] <= ' ' ? skip(at) : at;
  }

  /** Reads a name from after its quote and hashes it; where its closing quote is. */
  int name(int from) {
    byte[] b = bytes;
    long hash = NameHash.SEED;
    int at = from;
    long word = Words.at(b, at);
    long stops = Words.stops(word);
    while (stops == 0) {
      hash = NameHash.add(hash, word);
      at += 8;
      word = Words.at(b, at);
      stops = Words.stops(word);
    }
    int count = Words.first(stops);
    int end = at + count;
    if (b[end] != '"') {
      return rareName(from, end);
    }
    nameHash = NameHash.finish(NameHash.add(hash, Words.head(word, count)), end - from);
    escapedName = null;
    return end;
  }

  /** A name with escapes or characters beyond ASCII, plain up to {@code at}. */
  private int rareName(int from, int at) {
    int end = string(at);
    if (form == Captures.ESCAPED) {
      escapedName = strings.unescaped(bytes, from, end);
      byte[] utf8 = escapedName.getBytes(StandardCharsets.UTF_8);
      nameHash = NameHash.of(utf8, 0, utf8.length);
    } else {
      escapedName = null;
      nameHash = NameHash.of(bytes, from, end);
    }
    return end;
  }

  /** Reads a string from after its quote; where its closing quote is. */
  int string(int from) {
    byte[] b = bytes;
    int at = from;
    long stops = Words.stops(Words.at(b, at));
    while (stops == 0) {
      at += 8;
      stops = Words.stops(Words.at(b, at));
    }
    at += Words.first(stops);
    if (b[at] == '"') {
      form = Captures.ASCII;
      return at;
    }
    return rareString(at);
  }

  /** A string with escapes or characters beyond ASCII, from the first of them on. */
  private int rareString(int from) {
    byte[] b = bytes;
    int found = Captures.ASCII;
    int at = from;
    while (b[at] != '"') {
      byte c = b[at];
      if (c == '\\') {
        found = Captures.ESCAPED;
        at = JsonStrings.escapeEnd(b, at);
        if (at < 0) {
          throw malformed("an unknown escape", from);
        }
      } else if (c < 0) {
        found = Math.max(found, Captures.TEXT);
        at = Utf8.next(b, at);
        if (at < 0) {
          throw refuse(JsonFault.INVALID_UTF8, "bytes that are not UTF-8", from);
        }
      } else {
        throw malformed("a string that does not end", at);
      }
      while (Words.stops(Words.at(b, at)) == 0) {
        at += 8;
      }
      at += Words.first(Words.stops(Words.at(b, at)));
    }
    form = found;
    return at;
  }

  /** Checks the string read last, which lies between the two quotes, if it can be stored. */
  void checkUsable(int from, int end) {
    if (form == Captures.ESCAPED) {
      strings.requireUsable(bytes, from, end, refusal);
    }
  }

  /** Reads {@code true}, {@code false} or {@code null}; where it ends. */
  int word(int at) {
    byte[] b = bytes;
    boolean isFalse = b[at] == 'f';
    int rest = Words.intAt(b, isFalse ? at + 1 : at);
    if (rest != (isFalse ? ALSE : b[at] == 't' ? TRUE : NULL)) {
      throw malformed("a value was expected", at);
    }
    return isFalse ? at + 5 : at + 4;
  }

  /** Reads a number; where it ends. */
  int number(int from) {
    byte[] b = bytes;
    int at = b[from] == '-' ? from + 1 : from;
    if (b[at] == '0') {
      at++;
    } else {
      at = digits(at);
    }
    if (b[at] == '.') {
      at = digits(at + 1);
    }
    boolean exponent = (b[at] | 0x20) == 'e';
    if (exponent) {
      at++;
      at = digits(b[at] == '+' || b[at] == '-' ? at + 1 : at);
    }
    boolean suspicious = exponent || at - from > limits.numberDigits();
    form =
        suspicious && !JsonNumbers.inRange(b, from, at, limits.numberDigits())
            ? Captures.OUT_OF_RANGE
            : Captures.IN_RANGE;
    return at;
  }

  private int digits(int from) {
    byte[] b = bytes;
    int at = from;
    while (b[at] >= '0' && b[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw malformed("a digit was expected", at);
    }
    return at;
  }

  /**
   * Checks an object or array in which nothing is wanted; where it ends. Does not recurse, so that
   * it may be nested as deep as the record is long.
   */
  int nested(int from) {
    byte[] b = bytes;
    // By level, whether it is an object.
    BitSet objects = new BitSet();
    int depth = 0;
    int at = from;
    while (true) {
      boolean isObject = b[at] == '{';
      if (isObject || b[at] == '[') {
        objects.set(depth++, isObject);
        at = skip(at + 1);
        if (b[at] != (isObject ? '}' : ']')) {
          at = isObject ? member(at) : at;
          continue;
        }
      } else {
        at = scalar(at);
      }
      while (depth > 0) {
        at = skip(at);
        if (b[at] != (objects.get(depth - 1) ? '}' : ']')) {
          break;
        }
        depth--;
        at++;
      }
      if (depth == 0) {
        return at;
      }
      if (b[at] != ',') {
        throw malformed("a comma or an end was expected", at);
      }
      at = skip(at + 1);
      at = objects.get(depth - 1) ? member(at) : at;
    }
  }

  /** The name of a member and its colon; where its value begins. */
  private int member(int from) {
    if (bytes[from] != '"') {
      throw malformed("a member name was expected", from);
    }
    return colon(string(from + 1) + 1);
  }

  /** A string, number or word; where it ends. */
  private int scalar(int at) {
    byte[] b = bytes;
    return switch (b[at]) {
      case '"' -> string(at + 1) + 1;
      case 't', 'n', 'f' -> word(at);
      default -> {
        if (b[at] != '-' && (b[at] < '0' || b[at] > '9')) {
          throw malformed("a value was expected", at);
        }
        yield number(at);
      }
    };
  }

  private static int fourBytes(String text) {
    return Words.intAt(text.getBytes(StandardCharsets.US_ASCII), 0);
  }

  JsonRefusal refuse(JsonFault fault, String problem, int at) {
    return refusal.of(fault, problem, at);
  }

  /** Bytes that are not even UTF-8 are told as that, wherever they are. */
  JsonRefusal malformed(String problem, int at) {
    if (!Utf8.valid(bytes, 0, length)) {
      return refuse(JsonFault.INVALID_UTF8, "bytes that are not UTF-8; " + problem, at);
    }
    return refuse(
        JsonFault.MALFORMED_JSON, at >= length ? "the record ends too early" : problem, at);
  }
}
