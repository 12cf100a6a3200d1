package io.engagement.core.metric.recommendations;

import io.engagement.core.history.MomentLog;
import io.engagement.core.history.Texts;
import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.metric.recommendations.Purchase.PurchasedItem;
import io.engagement.core.metric.recommendations.RecommendationState.LastClick;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@link RecommendationState}.
 *
 * <pre>
 * layout 1:
 *   breakdowns
 *   expiry
 *   shown     log of: long shown under, surface, unsigned number of items times eight, plus 4
 *             if it counts from 0, plus 2 in a list, plus 1 if one of them is not plain; then each:
 *             byte of flags (if not all are plain), long item, long own key (if OWN_KEY), unsigned
 *             position (if PLACED; else one more than the one before), unsigned clicks (if CLICKED)
 *   clicks    log of: byte of flags, long key without position, unsigned own position, surface
 *   orders    log of: unsigned number of items, then each: long item, text of the currency (none
 *             without a price), signed millionths (if there is a price)
 *   lastClicks   number, then each: time, long item, signed bucket, unsigned position, surface
 *   shown     number, then each: time, long key
 *   in lists  the same
 *   surface: texts of placement, model, and the values of breakdowns
 *   time: signed, minus the one before in its list
 * </pre>
 */
final class RecommendationCodec {
  private static final int MIXED = 1;
  private static final int LIST = 2;
  private static final int FROM_ZERO = 4;
  private static final int HEAD_BITS = 3;
  private static final int OWN_KEY = 1;
  private static final int PLACED = 2;
  private static final int CLICKED = 4;
  private static final int EITHER_BASE = 2;

  /** The least an impression, purchased item, last click or key takes. */
  private static final int KEY_BYTES = 8;

  private final ZoneCalendar calendar;
  private final BreakdownBits breakdowns;
  private final int values;
  private final Texts texts = new Texts();
  private final ImpressionsCodec impressions = new ImpressionsCodec();
  private final ClickCodec clicks = new ClickCodec();
  private final PurchaseCodec purchases = new PurchaseCodec();

  /** Of the state that is being read: where the values of its breakdowns are now. */
  private int[] places = {};

  /**
   * @param values how many breakdowns there are
   */
  RecommendationCodec(ZoneCalendar calendar, BreakdownBits breakdowns, int values) {
    this.calendar = calendar;
    this.breakdowns = breakdowns;
    this.values = values;
  }

  void write(RecommendationState state, StateWriter out) {
    texts.clear();
    breakdowns.write(out);
    state.expiry.write(out);
    state.impressions.write(impressions, out);
    state.clicks.write(clicks, out);
    state.purchases.write(purchases, out);
    out.writeUnsigned(state.lastClicks.size());
    long before = 0;
    for (LastClick last : state.lastClicks) {
      out.writeSigned(last.millis() - before);
      before = last.millis();
      out.writeLong(last.item());
      out.writeSigned(last.spot().surface().bucket());
      out.writeUnsigned(last.spot().position());
      write(last.spot().surface(), out);
    }
    writeShown(state.shown, out);
    writeShown(state.shownInLists, out);
  }

  RecommendationState read(StateReader in) {
    texts.clear();
    places = breakdowns.read(in);
    RecommendationState state = new RecommendationState();
    state.isKnown = false;
    state.expiry.read(in);
    state.impressions.read(impressions, in);
    state.clicks.read(clicks, in);
    state.purchases.read(purchases, in);
    long millis = 0;
    for (int count = in.readCount(KEY_BYTES); count > 0; count--) {
      millis += in.readSigned();
      long item = in.readLong();
      long bucket = in.readSigned();
      int position = in.readUnsignedInt();
      state.lastClicks.add(
          new LastClick(millis, item, new Spot(readSurface(bucket, in), position)));
    }
    readShown(state.shown, in);
    readShown(state.shownInLists, in);
    return state;
  }

  private void write(Surface surface, StateWriter out) {
    texts.write(surface.placement(), out);
    texts.write(surface.model(), out);
    texts.writeAll(surface.values(), out);
  }

  private Surface readSurface(long bucket, StateReader in) {
    String placement = texts.readRequired(in);
    String model = texts.readRequired(in);
    @Nullable String[] read = values == 0 ? Surface.NO_VALUES : new String[values];
    texts.readAll(places, read, in);
    return new Surface(bucket, placement, model, read);
  }

  private static void writeShown(ShownLog shown, StateWriter out) {
    out.writeUnsigned(shown.size);
    long before = 0;
    for (int i = 0; i < shown.size; i++) {
      out.writeSigned(shown.millis[i] - before);
      before = shown.millis[i];
      out.writeLong(shown.keys[i]);
    }
  }

  private static void readShown(ShownLog shown, StateReader in) {
    int count = in.readCount(KEY_BYTES);
    if (count > 0) {
      shown.room(count);
    }
    long millis = 0;
    for (int i = 0; i < count; i++) {
      millis += in.readSigned();
      shown.add(in.readLong(), millis);
    }
  }

