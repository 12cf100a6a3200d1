package io.engagement.core.event.json;

import io.engagement.core.event.json.PathTrie.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The orders in which objects have named their members before. Programs write their members in the
 * same order again and again, so the next name is guessed and compared instead of being read,
 * hashed and looked up.
 *
 * <p>A tree: from a member to those that have followed it, and into the objects it has held. It is
 * only ever a short cut; a name that was not guessed is read in the ordinary way. It stops growing
 * at a fixed size, whatever the records.
 */
final class Shapes {
  private static final int MAX_STEPS = 1 << 12;
  private static final int MAX_ALTERNATIVES = 6;

  /** What follows in a larger object is not learned, nor are long names. */
  private static final int MAX_MEMBERS = 32;

  private static final int MAX_NAME_BYTES = 128;

  /** Stands for the record itself. */
  final Step root = new Step(0, new byte[] {'"'}, null, -1);

  private int steps;

  /**
   * Learns that a name has followed another in an object; the new step, or null when there is no
   * room.
   */
  @Nullable Step learn(Step last, long hash, byte[] bytes, int from, int to, @Nullable Node node) {
    int alternatives = 0;
    for (Step step = last.next; step != null; step = step.alternative) {
      alternatives++;
    }
    if (steps == MAX_STEPS
        || to - from > MAX_NAME_BYTES
        || alternatives == MAX_ALTERNATIVES
        || last.index + 1 == MAX_MEMBERS) {
      return null;
    }
    steps++;
    Step step = new Step(hash, Arrays.copyOfRange(bytes, from, to + 1), node, last.index + 1);
    step.alternative = last.next;
    last.next = step;
    return step;
  }

  /** A member in a known order, or the place before the first. */
  static final class Step {
    final long hash;
    final int length;
    final @Nullable Node node;
    private final int index;

    /** The name and its closing quote, with a padding of zeros. */
    private final byte[] spelling;

    private @Nullable Step next;
    private @Nullable Step alternative;
    private @Nullable Step members;
    private @Nullable Step element;

    private Step(long hash, byte[] nameAndQuote, @Nullable Node node, int index) {
      this.hash = hash;
      this.length = nameAndQuote.length - 1;
      this.node = node;
      this.index = index;
      spelling = Arrays.copyOf(nameAndQuote, nameAndQuote.length + 8);
    }

    /** The follower whose name begins at {@code from}; null when it is not known. */
    @Nullable Step next(byte[] bytes, int from) {
      for (Step step = next; step != null; step = step.alternative) {
        if (step.isSpelled(bytes, from)) {
          return step;
        }
      }
      return null;
    }

    private boolean isSpelled(byte[] bytes, int from) {
      int left = length + 1;
      int at = 0;
      for (; left >= 8; at += 8, left -= 8) {
        if (Words.at(bytes, from + at) != Words.at(spelling, at)) {
          return false;
        }
      }
      return Words.head(Words.at(bytes, from + at), left) == Words.at(spelling, at);
    }

    /** The place before the first member of the object that is this member's value. */
    Step members() {
      if (members == null) {
        members = new Step(0, new byte[] {'"'}, null, -1);
      }
      return members;
    }

    /**
     * Stands for the elements of the array that is this member's value; null within an array, where
     * nothing is guessed.
     */
    @Nullable Step element() {
      if (element == null && index >= 0) {
        element = new Step(0, new byte[] {'"'}, null, -1);
      }
      return element;
    }
  }
}
