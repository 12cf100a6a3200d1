package io.engagement.core.event.json;

import io.engagement.core.event.json.PathTrie.Node;
import io.engagement.core.event.json.Shapes.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record once, from its first byte to its last: checks all of it (RFC 8259, UTF-8, limits),
 * notes where the wanted values lie and hashes the members of the record. A byte order mark before
 * it is passed over. Of a wanted member that is named again the last value counts, as most parsers
 * have it. Not thread-safe.
 */
public final class JsonScanner {
  private static final int MARK_BYTES = 3;

  private final int maxDepth;
  private final int maxUsedDepth;
  private final Node root;
  private final JsonTokens tokens;
  private final Shapes shapes = new Shapes();
  private final Captures captures;

  /** By node of the trie: the number of the record in which it was met last. */
  private final long[] metIn;

  private final List<String> repeated = new ArrayList<>();
  private long records;
  private long digest;

  public JsonScanner(JsonLimits limits, PathTrie trie) {
    JsonStrings strings = new JsonStrings();
    JsonRefusal refusal = new JsonRefusal();
    maxDepth = limits.depth();
    maxUsedDepth = limits.usedDepth();
    root = trie.root;
    tokens = new JsonTokens(limits, strings, refusal);
    captures = new Captures(trie.captures(), strings, refusal);
    metIn = new long[trie.nodes()];
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

  /** The paths on the way to wanted values that the record names more than once. */
  public List<String> repeated() {
    return repeated;
  }

  /**
   * Reads one record.
   *
   * @throws JsonRefusal on the first fault; the instance is used again by the next call
   */
  public void scan(byte[] bytes, int offset, int count) {
    tokens.load(bytes, offset, count);
    captures.clear(tokens.bytes);
    records++;
    repeated.clear();
    digest = 0;
    int at = tokens.skip(isMark(tokens.bytes) ? MARK_BYTES : 0);
    if (at == count) {
      throw tokens.refuse(JsonFault.EMPTY, "nothing but white space", 0);
    }
    int end = tokens.skip(value(at, shapes.root, root, 0, false));
    if (end != count) {
      throw tokens.malformed("something after the record's end", end);
    }
    if (tokens.bytes[at] != '{') {
      throw tokens.refuse(JsonFault.NOT_AN_OBJECT, "JSON, but not an object", at);
    }
  }

  private static boolean isMark(byte[] b) {
    return b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF;
  }

  private int value(int at, @Nullable Step owner, @Nullable Node node, int depth, boolean used) {
    byte[] b = tokens.bytes;
    return switch (b[at]) {
      case '"' -> string(at + 1, node, used);
      case '{' -> {
        if (depth == maxDepth && !used) {
          yield tokens.nested(at);
        }
        int spacesBefore = tokens.spaces;
        Step before = owner == null ? null : owner.members();
        int end = object(at + 1, before, node, depth + 1, used);
        note(node, JsonKind.OBJECT, spacedSince(spacesBefore), at, end);
        yield end;
      }
      case '[' -> {
        if (depth == maxDepth && !used) {
          yield tokens.nested(at);
        }
        int spacesBefore = tokens.spaces;
        Step element = owner == null ? null : owner.element();
        int end = array(at + 1, element, depth + 1, used);
        note(node, JsonKind.ARRAY, spacedSince(spacesBefore), at, end);
        yield end;
      }
      case 't' -> word(node, JsonKind.TRUE, at);
      case 'n' -> word(node, JsonKind.NULL, at);
      case 'f' -> word(node, JsonKind.FALSE, at);
      default -> {
        if (b[at] != '-' && (b[at] < '0' || b[at] > '9')) {
          throw tokens.malformed("a value was expected", at);
        }
        int end = tokens.number(at);
        if (used && tokens.form == Captures.OUT_OF_RANGE) {
          throw tokens.refuse(JsonFault.NUMBER_OUT_OF_RANGE, "a number out of range", at);
        }
        note(node, JsonKind.NUMBER, tokens.form, at, end);
        yield end;
      }
    };
  }

  private int string(int from, @Nullable Node node, boolean used) {
    int end = tokens.string(from);
    if (used) {
      tokens.checkUsable(from, end);
    }
    note(node, JsonKind.STRING, tokens.form, from, end);
    return end + 1;
  }

  private int word(@Nullable Node node, JsonKind kind, int at) {
    int end = tokens.word(at);
    note(node, kind, 0, at, end);
    return end;
  }

  private void note(@Nullable Node node, JsonKind kind, int form, int start, int end) {
    if (node != null && node.capture >= 0) {
      captures.set(node.capture, kind, form, start, end);
    }
  }

  private int spacedSince(int spacesBefore) {
    return tokens.spaces == spacesBefore ? Captures.COMPACT : Captures.SPACED;
  }

  private int object(
      int from, @Nullable Step before, @Nullable Node node, int depth, boolean used) {
    checkDepth(depth, used, from);
    byte[] b = tokens.bytes;
    Step last = before;
    int at = b[from] > ' ' ? from : tokens.skip(from);
    if (b[at] == '}') {
      return at + 1;
    }
    while (true) {
      if (b[at] != '"') {
        throw tokens.malformed("a member name was expected", at);
      }
      int nameStart = at + 1;
      int nameEnd;
      long hash;
      Node child;
      Step step = last == null ? null : last.next(b, nameStart);
      if (step != null) {
        nameEnd = nameStart + step.length;
        hash = step.hash;
        child = step.node;
      } else {
        nameEnd = unknownName(nameStart, used);
        hash = tokens.nameHash;
        child = node == null ? null : member(node, nameStart, nameEnd);
        if (last != null && tokens.escapedName == null) {
          step = shapes.learn(last, hash, b, nameStart, nameEnd, child);
        }
      }
      last = step;
      if (child != null) {
        meet(child);
      }
      boolean usedHere = used || (child != null && child.used);
      int valueStart = tokens.colon(nameEnd + 1);
      int spacesBefore = tokens.spaces;
      at =
          b[valueStart] == '"'
              ? string(valueStart + 1, child, usedHere)
              : value(valueStart, step, child, depth, usedHere);
      if (depth == 1 && (child == null || !child.undigested)) {
        digest += Hash64.join(hash, captures.hash(valueStart, at, spacedSince(spacesBefore)));
      }
      if (b[at] <= ' ') {
        at = tokens.skip(at);
      }
      if (b[at] == '}') {
        break;
      }
      if (b[at] != ',') {
        throw tokens.malformed("a comma or the object's end was expected", at);
      }
      at++;
      if (b[at] <= ' ') {
        at = tokens.skip(at);
      }
    }
    return at + 1;
  }

  /** Drops what a wanted member held when it is named again. */
  private void meet(Node node) {
    if (metIn[node.index] == records) {
      repeated.add(node.path);
      clear(node);
    }
    metIn[node.index] = records;
  }

  private void clear(Node node) {
    metIn[node.index] = 0;
    if (node.capture >= 0) {
      captures.unset(node.capture);
    }
    for (Node member : node.members()) {
      if (member != null) {
        clear(member);
      }
    }
  }

  /** Reads a name that was not guessed; where it ends. */
  private int unknownName(int from, boolean used) {
    int end = tokens.name(from);
    if (used && tokens.escapedName != null) {
      tokens.checkUsable(from, end);
    }
    return end;
  }

  private int array(int from, @Nullable Step element, int depth, boolean used) {
    checkDepth(depth, used, from);
    byte[] b = tokens.bytes;
    int at = tokens.skip(from);
    if (b[at] == ']') {
      return at + 1;
    }
    while (true) {
      at = tokens.skip(value(at, element, null, depth, used));
      if (b[at] == ']') {
        return at + 1;
      }
      if (b[at] != ',') {
        throw tokens.malformed("a comma or the array's end was expected", at);
      }
      at = tokens.skip(at + 1);
    }
  }

  private @Nullable Node member(Node node, int from, int to) {
    String escaped = tokens.escapedName;
    if (escaped == null) {
      return node.member(tokens.nameHash, tokens.bytes, from, to - from);
    }
    byte[] utf8 = escaped.getBytes(StandardCharsets.UTF_8);
    return node.member(tokens.nameHash, Arrays.copyOf(utf8, utf8.length + 8), 0, utf8.length);
  }

  private void checkDepth(int depth, boolean used, int at) {
    if (used && depth > maxUsedDepth) {
      throw tokens.refuse(JsonFault.TOO_DEEP, "nested too deep", at);
    }
  }
}
