package io.engagement.core.event.json;

import java.util.Arrays;

/**
 * Where the wanted values of the record lie, and their texts on demand. Valid until the scanner
 * takes the next record.
 */
public final class Captures {
  static final int ASCII = 0;
  static final int TEXT = 1;
  static final int ESCAPED = 2;
  static final int COMPACT = 0;
  static final int SPACED = 1;
  static final int IN_RANGE = 0;
  static final int OUT_OF_RANGE = 1;

  private final JsonStrings strings;
  private final JsonRefusal refusal;
  private final InternCache intern = new InternCache();
  private final byte[] kinds;
  private final byte[] forms;
  private final int[] starts;
  private final int[] ends;
  private byte[] bytes = new byte[0];
  private byte[] compacted = new byte[0];

  Captures(int count, JsonStrings strings, JsonRefusal refusal) {
    this.strings = strings;
    this.refusal = refusal;
    kinds = new byte[count];
    forms = new byte[count];
    starts = new int[count];
    ends = new int[count];
  }

  void clear(byte[] record) {
    bytes = record;
    Arrays.fill(kinds, (byte) 0);
  }

  void set(int capture, JsonKind kind, int form, int start, int end) {
    kinds[capture] = (byte) kind.ordinal();
    forms[capture] = (byte) form;
    starts[capture] = start;
    ends[capture] = end;
  }

  void unset(int capture) {
    kinds[capture] = 0;
  }

  /** What the path holds. */
  public JsonKind kind(int capture) {
    return JsonKind.at(kinds[capture]);
  }

  /** Whether a number can be kept exactly. */
  public boolean isInRange(int capture) {
    return forms[capture] != OUT_OF_RANGE;
  }

  /** The text of a string, even one that cannot be stored: to look at, not to keep. */
  public String looseString(int capture) {
    return forms[capture] == ESCAPED
        ? strings.unescaped(bytes, starts[capture], ends[capture])
        : string(capture);
  }

  /** The value as the record spells it. */
  public String spelling(int capture) {
    return JsonStrings.utf8(bytes, starts[capture], ends[capture]);
  }

  /** Whether the path holds a string that has only ASCII and no escapes. */
  public boolean isPlainString(int capture) {
    return kinds[capture] == JsonKind.STRING.ordinal() && forms[capture] == ASCII;
  }

  /** The record; places are indices of it. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the value begins; for a string, after its quote. */
  public int start(int capture) {
    return starts[capture];
  }

  /** Where the value ends, exclusive; for a string, at its quote. */
  public int end(int capture) {
    return ends[capture];
  }

  /** The text of a string that is likely to come again. */
  public String repeatedString(int capture) {
    int start = starts[capture];
    int end = ends[capture];
    return forms[capture] == ASCII && end - start <= InternCache.MAX_BYTES
        ? intern.string(bytes, start, end)
        : string(capture);
  }

  /**
   * The text of a string.
   *
   * @throws JsonRefusal when it cannot be stored
   */
  public String string(int capture) {
    int start = starts[capture];
    int end = ends[capture];
    return switch (forms[capture]) {
      case ASCII -> JsonStrings.ascii(bytes, start, end);
      case TEXT -> JsonStrings.utf8(bytes, start, end);
      default -> {
        strings.requireUsable(bytes, start, end, refusal);
        yield strings.unescaped(bytes, start, end);
      }
    };
  }

  /**
   * A number in its canonical form.
   *
   * @throws JsonRefusal when it cannot be kept exactly
   */
  public Number number(int capture) {
    if (forms[capture] == OUT_OF_RANGE) {
      throw refusal.of(JsonFault.NUMBER_OUT_OF_RANGE, "a number out of range", starts[capture]);
    }
    return JsonNumbers.value(bytes, starts[capture], ends[capture]);
  }

  /** An array or object as JSON without white space between its tokens. */
  public String json(int capture) {
    if (forms[capture] == COMPACT) {
      return JsonStrings.utf8(bytes, starts[capture], ends[capture]);
    }
    return JsonStrings.utf8(compacted, 0, compact(starts[capture], ends[capture]));
  }

  /** A hash of any value but a string; white space between its tokens does not change it. */
  public long jsonHash(int capture) {
    return hash(starts[capture], ends[capture], forms[capture]);
  }

  long hash(int start, int end, int form) {
    if (form == COMPACT) {
      return Hash64.of(bytes, start, end - start);
    }
    int length = compact(start, end);
    return Hash64.of(compacted, 0, length);
  }

  private int compact(int start, int end) {
    if (compacted.length < end - start) {
      compacted = new byte[Math.max(end - start, 1024)];
    }
    int length = 0;
    boolean quoted = false;
    for (int at = start; at < end; at++) {
      byte b = bytes[at];
      if (b == '"') {
        quoted = !quoted;
      } else if (quoted && b == '\\') {
        compacted[length++] = b;
        b = bytes[++at];
      } else if (!quoted && b <= ' ' && b >= 0) {
        continue;
      }
      compacted[length++] = b;
    }
    return length;
  }
}
