package io.engagement.core.ranking;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The first items of a set that is kept elsewhere, under changes to single items.
 *
 * <p>Holds more than are asked for, down to a floor: exactly the items that come before it. So an
 * item that falls out of the first ones is replaced from here. Only when more have fallen out than
 * were held in reserve, all items are looked at once ({@link #refill}); the reserve is as large as
 * what is asked for, so that this costs little per change. Not thread-safe.
 */
public final class TopItems {
  /** Layout 1: sent, the floor (one byte: is there one?), number of items, the items in order. */
  private static final int LAYOUT_1 = 1;

  private static final int LEAST_RESERVE = 64;

  private final List<RankedItem> items = new ArrayList<>();

  /** All items that are not held come at or behind it; null when all are held. */
  private @Nullable RankedItem floor;

  /** How many of the items have been told on. */
  private int sent;

  /** The first {@code top} items, or all when there are fewer. */
  public List<RankedItem> first(int top) {
    return List.copyOf(items.subList(0, Math.min(top, items.size())));
  }

  public boolean isEmpty() {
    return items.isEmpty() && floor == null;
  }

  /** What was told on last: see {@link #setSent}. */
  public List<RankedItem> sent() {
    return first(sent);
  }

  /** Notes that the first {@code top} items have been told on. */
  public void setSent(int top) {
    sent = Math.min(top, items.size());
  }

  /**
   * Takes a change to one item.
   *
   * @param before the item as it was; null when it is new
   * @param after the item as it is; null when it is gone
   * @param top how many items are asked for
   */
  public void replace(@Nullable RankedItem before, @Nullable RankedItem after, int top) {
    if (before != null && isHeld(before)) {
      int at = Collections.binarySearch(items, before);
      if (at < 0) {
        throw new IllegalStateException(before + " comes before the floor but is not held");
      }
      items.remove(at);
    }
    if (after != null && isHeld(after)) {
      items.add(-Collections.binarySearch(items, after) - 1, after);
    }
    while (items.size() > capacity(top)) {
      floor = items.remove(items.size() - 1);
    }
  }

  private boolean isHeld(RankedItem item) {
    return floor == null || item.compareTo(floor) < 0;
  }

  private static int capacity(int top) {
    return top + Math.max(top, LEAST_RESERVE);
  }

  /** Whether items that are not held belong to the first ones: {@link #refill} is due. */
  public boolean isShort(int top) {
    return floor != null && items.size() < top;
  }

  /** Looks at all items there are. */
  public void refill(Iterable<RankedItem> all, int top) {
    TreeSet<RankedItem> best = new TreeSet<>();
    floor = null;
    for (RankedItem item : all) {
      best.add(item);
      if (best.size() > capacity(top)) {
        RankedItem dropped = best.last();
        best.remove(dropped);
        floor = floor == null || dropped.compareTo(floor) < 0 ? dropped : floor;
      }
    }
    items.clear();
    items.addAll(best);
  }

  public void write(StateWriter out) {
    out.writeByte(LAYOUT_1);
    out.writeUnsigned(sent);
    out.writeBoolean(floor != null);
    if (floor != null) {
      floor.write(out);
    }
    out.writeUnsigned(items.size());
    items.forEach(item -> item.write(out));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when the bytes are damaged or of a newer layout
   */
  public static TopItems read(StateReader in) {
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "first items in layout %d, the newest known is %d".formatted(layout, LAYOUT_1));
    }
    TopItems read = new TopItems();
    read.sent = in.readUnsignedInt();
    read.floor = in.readBoolean() ? RankedItem.read(in) : null;
    for (int count = in.readCount(RankedItem.LEAST_BYTES); count > 0; count--) {
      read.items.add(RankedItem.read(in));
    }
    in.expectEnd();
    return read;
  }
}
