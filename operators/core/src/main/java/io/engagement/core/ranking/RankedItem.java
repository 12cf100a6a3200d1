package io.engagement.core.ranking;

import io.engagement.core.event.EventOrder;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An item with what was counted of it. Comes before another one that has less of the first measure,
 * then of the second, then a greater text by code points.
 *
 * @param value the encoded {@link CellValue}; not to be changed
 */
public record RankedItem(String item, long first, long second, byte[] value)
    implements Comparable<RankedItem> {
  private static final int FIRST = 0;
  private static final int SECOND = 1;

  /** What {@link #write} writes at least: a text, two numbers, a length. */
  static final int LEAST_BYTES = 4;

  /** An item as it is counted; null when nothing is. */
  public static @Nullable RankedItem of(String item, CellValue value, StateWriter scratch) {
    if (value.isZero()) {
      return null;
    }
    scratch.clear();
    value.write(scratch);
    return new RankedItem(item, value.measure(FIRST), value.measure(SECOND), scratch.toBytes());
  }

  /** An item whose encoded value was kept elsewhere. */
  public static RankedItem read(String item, byte[] value, CellTable items) {
    CellValue counted = CellValue.read(items, new StateReader().over(value));
    return new RankedItem(item, counted.measure(FIRST), counted.measure(SECOND), value);
  }

  /** What was counted. */
  public CellValue counted(CellTable items) {
    return CellValue.read(items, new StateReader().over(value));
  }

  void write(StateWriter out) {
    out.writeText(item);
    out.writeSigned(first);
    out.writeSigned(second);
    out.writeUnsigned(value.length);
    out.writeBytes(value, 0, value.length);
  }

  static RankedItem read(StateReader in) {
    return new RankedItem(
        in.readRequiredText(),
        in.readSigned(),
        in.readSigned(),
        in.readBytes(in.readUnsignedInt()));
  }

  @Override
  public int compareTo(RankedItem other) {
    int order = Long.compare(other.first, first);
    if (order == 0) {
      order = Long.compare(other.second, second);
    }
    return order == 0 ? EventOrder.compareTexts(item, other.item) : order;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RankedItem that
        && item.equals(that.item)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * item.hashCode() + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return item + " (" + first + ", " + second + ")";
  }
}
