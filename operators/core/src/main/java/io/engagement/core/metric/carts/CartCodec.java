package io.engagement.core.metric.carts;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.LineItem;
import io.engagement.core.event.Money;
import io.engagement.core.history.MomentLog;
import io.engagement.core.history.Texts;
import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Amounts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@link CartsState}.
 *
 * <pre>
 * layout 1:
 *   breakdowns
 *   unsigned  the breakdowns that published carts count under, as bits
 *   signed    deadline
 *   expiry
 *   unsigned  number of carts before the log, then each: byte of flags and state, id (a text, or 16
 *             bytes), signed creation, unsigned milliseconds to the last event, currency; if
 *             purchased order id, pieces and amount; items; values
 *   log       of: byte of kind and whether there are items, cart id, order id, currency, amount,
 *             items, values
 *   unsigned  number of bytes, then the published carts that are abandoned, as bits
 *   items: unsigned number, then each: product, price, quantity, currency
 * layout 2:
 *   of a cart after its currency, if it came to checkout: unsigned milliseconds from creation to
 *             checkout + 1, 0 when not known; if purchased, after the amount: whether it is not all
 *             that was paid, if so what was
 * </pre>
 */
final class CartCodec implements MomentLog.Codec<CartEvent> {
  static final int LAYOUT_2 = 2;
  private static final int LAYOUT_1 = 1;
  private static final int NAMED = 1;
  private static final int WAS_ABANDONED = 1 << 1;
  private static final int REACHED_CHECKOUT = 1 << 2;
  private static final int OVER_REMOVED = 1 << 3;
  private static final int MIXED_CURRENCIES = 1 << 4;
  private static final int STATE_SHIFT = 5;
  private static final int KIND_BITS = 0x7;
  private static final int ITEMS = 1 << 3;
  private static final int LEAST_BYTES = 2;

  private final BreakdownBits breakdowns;
  private final int values;
  private final Texts texts = new Texts();

  /** Of the state that is being read: where the values of its breakdowns are now. */
  private int[] places = {};

  /**
   * @param values how many breakdowns there are
   */
  CartCodec(BreakdownBits breakdowns, int values) {
    this.breakdowns = breakdowns;
    this.values = values;
  }

  /** Writes a flushed state. */
  void write(CartsState state, StateWriter out) {
    if (state.touched) {
      throw new IllegalStateException("carts must be flushed before they are written");
    }
    texts.clear();
    breakdowns.write(out);
    out.writeUnsigned(state.countedUnder);
    out.writeSigned(state.deadlineMillis);
    state.expiry.write(out);
    out.writeUnsigned(state.base.size());
    for (Cart cart : state.base) {
      write(cart, out);
    }
    state.log.write(this, out);
    byte[] abandoned = abandoned(state).toByteArray();
    out.writeUnsigned(abandoned.length);
    out.writeBytes(abandoned, 0, abandoned.length);
  }

