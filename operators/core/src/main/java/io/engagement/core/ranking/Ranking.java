package io.engagement.core.ranking;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One ranking: the first items of all its parts in order, of which the first ones are published.
 *
 * <p>What is published of a change: every rank whose item or numbers are others, and every item
 * that was touched, even if it came to the same. After going back to an older savepoint a sink may
 * hold what became of them in the run that is being repeated.
 */
public final class Ranking {
  /**
   * Layout 1: number of published rows; number of parts, for each how many items it tells at most;
   * number of items, the items in order.
   */
  private static final int LAYOUT_1 = 1;

  private static final int[] NO_PARTS = {};

  private final ToIntFunction<String> partOf;
  private List<RankedItem> items = new ArrayList<>();
  private int published;

  /** By part, how many of its items it told at most when it was last heard of. */
  private int[] told = NO_PARTS;

  /**
   * A ranking without items.
   *
   * @param partOf the number of the part that tells of an item, from 0
   */
  public Ranking(ToIntFunction<String> partOf) {
    this.partOf = partOf;
  }

  /** Takes the rows that a change comes to. */
  @FunctionalInterface
  public interface Rows {
    /**
     * @param rank from 1
     * @param item null when there is no item at the rank
     */
    void accept(int rank, @Nullable RankedItem item);
  }

  /**
   * Takes changes and publishes what follows.
   *
   * @param changes by item what it is now; null for an item that is no longer among the first of
   *     its part
   * @param top how many ranks are published
   */
  public void change(Map<String, @Nullable RankedItem> changes, int top, Rows rows) {
    List<RankedItem> before = items.subList(0, Math.min(published, items.size()));
    Map<String, RankedItem> now = new HashMap<>();
    items.forEach(item -> now.put(item.item(), item));
    int cameAndWent = 0;
    for (Map.Entry<String, @Nullable RankedItem> change : changes.entrySet()) {
      RankedItem item = change.getValue();
      heardOf(partOf.applyAsInt(change.getKey()), top);
      if (item != null) {
        now.put(change.getKey(), item);
      } else if (now.remove(change.getKey()) == null) {
        cameAndWent++;
      }
    }
    List<RankedItem> after = new ArrayList<>(now.values());
    after.sort(null);
    int size = Math.min(top, known(after));
    for (int i = 0; i < size; i++) {
      RankedItem item = after.get(i);
      if (cameAndWent > 0
          || i >= before.size()
          || !before.get(i).equals(item)
          || changes.containsKey(item.item())) {
        rows.accept(i + 1, item);
      }
    }
    // One that came and went may have had a row in a run that is being repeated.
    int most = Math.max(before.size(), Math.min(top, size + cameAndWent));
    for (int i = size; i < most; i++) {
      rows.accept(i + 1, null);
    }
    items = after;
    published = size;
  }

  /** Hands out every rank that is published. */
  public void published(Rows rows) {
    for (int i = 0; i < Math.min(published, items.size()); i++) {
      rows.accept(i + 1, items.get(i));
    }
  }

  private void heardOf(int part, int top) {
    if (told.length <= part) {
      told = Arrays.copyOf(told, part + 1);
    }
    told[part] = top;
  }

  /** How many ranks are sure: up to the last item of a part that may have more than it told. */
  private int known(List<RankedItem> sorted) {
    int[] count = new int[told.length];
    for (int i = 0; i < sorted.size(); i++) {
      int part = partOf.applyAsInt(sorted.get(i).item());
      if (++count[part] == told[part]) {
        return i + 1;
      }
    }
    return sorted.size();
  }

  public boolean isEmpty() {
    return items.isEmpty();
  }

  public void write(StateWriter out) {
    out.writeByte(LAYOUT_1);
    out.writeUnsigned(published);
    out.writeUnsigned(told.length);
    for (int most : told) {
      out.writeUnsigned(most);
    }
    out.writeUnsigned(items.size());
    items.forEach(item -> item.write(out));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param partOf the number of the part that tells of an item, from 0
   * @throws IllegalStateException when the bytes are damaged or of a newer layout
   */
  public static Ranking read(StateReader in, ToIntFunction<String> partOf) {
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "a ranking in layout %d, the newest known is %d".formatted(layout, LAYOUT_1));
    }
    Ranking read = new Ranking(partOf);
    read.published = in.readUnsignedInt();
    read.told = new int[in.readCount(1)];
    for (int part = 0; part < read.told.length; part++) {
      read.told[part] = in.readUnsignedInt();
    }
    for (int count = in.readCount(RankedItem.LEAST_BYTES); count > 0; count--) {
      read.items.add(RankedItem.read(in));
    }
    in.expectEnd();
    return read;
  }
}
