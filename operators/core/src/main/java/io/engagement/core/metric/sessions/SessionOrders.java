package io.engagement.core.metric.sessions;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.Money;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.state.Wide;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The orders of a session, or of events of it: how many, and what they amount to. Immutable.
 *
 * @param count below 0 where it is not known
 * @param currency that of all orders; null without any, and where they are in several
 * @param millionths their amounts added up; 0 without a currency
 */
record SessionOrders(long count, @Nullable String currency, BigInteger millionths) {
  static final SessionOrders NONE = new SessionOrders(0, null, BigInteger.ZERO);

  /** Of events that were accepted before sessions kept their orders. */
  static final SessionOrders UNKNOWN = new SessionOrders(-1, null, BigInteger.ZERO);

  private static final int NO_ORDER = 0;
  private static final int ONE_CURRENCY = 1;
  private static final int SEVERAL_CURRENCIES = 2;
  private static final int NOT_KNOWN = 3;

  /**
   * One order; without an amount that can be read it counts as one of 0.
   *
   * @param usualCurrency of an order that names none
   */
  static SessionOrders of(Commerce order, String usualCurrency) {
    String currency = order.currency();
    long amount = order.amountMillionths();
    return new SessionOrders(
        1,
        currency == null ? usualCurrency : currency,
        BigInteger.valueOf(Money.isKnown(amount) ? amount : 0));
  }

  boolean isKnown() {
    return count >= 0;
  }

  /** Millionths of the currency's unit, 0 without orders; null where nobody can tell. */
  @Nullable Number amount() {
    return count == 0 || currency != null ? Wide.number(millionths) : null;
  }

  SessionOrders plus(SessionOrders more) {
    if (!isKnown() || !more.isKnown()) {
      return UNKNOWN;
    }
    if (count == 0 || more.count == 0) {
      return count == 0 ? more : this;
    }
    return currency != null && currency.equals(more.currency)
        ? new SessionOrders(count + more.count, currency, millionths.add(more.millionths))
        : new SessionOrders(count + more.count, null, BigInteger.ZERO);
  }

  /** Layout: the form; if there are any, how many; in one currency its code and the amount. */
  void write(StateWriter out) {
    if (count <= 0) {
      out.writeByte(count == 0 ? NO_ORDER : NOT_KNOWN);
      return;
    }
    out.writeByte(currency == null ? SEVERAL_CURRENCIES : ONE_CURRENCY);
    out.writeUnsigned(count);
    if (currency != null) {
      out.writeText(currency);
      out.writeNumber(Wide.number(millionths));
    }
  }

  static SessionOrders read(StateReader in) {
    int form = in.readByte();
    return switch (form) {
      case NO_ORDER -> NONE;
      case NOT_KNOWN -> UNKNOWN;
      case ONE_CURRENCY ->
          new SessionOrders(in.readUnsigned(), in.readRequiredText(), Wide.of(in.readNumber()));
      case SEVERAL_CURRENCIES -> new SessionOrders(in.readUnsigned(), null, BigInteger.ZERO);
      default -> throw new IllegalStateException("orders of a session in form " + form);
    };
  }

  int heapBytes() {
    return count <= 0 ? 0 : 112;
  }
}
