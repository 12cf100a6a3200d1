package io.engagement.flink.operator;

import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellValue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The cells to be published with the next flush: those that have changed, with the sum of their
 * changes, and those that have become complete. Cells of a breakdown are kept by their group.
 */
final class DirtyCells {
  private final Map<CellKey, CellValue> cells = new LinkedHashMap<>();
  private final Map<CellKey, Map<CellKey, CellValue>> groups = new LinkedHashMap<>();

  /** By group: when those of its cells become complete that have done so. */
  private final Map<CellKey, Set<Long>> completed = new LinkedHashMap<>();

  private int groupedCells;

  /** Is told of a cell. */
  @FunctionalInterface
  interface CellVisitor {
    void visit(CellKey key, CellValue change) throws Exception;
  }

  /** Is told of a group. */
  @FunctionalInterface
  interface GroupVisitor {
    /**
     * @param changes by cell
     * @param completed the ends of what its cells count that the watermark has reached
     */
    void visit(CellKey group, Map<CellKey, CellValue> changes, Set<Long> completed)
        throws Exception;
  }

  /**
   * Adds a change, which is kept.
   *
   * @param group the cell's, or the cell itself when it has none
   */
  void add(CellKey group, CellKey key, CellValue change) {
    CellValue there;
    if (group.isGroup()) {
      there =
          groups.computeIfAbsent(group, absent -> new LinkedHashMap<>()).putIfAbsent(key, change);
      groupedCells += there == null ? 1 : 0;
    } else {
      there = cells.putIfAbsent(key, change);
    }
    if (there != null) {
      there.merge(change);
    }
  }

  /** The watermark has reached the end of what some cells of a group count. */
  void completeGroup(CellKey group, long endMillis) {
    groups.computeIfAbsent(group, absent -> new LinkedHashMap<>());
    completed.computeIfAbsent(group, absent -> new HashSet<>()).add(endMillis);
  }

  /** The watermark has reached the end of what a cell counts. */
  void complete(CellKey key, CellValue noChange) {
    cells.putIfAbsent(key, noChange);
  }

  /** How many cells have changed. */
  int size() {
    return cells.size() + groupedCells;
  }

  /** Hands all out, first what has no group, and forgets it. */
  void drain(CellVisitor cellVisitor, GroupVisitor groupVisitor) throws Exception {
    for (Map.Entry<CellKey, CellValue> cell : cells.entrySet()) {
      cellVisitor.visit(cell.getKey(), cell.getValue());
    }
    cells.clear();
    for (Map.Entry<CellKey, Map<CellKey, CellValue>> group : groups.entrySet()) {
      Set<Long> ends = completed.getOrDefault(group.getKey(), Set.of());
      groupVisitor.visit(group.getKey(), group.getValue(), ends);
    }
    groups.clear();
    completed.clear();
    groupedCells = 0;
  }
}
