package io.engagement.core.event.json;

import io.engagement.core.event.json.PathTrie.Node;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record once, from its first byte to its last: checks all of it (RFC 8259, UTF-8, member
 * names, limits), notes where the wanted values lie and hashes the members of the record. Not
 * thread-safe.
 *
 * <p>The record is copied in front of a padding of zero bytes. A zero byte is allowed nowhere in
 * JSON, so it ends every run, and words of eight bytes may be read past the end.
 */
public final class JsonScanner {
  private static final int PADDING = 32;
  private static final int TRUE = word("true");
  private static final int NULL = word("null");
  private static final int ALSE = word("alse");

  private final JsonLimits limits;
  private final Node root;
  private final JsonStrings strings = new JsonStrings();
  private final MemberNames names = new MemberNames(strings);
  private final Captures captures;
  private final JsonRefusal refusal = new JsonRefusal();

  private byte[] buf = new byte[4096];
  private int length;
  private long digest;

  /** How often white space between tokens was skipped. */
  private int spaces;

  /** Of the string read last: one of the forms of {@link Captures}. */
  private int form;

  /** Of the member name read last. */
  private long nameHash;

  private @Nullable String escapedName;

  public JsonScanner(JsonLimits limits, PathTrie trie) {
    this.limits = limits;
    root = trie.root;
    captures = new Captures(trie.captures(), strings);
  }

  /** The values found by the last {@link #scan}. */
  public Captures captures() {
    return captures;
  }

  /**
   * A hash of the record's members, whatever their order and the white space between tokens,
   * without those that the trie leaves out.
   */
  public long digest() {
    return digest;
  }

  /**
   * Reads one record.
   *
   * @throws JsonRefusal on the first fault; the instance is used again by the next call
   */
  public void scan(byte[] bytes, int offset, int count) {
    if (count > limits.documentBytes()) {
      throw refusal.of(JsonFault.TOO_LARGE, count + " bytes, too many", limits.documentBytes());
    }
    load(bytes, offset, count);
    digest = 0;
    names.clear();
    int at = skip(0);
    if (at == length) {
      throw refusal.of(JsonFault.EMPTY, "nothing but white space", 0);
    }
    int end = skip(value(at, root, 0, false));
    if (end != length) {
      throw malformed("something after the record's end", end);
    }
    if (buf[at] != '{') {
      throw refusal.of(JsonFault.NOT_AN_OBJECT, "JSON, but not an object", at);
    }
  }

  private void load(byte[] bytes, int offset, int count) {
    if (buf.length < count + PADDING) {
      buf = new byte[Math.max(count + PADDING, buf.length * 2)];
    }
    System.arraycopy(bytes, offset, buf, 0, count);
    for (int i = 0; i < PADDING; i += 8) {
      Words.put(buf, count + i, 0);
    }
    length = count;
    captures.clear(buf);
  }

