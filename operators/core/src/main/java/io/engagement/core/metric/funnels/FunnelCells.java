package io.engagement.core.metric.funnels;

import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a conversion contributes to {@link FunnelsTable#TABLE}. */
final class FunnelCells {
  private final DefinitionKey definition;
  private final FunnelRules rules;
  private final List<Breakdown> breakdowns;

  FunnelCells(DefinitionKey definition, FunnelRules rules, List<Breakdown> breakdowns) {
    this.definition = definition;
    this.rules = rules;
    this.breakdowns = breakdowns;
  }

  /**
   * Adds a conversion, or takes it back.
   *
   * @param sign 1 or -1
   */
  void add(DeltaBuffer deltas, long bucket, Conversion conversion, int sign) {
    add(deltas, bucket, null, "", conversion, sign);
    for (int i = 0; i < breakdowns.size(); i++) {
      String value = conversion.values()[i];
      if (value != null) {
        add(deltas, bucket, breakdowns.get(i), value, conversion, sign);
      }
    }
  }

  private void add(
      DeltaBuffer deltas,
      long bucket,
      @Nullable Breakdown breakdown,
      String value,
      Conversion conversion,
      int sign) {
    long completeAt = rules.completeAtMillis(bucket);
    for (int step = 1; step <= conversion.reached(); step++) {
      deltas.at(FunnelsTable.TABLE, definition).number(bucket).number(completeAt);
      if (breakdown == null) {
        deltas.total();
      } else {
        deltas.dimension(breakdown, value);
      }
      CellValue cell = deltas.number(step).cell();
      cell.add(FunnelsTable.USERS, sign);
      if (step > 1) {
        long millis = conversion.millis()[step - 2];
        cell.add(FunnelsTable.MILLIS, sign * millis);
        cell.histogram(FunnelsTable.TIMES).add(millis, sign);
      }
    }
  }
}