  CartsState read(StateReader in, int version) {
    texts.clear();
    places = breakdowns.read(in);
    CartsState state = new CartsState();
    state.countedUnder = BreakdownBits.translated(in.readUnsigned(), places);
    state.deadlineMillis = in.readSigned();
    state.expiry.read(in);
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      state.base.add(readCart(in, version));
    }
    state.log.read(this, in);
    state.abandoned = BitSet.valueOf(in.readBytes(in.readUnsignedInt()));
    return state;
  }

  private static BitSet abandoned(CartsState state) {
    List<PublishedCart> published = state.published;
    if (published == null) {
      return state.abandoned;
    }
    BitSet abandoned = new BitSet();
    for (int i = 0; i < published.size(); i++) {
      abandoned.set(i, published.get(i).isAbandoned());
    }
    return abandoned;
  }

  private void write(Cart cart, StateWriter out) {
    out.writeByte(
        (cart.isNamed ? NAMED : 0)
            | (cart.wasAbandoned ? WAS_ABANDONED : 0)
            | (cart.reachedCheckout() ? REACHED_CHECKOUT : 0)
            | (cart.overRemoved ? OVER_REMOVED : 0)
            | (cart.mixedCurrencies ? MIXED_CURRENCIES : 0)
            | cart.state.ordinal() << STATE_SHIFT);
    if (cart.isNamed) {
      texts.write(cart.id, out);
    } else {
      out.writeBytes(HexFormat.of().parseHex(cart.id), 0, CartIds.BYTES);
    }
    out.writeSigned(cart.createdMillis);
    out.writeUnsigned(cart.lastMillis - cart.createdMillis);
    texts.write(cart.currency, out);
    if (cart.reachedCheckout()) {
      boolean isKnown = cart.checkoutMillis != Cart.UNKNOWN;
      out.writeUnsigned(isKnown ? cart.checkoutMillis - cart.createdMillis + 1 : 0);
    }
    if (cart.isPurchased()) {
      texts.write(cart.orderId, out);
      Amounts.write(cart.orderedPieces, out);
      Amounts.write(cart.orderedMillionths, out);
      boolean differs = cart.grossMillionths != cart.orderedMillionths;
      out.writeBoolean(differs);
      if (differs) {
        Amounts.write(cart.grossMillionths, out);
      }
    }
    writeItems(cart.lines.all(), out);
    texts.writeAll(cart.values, out);
  }

  private Cart readCart(StateReader in, int version) {
    int flags = in.readByte() & 0xFF;
    boolean isNamed = (flags & NAMED) != 0;
    String id =
        isNamed ? texts.readRequired(in) : HexFormat.of().formatHex(in.readBytes(CartIds.BYTES));
    long created = in.readSigned();
    long last = created + in.readUnsigned();
    String currency = texts.readRequired(in);
    Cart read = new Cart(id, isNamed, created, currency, new String[values]);
    read.lastMillis = last;
    read.state = Cart.State.at(flags >>> STATE_SHIFT);
    read.wasAbandoned = (flags & WAS_ABANDONED) != 0;
    if ((flags & REACHED_CHECKOUT) != 0) {
      read.checkoutMillis = readCheckout(created, in, version);
    }
    read.overRemoved = (flags & OVER_REMOVED) != 0;
    read.mixedCurrencies = (flags & MIXED_CURRENCIES) != 0;
    if (read.isPurchased()) {
      read.orderId = texts.read(in);
      read.orderedPieces = Amounts.read(in);
      read.orderedMillionths = Amounts.read(in);
      read.grossMillionths = readGross(read.orderedMillionths, in, version);
    }
    readItems(in).forEach(read.lines::restore);
    texts.readAll(places, read.values, in);
    return read;
  }

  private static long readCheckout(long createdMillis, StateReader in, int version) {
    long written = version == LAYOUT_1 ? 0 : in.readUnsigned();
    return written == 0 ? Cart.UNKNOWN : createdMillis + written - 1;
  }

  private static long readGross(long orderedMillionths, StateReader in, int version) {
    if (version == LAYOUT_1) {
      return Money.ABSENT;
    }
    return in.readBoolean() ? Amounts.read(in) : orderedMillionths;
  }

  @Override
  public void write(CartEvent event, StateWriter out) {
    Commerce says = event.says;
    out.writeByte(says.kind().ordinal() | (says.items() == null ? 0 : ITEMS));
    texts.write(says.cartId(), out);
    texts.write(says.orderId(), out);
    texts.write(says.currency(), out);
    Amounts.write(says.amountMillionths(), out);
    if (says.items() != null) {
      writeItems(says.items(), out);
    }
    texts.writeAll(event.values, out);
  }

  @Override
  public CartEvent read(long millis, byte[] id, StateReader in) {
    int flags = in.readByte();
    Commerce.Kind kind = Commerce.Kind.at(flags & KIND_BITS);
    String cartId = texts.read(in);
    String orderId = texts.read(in);
    String currency = texts.read(in);
    long amount = Amounts.read(in);
    List<LineItem> items = (flags & ITEMS) == 0 ? null : readItems(in);
    @Nullable String[] read = new String[values];
    texts.readAll(places, read, in);
    return new CartEvent(
        millis, id, new Commerce(kind, cartId, orderId, currency, amount, items), read);
  }

  private void writeItems(List<LineItem> items, StateWriter out) {
    out.writeUnsigned(items.size());
    for (LineItem item : items) {
      texts.write(item.product(), out);
      Amounts.write(item.priceMillionths(), out);
      Amounts.write(item.quantityMillionths(), out);
      texts.write(item.currency(), out);
    }
  }

  private List<LineItem> readItems(StateReader in) {
    List<LineItem> items = new ArrayList<>();
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      String product = texts.read(in);
      long price = Amounts.read(in);
      long quantity = Amounts.read(in);
      items.add(new LineItem(product, price, quantity, texts.read(in)));
    }
    return items;
  }
}
