package io.engagement.core.table;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The new absolute state of one row: its values, or its absence.
 *
 * @param key values of the table's key columns, never null
 * @param values values of the other columns (null where there is none), or {@code null} when the
 *     row is deleted
 * @param yields whether a deletion gives way to whatever else is said of the row before the next
 *     barrier: see {@link #yielding}
 * @param completeAtMillis event time from which on a change of the row is a correction of it;
 *     {@link #INCOMPLETE} while the watermark has not reached it, and for rows that are never
 *     complete
 */
public record RowChange(
    TableSpec table,
    Object[] key,
    @Nullable Object @Nullable [] values,
    boolean yields,
    long completeAtMillis) {
  public static final long INCOMPLETE = Long.MAX_VALUE;

  public RowChange(TableSpec table, Object[] key, @Nullable Object @Nullable [] values) {
    this(table, key, values, false, INCOMPLETE);
  }

  /**
   * The same deletion for a row of a definition as it was before a start. The changed definition
   * may publish a row of the same key from another subtask, earlier or later: that one stands.
   */
  public RowChange yielding() {
    return new RowChange(table, key, values, true, completeAtMillis);
  }

  /** The same change of a row that is complete from an instant on, epoch milliseconds. */
  public RowChange completeAt(long millis) {
    return new RowChange(table, key, values, yields, millis);
  }

  public boolean isDelete() {
    return values == null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowChange that
        && table.id() == that.table.id()
        && Arrays.equals(key, that.key)
        && Arrays.equals(values, that.values)
        && yields == that.yields
        && completeAtMillis == that.completeAtMillis;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * table.id() + Arrays.hashCode(key)) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return table.name() + Arrays.toString(key) + " = " + Arrays.toString(values);
  }
}
