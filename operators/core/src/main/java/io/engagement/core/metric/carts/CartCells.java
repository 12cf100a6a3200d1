package io.engagement.core.metric.carts;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.Money;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.Measure;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;

/** What a cart contributes to {@link CartsTables#CELLS}. */
final class CartCells {
  private final String amount;
  private final DefinitionKey definition;
  private final ZoneCalendar calendar;
  private final List<Breakdown> breakdowns;

  CartCells(
      String metric, DefinitionKey definition, ZoneCalendar calendar, List<Breakdown> breakdowns) {
    this.amount = metric + ".amount";
    this.definition = definition;
    this.calendar = calendar;
    this.breakdowns = breakdowns;
  }

  /**
   * Adds a cart, or takes it back.
   *
   * @param under the breakdowns it counts under besides the total, as bits
   * @param sign 1 or -1
   */
  void add(DeltaBuffer deltas, PublishedCart cart, long under, int sign) {
    if (!Money.isKnown(cart.amountMillionths())) {
      InputWarnings.countUnknown(deltas, amount, sign);
    }
    long day = calendar.day(cart.createdMillis());
    at(deltas, cart, day).total();
    add(deltas.cell(), cart, sign);
    for (long left = under; left != 0; left &= left - 1) {
      int i = Long.numberOfTrailingZeros(left);
      String value = cart.values().get(i);
      at(deltas, cart, day)
          .dimension(breakdowns.get(i), value == null ? DimensionText.NONE : value);
      add(deltas.cell(), cart, sign);
    }
  }

  private DeltaBuffer at(DeltaBuffer deltas, PublishedCart cart, long day) {
    return deltas.at(CartsTables.CELLS, definition).number(day).text(cart.currency());
  }

  private static void add(CellValue cell, PublishedCart cart, int sign) {
    cell.add(CartsTables.CREATED, sign);
    cell.add(CartsTables.CHECKOUTS, cart.reachedCheckout() ? sign : 0);
    switch (cart.status()) {
      case OPEN, CHECKOUT -> {
        // Counted as created, and that it came to checkout.
      }
      case PURCHASED -> {
        cell.add(CartsTables.PURCHASED, sign);
        cell.add(CartsTables.RECOVERED, cart.recovered() ? sign : 0);
        addAmount(cell, CartsTables.AMOUNT_PURCHASED, cart, sign);
        cell.histogram(CartsTables.TIMES).add(cart.lastMillis() - cart.createdMillis(), sign);
      }
      case ABANDONED -> {
        cell.add(CartsTables.ABANDONED, sign);
        addAmount(cell, CartsTables.AMOUNT_ABANDONED, cart, sign);
      }
      case EMPTIED -> cell.add(CartsTables.EMPTIED, sign);
    }
  }

  /** An amount that is not known is in no sum. */
  private static void addAmount(CellValue cell, Measure measure, PublishedCart cart, int sign) {
    if (Money.isKnown(cart.amountMillionths())) {
      cell.add(measure, sign * cart.amountMillionths());
    }
  }
}
