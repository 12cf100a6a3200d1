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
import java.util.Objects;
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
 * layout 3:
 *   instant   deadline
 *   ids of carts, orders and products are spelled as ids (see Texts); a cart's creation is minus
 *             that of the cart before; amounts are in hundredths and quantities in pieces where
 *             those are whole (see Amounts); a currency that is the definition's is none; an item
 *             is product, price, byte of flags, quantity unless it is one piece, currency unless it
 *             is the cart's; what was paid is flagged with the cart
 * </pre>
 */
final class CartCodec implements MomentLog.Codec<CartEvent> {
  static final int LAYOUT_3 = 3;
  private static final int LAYOUT_1 = 1;
  private static final long HUNDREDTH = Money.ONE / 100;
  private static final int NAMED = 1;
  private static final int WAS_ABANDONED = 1 << 1;
  private static final int REACHED_CHECKOUT = 1 << 2;
  private static final int OVER_REMOVED = 1 << 3;
  private static final int MIXED_CURRENCIES = 1 << 4;
  private static final int STATE_SHIFT = 5;
  private static final int STATE_BITS = 3;
  private static final int GROSS = 1 << 7;
  private static final int KIND_BITS = 0x7;
  private static final int ITEMS = 1 << 3;
  private static final int ONE_PIECE = 1;
  private static final int SAME_CURRENCY = 1 << 1;
  private static final int LEAST_BYTES = 2;

  private final String currency;
  private final BreakdownBits breakdowns;
  private final int values;
  private final Texts texts = new Texts();

  /** Of the state that is being read: where the values of its breakdowns are now. */
  private int[] places = {};

  private int version;

  /** When the cart was created that was written or read last. */
  private long createdBefore;

  /**
   * @param currency what most carts have
   * @param values how many breakdowns there are
   */
  CartCodec(String currency, BreakdownBits breakdowns, int values) {
    this.currency = currency;
    this.breakdowns = breakdowns;
    this.values = values;
  }

