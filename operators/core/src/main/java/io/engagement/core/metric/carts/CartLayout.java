package io.engagement.core.metric.carts;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.LineItem;
import io.engagement.core.metric.Amounts;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
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
 *   unsigned  number of breakdowns, then their keys, an int each
 *   unsigned  the breakdowns that published carts count under, as bits
 *   signed    deadline
 *   signed    first instant whose UTC day is not closed
 *   unsigned  number of texts, then each; referred to by position from 1, 0 = none
 *   unsigned  number of carts before the log, then each (see writeCart)
 *   unsigned  number of events of the log, then each (see writeEvent)
 *   unsigned  number of bytes, then the published carts that are abandoned, as bits
 * </pre>
 */
final class CartLayout {
  /** The first layout. */
  static final int LAYOUT_1 = 1;

  private static final int NAMED = 1;
  private static final int WAS_ABANDONED = 1 << 1;
  private static final int REACHED_CHECKOUT = 1 << 2;
  private static final int OVER_REMOVED = 1 << 3;
  private static final int MIXED_CURRENCIES = 1 << 4;
  private static final int STATE_SHIFT = 5;
  private static final int KIND_BITS = 0x7;
  private static final int LINES = 1 << 3;
  private static final int LEAST_BYTES = 2;

  private final CartRules rules;
  private final int[] breakdownKeys;

  CartLayout(CartRules rules, List<Breakdown> breakdowns) {
    this.rules = rules;
    this.breakdownKeys = breakdowns.stream().mapToInt(Breakdown::key).toArray();
  }