  private int value(int at, @Nullable Node node, int depth, boolean used) {
    byte[] b = buf;
    switch (b[at]) {
      case '"' -> {
        int end = string(at + 1);
        if (used) {
          checkUsable(at + 1, end);
        }
        note(node, JsonKind.STRING, form, at + 1, end);
        return end + 1;
      }
      case '{' -> {
        int spacesBefore = spaces;
        int end = object(at + 1, node, depth + 1, used);
        note(node, JsonKind.OBJECT, spaces - spacesBefore, at, end);
        return end;
      }
      case '[' -> {
        int spacesBefore = spaces;
        int end = array(at + 1, depth + 1, used);
        note(node, JsonKind.ARRAY, spaces - spacesBefore, at, end);
        return end;
      }
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        int end = number(at);
        note(node, JsonKind.NUMBER, 0, at, end);
        return end;
      }
      case 't' -> {
        return literal(Words.intAt(b, at) == TRUE, node, JsonKind.TRUE, at, at + 4);
      }
      case 'n' -> {
        return literal(Words.intAt(b, at) == NULL, node, JsonKind.NULL, at, at + 4);
      }
      case 'f' -> {
        return literal(Words.intAt(b, at + 1) == ALSE, node, JsonKind.FALSE, at, at + 5);
      }
      default -> throw malformed("a value was expected", at);
    }
  }

  private int literal(boolean right, @Nullable Node node, JsonKind kind, int at, int end) {
    if (!right) {
      throw malformed("a value was expected", at);
    }
    note(node, kind, 0, at, end);
    return end;
  }

  private void note(@Nullable Node node, JsonKind kind, int formOrSpaces, int start, int end) {
    if (node != null && node.capture >= 0) {
      captures.set(node.capture, kind, Math.min(formOrSpaces, Captures.ESCAPED), start, end);
    }
  }

  private int object(int from, @Nullable Node node, int depth, boolean used) {
    checkDepth(depth, from);
    byte[] b = buf;
    int mark = names.mark();
    long filter = 0;
    int at = b[from] > ' ' ? from : skip(from);
    if (b[at] == '}') {
      return at + 1;
    }
    while (true) {
      if (b[at] != '"') {
        throw malformed("a member name was expected", at);
      }
      int nameStart = at + 1;
      int nameEnd = name(nameStart);
      long hash = nameHash;
      names.push(hash, nameStart, nameEnd);
      long bit = 1L << hash;
      if ((filter & bit) != 0 && names.lastRepeats(mark, b)) {
        throw refusal.of(JsonFault.DUPLICATE_KEY, "a member named again", nameStart);
      }
      filter |= bit;
      if (used && escapedName != null) {
        checkUsable(nameStart, nameEnd);
      }
      Node child = node == null ? null : member(node, hash, nameStart, nameEnd);
      at = nameEnd + 1;
      if (b[at] != ':') {
        at = skip(at);
        if (b[at] != ':') {
          throw malformed("a colon was expected", at);
        }
      }
      at++;
      if (b[at] <= ' ') {
        at = skip(at);
      }
      int valueStart = at;
      int spacesBefore = spaces;
      at = value(at, child, depth, used || (child != null && child.used));
      if (depth == 1 && (child == null || !child.undigested)) {
        int spaced = Math.min(spaces - spacesBefore, Captures.SPACED);
        digest += Hash64.join(hash, captures.hash(valueStart, at, spaced));
      }
      if (b[at] <= ' ') {
        at = skip(at);
      }
      if (b[at] == ',') {
        at++;
        if (b[at] <= ' ') {
          at = skip(at);
        }
      } else if (b[at] == '}') {
        if (names.closeFindsRepeat(mark, b)) {
          throw refusal.of(JsonFault.DUPLICATE_KEY, "an object with a member named again", from);
        }
        return at + 1;
      } else {
        throw malformed("a comma or the object's end was expected", at);
      }
    }
  }

  private int array(int from, int depth, boolean used) {
    checkDepth(depth, from);
    byte[] b = buf;
    int at = skip(from);
    if (b[at] == ']') {
      return at + 1;
    }
    while (true) {
      at = skip(value(at, null, depth, used));
      if (b[at] == ']') {
        return at + 1;
      }
      if (b[at] != ',') {
        throw malformed("a comma or the array's end was expected", at);
      }
      at = skip(at + 1);
    }
  }

  /** The member of a wanted object, or null when it is not wanted. */
  private @Nullable Node member(Node node, long hash, int from, int to) {
    if (escapedName == null) {
      return node.member(hash, buf, from, to);
    }
    byte[] utf8 = escapedName.getBytes(StandardCharsets.UTF_8);
    return node.member(hash, utf8, 0, utf8.length);
  }

  /** Reads a name from after its quote and hashes it; where its closing quote is. */
  private int name(int from) {
    byte[] b = buf;
    long hash = NameHash.SEED;
    int at = from;
    while (true) {
      long word = Words.at(b, at);
      long stops = Words.stops(word);
      if (stops == 0) {
        hash = NameHash.add(hash, word);
        at += 8;
        continue;
      }
      int count = Words.first(stops);
      int end = at + count;
      if (b[end] != '"') {
        return rareName(from, end);
      }
      nameHash = NameHash.finish(NameHash.add(hash, Words.head(word, count)), end - from);
      escapedName = null;
      checkName(from, end);
      return end;
    }
  }

  /** A name with escapes or characters beyond ASCII, plain up to {@code at}. */
  private int rareName(int from, int at) {
    int end = string(at);
    checkName(from, end);
    // The form of a string counts from where it was begun, and all before that was plain.
    if (form == Captures.ESCAPED) {
      String name = strings.unescaped(buf, from, end);
      byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
      escapedName = name;
      nameHash = NameHash.of(utf8, 0, utf8.length);
    } else {
      escapedName = null;
      nameHash = NameHash.of(buf, from, end);
    }
    return end;
  }

  private void checkName(int from, int end) {
    if (end - from > limits.nameBytes()) {
      throw refusal.of(JsonFault.NAME_TOO_LONG, "a member name too long", from);
    }
  }

  /** Reads a string from after its quote; where its closing quote is. */
  private int string(int from) {
    byte[] b = buf;
    int found = Captures.ASCII;
    int at = from;
    while (true) {
      long stops = Words.stops(Words.at(b, at));
      if (stops == 0) {
        at += 8;
        continue;
      }
      at += Words.first(stops);
      byte c = b[at];
      if (c == '"') {
        form = found;
        return at;
      }
      int next = -1;
      if (c == '\\') {
        found = Captures.ESCAPED;
        next = JsonStrings.escapeEnd(b, at);
      } else if (c < 0) {
        found = Math.max(found, Captures.TEXT);
        next = Utf8.next(b, at);
        if (next < 0) {
          throw refusal.of(JsonFault.INVALID_UTF8, "bytes that are not UTF-8", at);
        }
      }
      if (next < 0) {
        throw malformed(c == '\\' ? "an unknown escape" : "a string that does not end", at);
      }
      at = next;
    }
  }

  private void checkUsable(int from, int end) {
    if (end - from > limits.stringBytes()) {
      throw refusal.of(JsonFault.STRING_TOO_LONG, "a string too long", from);
    }
    if (form == Captures.ESCAPED) {
      JsonFault fault = strings.unusable(buf, from, end);
      if (fault != null) {
        String what = fault == JsonFault.NUL_CHARACTER ? "U+0000" : "half of a surrogate pair";
        throw refusal.of(fault, what + " in the string", from);
      }
    }
  }

  /** Reads a number; where it ends. */
  private int number(int from) {
    byte[] b = buf;
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
    if ((exponent || at - from > limits.numberDigits())
        && !JsonNumbers.inRange(b, from, at, limits.numberDigits())) {
      throw refusal.of(JsonFault.NUMBER_OUT_OF_RANGE, "a number out of range", from);
    }
    return at;
  }

  private int digits(int from) {
    byte[] b = buf;
    int at = from;
    while (b[at] >= '0' && b[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw malformed("a digit was expected", at);
    }
    return at;
  }

  private int skip(int from) {
    byte[] b = buf;
    int at = from;
    while (b[at] == ' ' || b[at] == '\n' || b[at] == '\r' || b[at] == '\t') {
      at++;
    }
    if (at != from) {
      spaces++;
    }
    return at;
  }

  private void checkDepth(int depth, int at) {
    if (depth > limits.depth()) {
      throw refusal.of(JsonFault.TOO_DEEP, "nested too deep", at);
    }
  }

  /** Bytes that are not even UTF-8 are told as that, wherever they are. */
  private JsonRefusal malformed(String problem, int at) {
    if (!Utf8.valid(buf, 0, length)) {
      return refusal.of(JsonFault.INVALID_UTF8, "bytes that are not UTF-8; " + problem, at);
    }
    return refusal.of(
        JsonFault.MALFORMED_JSON, at >= length ? "the record ends too early" : problem, at);
  }

  private static int word(String literal) {
    return Words.intAt(literal.getBytes(StandardCharsets.US_ASCII), 0);
  }
}