  private final class ImpressionsCodec implements MomentLog.Codec<Impressions> {
    @Override
    public void write(Impressions shown, StateWriter out) {
      out.writeLong(shown.shownUnder);
      RecommendationCodec.this.write(shown.surface, out);
      boolean plain = true;
      int position = 0;
      for (Impression impression : shown.items) {
        plain &= flags(impression, position) == 0;
        position = impression.position;
      }
      out.writeUnsigned(
          ((long) shown.items.length << HEAD_BITS)
              + (shown.kind == Impressions.Kind.LIST ? LIST : 0)
              + (shown.base == 0 ? 0 : FROM_ZERO)
              + (plain ? 0 : MIXED));
      position = 0;
      for (Impression impression : shown.items) {
        int flags = flags(impression, position);
        position = impression.position;
        if (!plain) {
          out.writeByte(flags);
        }
        out.writeLong(impression.item);
        if ((flags & OWN_KEY) != 0) {
          out.writeLong(impression.key);
        }
        if ((flags & PLACED) != 0) {
          out.writeUnsigned(impression.position);
        }
        if ((flags & CLICKED) != 0) {
          out.writeUnsigned(impression.expiredClicks);
        }
      }
    }

    private static int flags(Impression impression, int positionBefore) {
      return (impression.hasOwnKey ? OWN_KEY : 0)
          | (impression.position != positionBefore + 1 ? PLACED : 0)
          | (impression.expiredClicks > 0 ? CLICKED : 0);
    }

    @Override
    public Impressions read(long millis, byte[] id, StateReader in) {
      long shownUnder = in.readLong();
      Surface surface = readSurface(calendar.day(millis), in);
      int head = in.readUnsignedInt();
      int count = head >>> HEAD_BITS;
      if ((long) count * KEY_BYTES > in.remaining()) {
        throw new IllegalStateException(count + " items in " + in.remaining() + " bytes");
      }
      int base = (head & FROM_ZERO) != 0 ? 1 : 0;
      boolean plain = (head & MIXED) == 0;
      Impressions.Kind kind =
          (head & LIST) != 0 ? Impressions.Kind.LIST : Impressions.Kind.RECOMMENDATION;
      Impression[] items = new Impression[count];
      int position = 0;
      for (int i = 0; i < items.length; i++) {
        int flags = plain ? 0 : in.readByte();
        long item = in.readLong();
        long ownKey = (flags & OWN_KEY) != 0 ? in.readLong() : 0;
        position = (flags & PLACED) != 0 ? in.readUnsignedInt() : position + 1;
        items[i] =
            (flags & OWN_KEY) != 0
                ? Impression.withOwnKey(ownKey, item, position)
                : new Impression(shownUnder, item, position, position - base);
        items[i].expiredClicks = (flags & CLICKED) != 0 ? in.readUnsignedInt() : 0;
      }
      return new Impressions(millis, id, shownUnder, kind, base, surface, items);
    }
  }

  private final class ClickCodec implements MomentLog.Codec<Click> {
    @Override
    public void write(Click click, StateWriter out) {
      out.writeByte(
          (click.hasOwnKey ? OWN_KEY : 0)
              | (click.base == 0 ? 0 : FROM_ZERO)
              | (click.otherKey == Click.NO_KEY ? 0 : EITHER_BASE));
      out.writeLong(click.anywhereKey);
      out.writeUnsigned(click.own.position());
      RecommendationCodec.this.write(click.own.surface(), out);
    }

    @Override
    public Click read(long millis, byte[] id, StateReader in) {
      int flags = in.readByte();
      long key = in.readLong();
      int position = in.readUnsignedInt();
      Spot own = new Spot(readSurface(calendar.day(millis), in), position);
      return (flags & OWN_KEY) != 0
          ? Click.onImpression(millis, id, key, own)
          : Click.onItem(
              millis, id, key, own, (flags & FROM_ZERO) != 0 ? 1 : 0, (flags & EITHER_BASE) != 0);
    }
  }

  private final class PurchaseCodec implements MomentLog.Codec<Purchase> {
    @Override
    public void write(Purchase purchase, StateWriter out) {
      out.writeUnsigned(purchase.items.length);
      for (PurchasedItem item : purchase.items) {
        out.writeLong(item.item);
        boolean priced = !item.currency.isEmpty();
        texts.write(priced ? item.currency : null, out);
        if (priced) {
          out.writeSigned(item.micros);
        }
      }
    }

    @Override
    public Purchase read(long millis, byte[] id, StateReader in) {
      PurchasedItem[] items = new PurchasedItem[in.readCount(KEY_BYTES)];
      for (int i = 0; i < items.length; i++) {
        long item = in.readLong();
        String currency = texts.read(in);
        items[i] =
            currency == null
                ? new PurchasedItem(item, "", 0)
                : new PurchasedItem(item, currency, in.readSigned());
      }
      return new Purchase(millis, id, items);
    }
  }
}
