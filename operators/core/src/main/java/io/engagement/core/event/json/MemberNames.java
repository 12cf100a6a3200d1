package io.engagement.core.event.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The member names of the objects that are open, to find one that is named twice. A stack of hashes
 * with the places of the names. A small object is searched whenever its filter of 64 bits cannot
 * exclude a repeat; a large one is sorted once, when it closes, so the cost stays n log n whatever
 * the names. Equal hashes only raise a suspicion: then the names themselves are compared.
 */
final class MemberNames {
  /** The most members of a small object. */
  static final int SMALL = 32;

  private final JsonStrings strings;
  private long[] hashes = new long[128];
  private long[] places = new long[128];
  private long[] sorted = new long[0];
  private int top;

  MemberNames(JsonStrings strings) {
    this.strings = strings;
  }

  void clear() {
    top = 0;
  }

  /** Where the names of an object that opens now will begin. */
  int mark() {
    return top;
  }

  void push(long hash, int from, int to) {
    if (top == hashes.length) {
      hashes = Arrays.copyOf(hashes, top * 2);
      places = Arrays.copyOf(places, top * 2);
    }
    hashes[top] = hash;
    places[top++] = (long) from << 32 | to;
  }

  /** Whether the name pushed last repeats one since the mark, as far as the object is small. */
  boolean lastRepeats(int mark, byte[] bytes) {
    int last = top - 1;
    if (last - mark >= SMALL) {
      return false;
    }
    for (int i = mark; i < last; i++) {
      if (hashes[i] == hashes[last]) {
        return namesRepeat(mark, bytes);
      }
    }
    return false;
  }

  /** Closes the object that was opened at the mark; whether it names a member twice. */
  boolean closeFindsRepeat(int mark, byte[] bytes) {
    int count = top - mark;
    boolean repeat = count > SMALL && hashesRepeat(mark, count) && namesRepeat(mark, bytes);
    top = mark;
    return repeat;
  }

  private boolean hashesRepeat(int mark, int count) {
    if (sorted.length < count) {
      sorted = new long[hashes.length];
    }
    System.arraycopy(hashes, mark, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    for (int i = 1; i < count; i++) {
      if (sorted[i] == sorted[i - 1]) {
        return true;
      }
    }
    return false;
  }

  private boolean namesRepeat(int mark, byte[] bytes) {
    Set<String> names = new HashSet<>();
    for (int i = mark; i < top; i++) {
      int from = (int) (places[i] >>> 32);
      if (!names.add(strings.unescaped(bytes, from, (int) places[i]))) {
        return true;
      }
    }
    return false;
  }
}
