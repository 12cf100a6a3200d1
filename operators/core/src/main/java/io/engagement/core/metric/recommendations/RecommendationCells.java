package io.engagement.core.metric.recommendations;

import io.engagement.core.metric.recommendations.Purchase.PurchasedItem;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Measure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user contributes to {@link RecommendationsTable#TABLE}. */
final class RecommendationCells {
  private static final int ALL_POSITIONS = 0;
  private static final String NO_MONEY = "";

  private final DefinitionKey definition;
  private final List<Breakdown> breakdowns;

  RecommendationCells(DefinitionKey definition, List<Breakdown> breakdowns) {
    this.definition = definition;
    this.breakdowns = breakdowns;
  }

  /** Adds impressions and their clicks at one position, or at all with position 0. */
  void shown(
      DeltaBuffer deltas,
      Surface surface,
      int position,
      long impressions,
      long clicks,
      long clicked) {
    for (int slice = 0; slice <= breakdowns.size(); slice++) {
      CellValue cell = cell(deltas, surface, position, NO_MONEY, slice);
      if (cell != null) {
        cell.add(RecommendationsTable.IMPRESSIONS, impressions);
        cell.add(RecommendationsTable.CLICKS, clicks);
        cell.add(RecommendationsTable.CLICKED, clicked);
      }
    }
  }

  /** Adds a click that belongs to no impression, or takes it back with sign -1. */
  void unattributed(DeltaBuffer deltas, Spot spot, int sign) {
    add(deltas, spot, NO_MONEY, RecommendationsTable.UNATTRIBUTED, sign, 0);
  }

  /** Adds the conversion of a line item, or takes it back with sign -1. */
  void conversion(DeltaBuffer deltas, Spot spot, PurchasedItem item, int sign) {
    add(deltas, spot, item.currency, RecommendationsTable.CONVERSIONS, sign, sign * item.micros);
  }

  private void add(
      DeltaBuffer deltas, Spot spot, String currency, Measure measure, int sign, long micros) {
    for (int slice = 0; slice <= breakdowns.size(); slice++) {
      add(cell(deltas, spot.surface(), ALL_POSITIONS, currency, slice), measure, sign, micros);
      if (spot.position() != ALL_POSITIONS) {
        add(cell(deltas, spot.surface(), spot.position(), currency, slice), measure, sign, micros);
      }
    }
  }

  private static void add(@Nullable CellValue cell, Measure measure, int sign, long micros) {
    if (cell != null) {
      cell.add(measure, sign);
      cell.add(RecommendationsTable.REVENUE, micros);
    }
  }

  /**
   * @param slice 0 for the total, else the number of a breakdown from 1
   * @return null when the value of the breakdown was not recorded
   */
  private @Nullable CellValue cell(
      DeltaBuffer deltas, Surface surface, int position, String currency, int slice) {
    String value = slice == 0 ? "" : surface.values()[slice - 1];
    if (value == null) {
      return null;
    }
    return deltas
        .at(RecommendationsTable.TABLE, definition)
        .number(surface.bucket())
        .text(surface.placement())
        .text(surface.model())
        .number(position)
        .text(currency)
        .slice(slice == 0 ? null : breakdowns.get(slice - 1), value)
        .cell();
  }
}