  /** Writes a flushed state. */
  void write(CartsState state, StateWriter out) {
    if (state.touched) {
      throw new IllegalStateException("carts must be flushed before they are written");
    }
    out.writeUnsigned(breakdownKeys.length);
    for (int key : breakdownKeys) {
      out.writeInt(key);
    }
    out.writeUnsigned(state.countedUnder);
    out.writeSigned(state.deadlineMillis);
    out.writeSigned(state.closedBefore);
    CartTexts texts = new CartTexts();
    state.base.forEach(cart -> collect(cart, texts));
    state.log.events().forEach(event -> collect(event, texts));
    texts.write(out);
    out.writeUnsigned(state.base.size());
    for (Cart cart : state.base) {
      writeCart(cart, texts, out);
    }
    out.writeUnsigned(state.log.events().size());
    long before = 0;
    for (CartEvent event : state.log.events()) {
      out.writeSigned(event.millis() - before);
      before = event.millis();
      writeEvent(event, texts, out);
    }
    byte[] abandoned = abandoned(state).toByteArray();
    out.writeUnsigned(abandoned.length);
    out.writeBytes(abandoned, 0, abandoned.length);
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

  private static void collect(Cart cart, CartTexts texts) {
    texts.add(cart.isNamed ? cart.id : null);
    texts.add(cart.orderId);
    texts.add(cart.currency);
    collect(cart.lines.all(), texts);
    texts.addAll(cart.values);
  }

  private static void collect(CartEvent event, CartTexts texts) {
    Commerce says = event.says();
    texts.add(says.cartId());
    texts.add(says.orderId());
    texts.add(says.currency());
    if (says.items() != null) {
      collect(says.items(), texts);
    }
    texts.addAll(event.values());
  }

  private static void collect(List<LineItem> lines, CartTexts texts) {
    for (LineItem line : lines) {
      texts.add(line.product());
      texts.add(line.currency());
    }
  }

  /**
   * Byte of flags and state, id (a text, or 16 bytes), signed creation, unsigned milliseconds to
   * the last event, currency; if purchased order id, pieces and amount; lines; values.
   */
  private static void writeCart(Cart cart, CartTexts texts, StateWriter out) {
    out.writeByte(
        (cart.isNamed ? NAMED : 0)
            | (cart.wasAbandoned ? WAS_ABANDONED : 0)
            | (cart.reachedCheckout ? REACHED_CHECKOUT : 0)
            | (cart.overRemoved ? OVER_REMOVED : 0)
            | (cart.mixedCurrencies ? MIXED_CURRENCIES : 0)
            | cart.state.ordinal() << STATE_SHIFT);
    if (cart.isNamed) {
      texts.writePlace(cart.id, out);
    } else {
      out.writeBytes(HexFormat.of().parseHex(cart.id), 0, CartIds.BYTES);
    }
    out.writeSigned(cart.createdMillis);
    out.writeUnsigned(cart.lastMillis - cart.createdMillis);
    texts.writePlace(cart.currency, out);
    if (cart.isPurchased()) {
      texts.writePlace(cart.orderId, out);
      Amounts.write(cart.orderedPieces, out);
      Amounts.write(cart.orderedMillionths, out);
    }
    writeLines(cart.lines.all(), texts, out);
    texts.writePlaces(cart.values, out);
  }

  /**
   * Signed time (minus the one before), byte of kind and whether there are lines, message id, cart
   * id, order id, currency, amount, lines, values.
   */
  private static void writeEvent(CartEvent event, CartTexts texts, StateWriter out) {
    Commerce says = event.says();
    out.writeByte(says.kind().ordinal() | (says.items() == null ? 0 : LINES));
    out.writeBytes(event.id(), 0, event.id().length);
    texts.writePlace(says.cartId(), out);
    texts.writePlace(says.orderId(), out);
    texts.writePlace(says.currency(), out);
    Amounts.write(says.amountMillionths(), out);
    if (says.items() != null) {
      writeLines(says.items(), texts, out);
    }
    texts.writePlaces(event.values(), out);
  }

  /** Each: product, price, quantity, currency. */
  private static void writeLines(List<LineItem> lines, CartTexts texts, StateWriter out) {
    out.writeUnsigned(lines.size());
    for (LineItem line : lines) {
      texts.writePlace(line.product(), out);
      Amounts.write(line.priceMillionths(), out);
      Amounts.write(line.quantityMillionths(), out);
      texts.writePlace(line.currency(), out);
    }
  }

  CartsState read(StateReader in) {
    int[] configured = new int[in.readCount(Integer.BYTES)];
    for (int i = 0; i < configured.length; i++) {
      configured[i] = indexOf(in.readInt());
    }
    CartsState state = new CartsState(new CartLog(rules.mostADay()));
    state.countedUnder = translated(in.readUnsigned(), configured);
    state.deadlineMillis = in.readSigned();
    state.closedBefore = in.readSigned();
    CartTexts texts = CartTexts.of(in);
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      state.base.add(readCart(texts, configured, in));
    }
    long millis = 0;
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      millis += in.readSigned();
      state.log.restore(readEvent(millis, texts, configured, in));
    }
    state.abandoned = BitSet.valueOf(in.readBytes(in.readUnsignedInt()));
    return state;
  }

  private Cart readCart(CartTexts texts, int[] configured, StateReader in) {
    int flags = in.readByte() & 0xFF;
    boolean isNamed = (flags & NAMED) != 0;
    String id =
        isNamed ? texts.readRequired(in) : HexFormat.of().formatHex(in.readBytes(CartIds.BYTES));
    long created = in.readSigned();
    long last = created + in.readUnsigned();
    String currency = texts.readRequired(in);
    Cart read = new Cart(id, isNamed, created, currency, new String[breakdownKeys.length]);
    read.lastMillis = last;
    read.state = Cart.State.at(flags >>> STATE_SHIFT);
    read.wasAbandoned = (flags & WAS_ABANDONED) != 0;
    read.reachedCheckout = (flags & REACHED_CHECKOUT) != 0;
    read.overRemoved = (flags & OVER_REMOVED) != 0;
    read.mixedCurrencies = (flags & MIXED_CURRENCIES) != 0;
    if (read.isPurchased()) {
      read.orderId = texts.read(in);
      read.orderedPieces = Amounts.read(in);
      read.orderedMillionths = Amounts.read(in);
    }
    readLines(texts, in).forEach(read.lines::restore);
    readValues(read.values, texts, configured, in);
    return read;
  }

  private CartEvent readEvent(long millis, CartTexts texts, int[] configured, StateReader in) {
    int flags = in.readByte();
    byte[] id = MessageIds.read(in);
    String cartId = texts.read(in);
    String orderId = texts.read(in);
    String currency = texts.read(in);
    long amount = Amounts.read(in);
    List<LineItem> lines = (flags & LINES) == 0 ? null : readLines(texts, in);
    @Nullable String[] values = new String[breakdownKeys.length];
    readValues(values, texts, configured, in);
    return new CartEvent(
        millis,
        id,
        new Commerce(Commerce.Kind.at(flags & KIND_BITS), cartId, orderId, currency, amount, lines),
        values);
  }

  private static List<LineItem> readLines(CartTexts texts, StateReader in) {
    List<LineItem> lines = new ArrayList<>();
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      String product = texts.read(in);
      long price = Amounts.read(in);
      long quantity = Amounts.read(in);
      lines.add(new LineItem(product, price, quantity, texts.read(in)));
    }
    return lines;
  }

  private static void readValues(
      @Nullable String[] values, CartTexts texts, int[] configured, StateReader in) {
    for (int breakdown : configured) {
      String value = texts.read(in);
      if (breakdown >= 0) {
        values[breakdown] = value;
      }
    }
  }

  private int indexOf(int breakdownKey) {
    for (int i = 0; i < breakdownKeys.length; i++) {
      if (breakdownKeys[i] == breakdownKey) {
        return i;
      }
    }
    return -1;
  }

  /** The bits of the breakdowns as they are configured now; those that are gone are dropped. */
  private static long translated(long under, int[] configured) {
    long now = 0;
    for (int i = 0; i < configured.length; i++) {
      if (configured[i] >= 0) {
        now |= (under >>> i & 1) << configured[i];
      }
    }
    return now;
  }
}