  /** Writes a flushed state. */
  void write(CartsState state, StateWriter out) {
    if (state.touched) {
      throw new IllegalStateException("carts must be flushed before they are written");
    }
    texts.clear();
    createdBefore = 0;
    breakdowns.write(out);
    out.writeUnsigned(state.countedUnder);
    out.writeInstant(state.deadlineMillis);
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

  CartsState read(StateReader in, int layout) {
    version = layout;
    texts.clear();
    createdBefore = 0;
    places = breakdowns.read(in);
    CartsState state = new CartsState();
    state.countedUnder = BreakdownBits.translated(in.readUnsigned(), places);
    state.deadlineMillis = version >= LAYOUT_3 ? in.readInstant() : in.readSigned();
    state.expiry.read(in);
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      state.base.add(readCart(in));
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
    boolean hasGross = cart.isPurchased() && cart.grossMillionths != cart.orderedMillionths;
    out.writeByte(
        (cart.isNamed ? NAMED : 0)
            | (cart.wasAbandoned ? WAS_ABANDONED : 0)
            | (cart.reachedCheckout() ? REACHED_CHECKOUT : 0)
            | (cart.overRemoved ? OVER_REMOVED : 0)
            | (cart.mixedCurrencies ? MIXED_CURRENCIES : 0)
            | cart.state.ordinal() << STATE_SHIFT
            | (hasGross ? GROSS : 0));
    if (cart.isNamed) {
      texts.writeId(cart.id, out);
    } else {
      out.writeBytes(HexFormat.of().parseHex(cart.id), 0, CartIds.BYTES);
    }
    out.writeSigned(cart.createdMillis - createdBefore);
    createdBefore = cart.createdMillis;
    out.writeUnsigned(cart.lastMillis - cart.createdMillis);
    texts.write(cart.currency.equals(currency) ? null : cart.currency, out);
    if (cart.reachedCheckout()) {
      boolean isKnown = cart.checkoutMillis != Cart.UNKNOWN;
      out.writeUnsigned(isKnown ? cart.checkoutMillis - cart.createdMillis + 1 : 0);
    }
    if (cart.isPurchased()) {
      texts.writeId(cart.orderId, out);
      Amounts.write(cart.orderedPieces, Money.ONE, out);
      Amounts.write(cart.orderedMillionths, HUNDREDTH, out);
      if (hasGross) {
        Amounts.write(cart.grossMillionths, HUNDREDTH, out);
      }
    }
    writeItems(cart.lines.all(), cart.currency, out);
    texts.writeAll(cart.values, out);
  }

  private Cart readCart(StateReader in) {
    int flags = in.readByte() & 0xFF;
    boolean isNamed = (flags & NAMED) != 0;
    String id = isNamed ? readId(in) : HexFormat.of().formatHex(in.readBytes(CartIds.BYTES));
    if (id == null) {
      throw new IllegalStateException("a cart without an id before " + in.position());
    }
    long created = in.readSigned() + (version >= LAYOUT_3 ? createdBefore : 0);
    createdBefore = created;
    long last = created + in.readUnsigned();
    String own = version >= LAYOUT_3 ? texts.read(in) : texts.readRequired(in);
    Cart read = new Cart(id, isNamed, created, own == null ? currency : own, new String[values]);
    read.lastMillis = last;
    read.state = Cart.State.at(flags >>> STATE_SHIFT & (version >= LAYOUT_3 ? STATE_BITS : -1));
    read.wasAbandoned = (flags & WAS_ABANDONED) != 0;
    if ((flags & REACHED_CHECKOUT) != 0) {
      read.checkoutMillis = readCheckout(created, in);
    }
    read.overRemoved = (flags & OVER_REMOVED) != 0;
    read.mixedCurrencies = (flags & MIXED_CURRENCIES) != 0;
    if (read.isPurchased()) {
      read.orderId = readId(in);
      read.orderedPieces = readAmount(Money.ONE, in);
      read.orderedMillionths = readAmount(HUNDREDTH, in);
      read.grossMillionths =
          version >= LAYOUT_3 && (flags & GROSS) == 0
              ? read.orderedMillionths
              : readGross(read.orderedMillionths, in);
    }
    readItems(read.currency, in).forEach(read.lines::restore);
    texts.readAll(places, read.values, in);
    return read;
  }

  private long readCheckout(long createdMillis, StateReader in) {
    long written = version == LAYOUT_1 ? 0 : in.readUnsigned();
    return written == 0 ? Cart.UNKNOWN : createdMillis + written - 1;
  }

  private long readGross(long orderedMillionths, StateReader in) {
    if (version == LAYOUT_1) {
      return Money.ABSENT;
    }
    return version >= LAYOUT_3 || in.readBoolean() ? readAmount(HUNDREDTH, in) : orderedMillionths;
  }

  private @Nullable String readId(StateReader in) {
    return version >= LAYOUT_3 ? texts.readId(in) : texts.read(in);
  }

  private long readAmount(long unit, StateReader in) {
    return version >= LAYOUT_3 ? Amounts.read(unit, in) : Amounts.read(in);
  }

  @Override
  public void write(CartEvent event, StateWriter out) {
    Commerce says = event.says;
    out.writeByte(says.kind().ordinal() | (says.items() == null ? 0 : ITEMS));
    texts.writeId(says.cartId(), out);
    texts.writeId(says.orderId(), out);
    texts.write(says.currency(), out);
    Amounts.write(says.amountMillionths(), HUNDREDTH, out);
    if (says.items() != null) {
      writeItems(says.items(), says.currency(), out);
    }
    texts.writeAll(event.values, out);
  }

  @Override
  public CartEvent read(long millis, byte[] id, StateReader in) {
    int flags = in.readByte();
    Commerce.Kind kind = Commerce.Kind.at(flags & KIND_BITS);
    String cartId = readId(in);
    String orderId = readId(in);
    String said = texts.read(in);
    long amount = readAmount(HUNDREDTH, in);
    List<LineItem> items = (flags & ITEMS) == 0 ? null : readItems(said, in);
    @Nullable String[] read = new String[values];
    texts.readAll(places, read, in);
    return new CartEvent(
        millis, id, new Commerce(kind, cartId, orderId, said, amount, items), read);
  }

  /**
   * @param usual the currency of most of them
   */
  private void writeItems(List<LineItem> items, @Nullable String usual, StateWriter out) {
    out.writeUnsigned(items.size());
    for (LineItem item : items) {
      boolean isOne = item.quantityMillionths() == Money.ONE;
      boolean sameCurrency = Objects.equals(item.currency(), usual);
      texts.writeId(item.product(), out);
      Amounts.write(item.priceMillionths(), HUNDREDTH, out);
      out.writeByte((isOne ? ONE_PIECE : 0) | (sameCurrency ? SAME_CURRENCY : 0));
      if (!isOne) {
        Amounts.write(item.quantityMillionths(), Money.ONE, out);
      }
      if (!sameCurrency) {
        texts.write(item.currency(), out);
      }
    }
  }

  private List<LineItem> readItems(@Nullable String usual, StateReader in) {
    List<LineItem> items = new ArrayList<>();
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      String product = readId(in);
      long price = readAmount(HUNDREDTH, in);
      int flags = version >= LAYOUT_3 ? in.readByte() : 0;
      long quantity = (flags & ONE_PIECE) != 0 ? Money.ONE : readAmount(Money.ONE, in);
      String of = (flags & SAME_CURRENCY) != 0 ? usual : texts.read(in);
      items.add(new LineItem(product, price, quantity, of));
    }
    return items;
  }
}
