package io.engagement.core.event.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The wanted paths as a tree of member names, looked up by the hash of the name's bytes. A dot in a
 * path separates names; a path does not lead through an array.
 */
public final class PathTrie {
  final Node root;
  private final int captures;
  private final int nodes;

  private PathTrie(Draft draft, int captures) {
    int[] counter = {0};
    this.root = new Node("", "", draft, counter);
    this.captures = captures;
    this.nodes = counter[0];
  }

  /** How many paths are captured; they are numbered from 0. */
  public int captures() {
    return captures;
  }

  /** How many members there are on the way to the paths, the paths themselves included. */
  int nodes() {
    return nodes;
  }

  /** How a captured value is used. */
  public enum Use {
    /** Where it lies: what is wrong within it shows when it is read. */
    PLACE,
    /** Its text: every string in it must be storable, every number exact. */
    VALUE
  }

  /** Collects paths; equal ones share a number. */
  public static final class Builder {
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<Use> uses = new ArrayList<>();

    /** The number under which the value at a dotted path is captured. */
    public int capture(String path, Use use) {
      int number = numbers.computeIfAbsent(path, absent -> numbers.size());
      if (number == uses.size()) {
        uses.add(use);
      } else if (use == Use.VALUE) {
        uses.set(number, use);
      }
      return number;
    }

    /** How many paths there are so far. */
    public int captures() {
      return numbers.size();
    }

    /** Builds the tree; the members in {@code undigested} stay out of the record's digest. */
    public PathTrie build(Set<String> undigested) {
      Draft root = new Draft();
      numbers.forEach(
          (path, number) -> {
            Draft draft = root.descend(path);
            draft.capture = number;
            draft.used = uses.get(number) == Use.VALUE;
          });
      undigested.forEach(
          name -> root.members.computeIfAbsent(name, absent -> new Draft()).undigested = true);
      return new PathTrie(root, numbers.size());
    }
  }

  private static final class Draft {
    final Map<String, Draft> members = new LinkedHashMap<>();
    int capture = -1;
    boolean used;
    boolean undigested;

    Draft descend(String path) {
      Draft draft = this;
      for (String name : path.split("\\.", -1)) {
        draft = draft.members.computeIfAbsent(name, absent -> new Draft());
      }
      return draft;
    }
  }

  /** One member on the way to a wanted value, or the value itself. */
  static final class Node {
    /** The number of the capture, or -1. */
    final int capture;

    final boolean used;
    final boolean undigested;

    /** The place among the trie's nodes. */
    final int index;

    /** All names down to this one, with dots. */
    final String path;

    /** In UTF-8, with a padding of zeros. */
    private final byte[] name;

    private final int length;
    private final long hash;
    private final @Nullable Node[] table;
    private final int mask;

    private Node(String path, String memberName, Draft draft, int[] counter) {
      this.path = path;
      index = counter[0]++;
      byte[] utf8 = memberName.getBytes(StandardCharsets.UTF_8);
      length = utf8.length;
      name = Arrays.copyOf(utf8, length + 8);
      hash = NameHash.of(utf8, 0, length);
      capture = draft.capture;
      used = draft.used;
      undigested = draft.undigested;
      int size = Integer.highestOneBit(draft.members.size() * 4 | 1);
      table = new Node[size];
      mask = size - 1;
      String prefix = path.isEmpty() ? "" : path + '.';
      draft.members.forEach(
          (member, child) -> insert(new Node(prefix + member, member, child, counter)));
    }

    private void insert(Node child) {
      int at = (int) child.hash & mask;
      while (table[at] != null) {
        at = at + 1 & mask;
      }
      table[at] = child;
    }

    /**
     * The member with the name of {@code length} bytes at {@code from}, whose hash is given, or
     * null. The array must go on for eight more bytes.
     */
    @Nullable Node member(long nameHash, byte[] bytes, int from, int length) {
      for (int at = (int) nameHash & mask; ; at = (at + 1) & mask) {
        Node child = table[at];
        if (child == null) {
          return null;
        }
        if (child.hash == nameHash && child.length == length && child.isSpelled(bytes, from)) {
          return child;
        }
      }
    }

    /** The members that are wanted of this one's object; null where a place is free. */
    @Nullable Node[] members() {
      return table;
    }

    private boolean isSpelled(byte[] bytes, int from) {
      for (int i = 0; i < length; i += 8) {
        long word = Words.at(bytes, from + i);
        if ((length - i < 8 ? Words.head(word, length - i) : word) != Words.at(name, i)) {
          return false;
        }
      }
      return true;
    }
  }
}
