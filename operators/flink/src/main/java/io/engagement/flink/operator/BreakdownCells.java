package io.engagement.flink.operator;

import io.engagement.core.event.DimensionText;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.KeptValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one breakdown in one bucket, with a bounded number of values: those that {@link
 * KeptValues} turns away are added up under {@link DimensionText#OTHER}. Works on the state of the
 * operator's current key.
 */
final class BreakdownCells {
  private final MapState<CellKey, byte[]> cells;
  private final ValueState<byte[]> values;
  private final int limit;
  private final Counter evictions;
  private final StateReader reader = new StateReader();
  private final StateWriter writer = new StateWriter(1024);

  /** Is told what became of a cell. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param value null for a cell that is gone
     * @param wasThere whether the cell was there before
     */
    void visit(CellKey key, @Nullable CellValue value, boolean wasThere);
  }

  BreakdownCells(
      MapState<CellKey, byte[]> cells, ValueState<byte[]> values, int limit, Counter evictions) {
    this.cells = cells;
    this.values = values;
    this.limit = limit;
    this.evictions = evictions;
  }

  /** Visits every cell. */
  void forEach(CellTable table, Visitor visitor) throws Exception {
    for (Map.Entry<CellKey, byte[]> entry : cells.entries()) {
      visitor.visit(entry.getKey(), CellValue.read(table, reader.over(entry.getValue())), true);
    }
  }

  /** Drops all cells. */
  void clear() {
    cells.clear();
    values.clear();
  }

  /**
   * Adds changes up, and says what became of each cell that they touched.
   *
   * @return some cell of the group when the limit was passed for the first time, else null
   */
  @Nullable CellKey flush(CellTable table, Map<CellKey, CellValue> changes, Visitor visitor)
      throws Exception {
    byte[] known = values.value();
    KeptValues kept = known == null ? new KeptValues() : KeptValues.read(reader.over(known));
    boolean within = !kept.isOverflown();
    Set<CellKey> created = new HashSet<>();
    Map<CellKey, @Nullable CellValue> after = new LinkedHashMap<>();
    Map<CellKey, CellValue> other = new LinkedHashMap<>();
    for (Map.Entry<CellKey, CellValue> change : changes.entrySet()) {
      CellKey key = change.getKey();
      String value = table.value(key);
      long hash = KeptValues.hash(value);
      if (value.equals(DimensionText.OTHER) || !kept.keeps(hash)) {
        addTo(other, table.withValue(key, DimensionText.OTHER), change.getValue());
      } else {
        kept.count(hash, apply(table, key, change.getValue(), created, after));
      }
    }
    evict(table, kept, created, after, other);
    for (Map.Entry<CellKey, CellValue> change : other.entrySet()) {
      apply(table, change.getKey(), change.getValue(), created, after);
    }
    after.forEach((key, value) -> visitor.visit(key, value, !created.contains(key)));
    if (kept.isEmpty()) {
      values.clear();
    } else {
      writer.clear();
      kept.write(writer);
      values.update(writer.toBytes());
    }
    return within && kept.isOverflown() ? after.keySet().iterator().next() : null;
  }

  /**
   * @return by how many cells its value has more
   */
  private int apply(
      CellTable table,
      CellKey key,
      CellValue change,
      Set<CellKey> created,
      Map<CellKey, @Nullable CellValue> after)
      throws Exception {
    byte[] bytes = cells.get(key);
    CellValue value = change;
    if (bytes == null) {
      created.add(key);
    } else {
      value = CellValue.read(table, reader.over(bytes));
      value.merge(change);
    }
    boolean zero = value.isZero();
    after.put(key, zero ? null : value);
    if (zero) {
      if (bytes != null) {
        cells.remove(key);
      }
      return bytes == null ? 0 : -1;
    }
    writer.clear();
    value.write(writer);
    cells.put(key, writer.toBytes());
    return bytes == null ? 1 : 0;
  }

  /** Moves the cells of values beyond the limit to those of {@link DimensionText#OTHER}. */
  private void evict(
      CellTable table,
      KeptValues kept,
      Set<CellKey> created,
      Map<CellKey, @Nullable CellValue> after,
      Map<CellKey, CellValue> other)
      throws Exception {
    Set<Long> evicted = new HashSet<>();
    kept.limitTo(limit, evicted::add);
    if (evicted.isEmpty()) {
      return;
    }
    evictions.inc(evicted.size());
    List<CellKey> moved = new ArrayList<>();
    for (Map.Entry<CellKey, byte[]> entry : cells.entries()) {
      CellKey key = entry.getKey();
      String value = table.value(key);
      if (!value.equals(DimensionText.OTHER) && evicted.contains(KeptValues.hash(value))) {
        moved.add(key);
        CellValue cell = CellValue.read(table, reader.over(entry.getValue()));
        addTo(other, table.withValue(key, DimensionText.OTHER), cell);
      }
    }
    for (CellKey key : moved) {
      cells.remove(key);
      if (created.remove(key)) {
        after.remove(key);
      } else {
        after.put(key, null);
      }
    }
  }

  private static void addTo(Map<CellKey, CellValue> cells, CellKey key, CellValue change) {
    CellValue there = cells.putIfAbsent(key, change);
    if (there != null) {
      there.merge(change);
    }
  }
}
