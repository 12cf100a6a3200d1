package io.engagement.bench;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.Measure;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which tables a definition has filled, and which of their numbers. */
final class Published {
  /** People with two variants, sums that cannot be told, squares beyond 64 bits. */
  private static final Set<String> NEVER_IN_THE_SAMPLE =
      Set.of(
          "experiments.excluded_users",
          "experiments.unknown_sums",
          "experiments.squares_high",
          "experiment_days.excluded_users",
          "experiment_days.unknown_sums");

  private final Map<Integer, Integer> rows = new HashMap<>();
  private final Map<Integer, Set<Integer>> measures = new HashMap<>();

  /** Notes the change of a cell. */
  void add(CellDelta delta) {
    int id = delta.key().tableId();
    rows.merge(id, 1, Integer::sum);
    Set<Integer> moved = measures.computeIfAbsent(id, absent -> new HashSet<>());
    List<Measure> all = cells(id).measures();
    for (int i = 0; i < all.size(); i++) {
      long nothing = all.get(i).combine() == Measure.Combine.SUM ? 0 : Long.MIN_VALUE;
      if (delta.change().measure(i) != nothing) {
        moved.add(i);
      }
    }
  }

  /** Notes a fact. */
  void add(RowChange row) {
    rows.merge(row.table().id(), 1, Integer::sum);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The tables of a definition's family, and their measures, that nothing has changed. */
  List<String> missing(DefinitionKey definition) {
    List<String> missing = new ArrayList<>();
    for (MetricFamily<?> family : MetricCatalog.families()) {
      if (family.name().equals(definition.family())) {
        family.tables().forEach(table -> addMissing(table, missing));
      }
    }
    return missing;
  }

  private void addMissing(TableSpec table, List<String> missing) {
    if (!rows.containsKey(table.id())) {
      missing.add(table.name());
    } else if (!(table instanceof FactTable)) {
      Set<Integer> moved = measures.get(table.id());
      List<Measure> all = cells(table.id()).measures();
      for (int i = 0; i < all.size(); i++) {
        String measure = table.name() + "." + all.get(i).name();
        if (!moved.contains(i) && !NEVER_IN_THE_SAMPLE.contains(measure)) {
          missing.add(measure);
        }
      }
    }
  }

  private static CellTable cells(int tableId) {
    for (TableSpec table : MetricCatalog.tables()) {
      if (table.id() == tableId) {
        if (table instanceof CellTable cells) {
          return cells;
        }
        if (table instanceof RankedTable ranked) {
          return ranked.items();
        }
      }
    }
    throw new IllegalStateException("no cells in table " + tableId);
  }
}
