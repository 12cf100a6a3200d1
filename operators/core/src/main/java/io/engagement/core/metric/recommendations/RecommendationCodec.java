package io.engagement.core.metric.recommendations;

import io.engagement.core.history.MomentLog;
import io.engagement.core.history.Texts;
import io.engagement.core.metric.BreakdownBits;
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
 *   views     log of: long shown under, surface, unsigned number of showings times eight, plus 4
 *             if it counts from 0, plus 2 in a list, plus 1 if one of them is not plain; then each:
 *             byte of flags (if not all are plain), long item, long own key (if OWN_KEY), unsigned
 *             position (if PLACED; else one more than the one before), unsigned clicks (if CLICKED)
 *   clicks    log of: byte of flags, long key without position, unsigned own position, surface
 *   orders    log of: unsigned number of lines, then each: long item, text of the currency (none
 *             without a price), signed millionths (if there is a price)
 *   touches   number, then each: time, long item, signed bucket, unsigned position, surface
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

  /** The least an item, order line, touch or key takes. */
  private static final int KEY_BYTES = 8;

  private final ZoneCalendar calendar;
  private final BreakdownBits breakdowns;
  private final int values;
  private final Texts texts = new Texts();
  private final ViewCodec views = new ViewCodec();
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
    state.views.write(views, out);
    state.clicks.write(clicks, out);
    state.purchases.write(purchases, out);
    out.writeUnsigned(state.touches.size());
    long before = 0;
    for (Touch touch : state.touches) {
      out.writeSigned(touch.millis() - before);
      before = touch.millis();
      out.writeLong(touch.item());
      out.writeSigned(touch.spot().surface().bucket());
      out.writeUnsigned(touch.spot().position());
      write(touch.spot().surface(), out);
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
    state.views.read(views, in);
    state.clicks.read(clicks, in);
    state.purchases.read(purchases, in);
    long millis = 0;
    for (int count = in.readCount(KEY_BYTES); count > 0; count--) {
      millis += in.readSigned();
      long item = in.readLong();
      long bucket = in.readSigned();
      int position = in.readUnsignedInt();
      state.touches.add(new Touch(millis, item, new Spot(readSurface(bucket, in), position)));
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
    if (count != 0) {
      shown.room(count);
    }
    long millis = 0;
    for (int i = 0; i < count; i++) {
      millis += in.readSigned();
      shown.add(in.readLong(), millis);
    }
  }

  private final class ViewCodec implements MomentLog.Codec<View> {
    @Override
    public void write(View view, StateWriter out) {
      out.writeLong(view.shownUnder);
      RecommendationCodec.this.write(view.surface, out);
      boolean plain = true;
      int position = 0;
      for (Showing showing : view.showings) {
        plain &= flags(showing, position) == 0;
        position = showing.position;
      }
      out.writeUnsigned(
          ((long) view.showings.length << HEAD_BITS)
              + (view.kind == View.Kind.LIST ? LIST : 0)
              + (view.base == 0 ? 0 : FROM_ZERO)
              + (plain ? 0 : MIXED));
      position = 0;
      for (Showing showing : view.showings) {
        int flags = flags(showing, position);
        position = showing.position;
        if (!plain) {
          out.writeByte(flags);
        }
        out.writeLong(showing.item);
        if ((flags & OWN_KEY) != 0) {
          out.writeLong(showing.key);
        }
        if ((flags & PLACED) != 0) {
          out.writeUnsigned(showing.position);
        }
        if ((flags & CLICKED) != 0) {
          out.writeUnsigned(showing.sealedClicks);
        }
      }
    }

    private static int flags(Showing showing, int positionBefore) {
      return (showing.hasOwnKey ? OWN_KEY : 0)
          | (showing.position != positionBefore + 1 ? PLACED : 0)
          | (showing.sealedClicks > 0 ? CLICKED : 0);
    }

    @Override
    public View read(long millis, byte[] id, StateReader in) {
      long shownUnder = in.readLong();
      Surface surface = readSurface(calendar.day(millis), in);
      int head = in.readUnsignedInt();
      int count = head >>> HEAD_BITS;
      if ((long) count * KEY_BYTES > in.remaining()) {
        throw new IllegalStateException(count + " items in " + in.remaining() + " bytes");
      }
      int base = (head & FROM_ZERO) != 0 ? 1 : 0;
      boolean plain = (head & MIXED) == 0;
      View.Kind kind = (head & LIST) != 0 ? View.Kind.LIST : View.Kind.RECOMMENDATION;
      Showing[] showings = new Showing[count];
      int position = 0;
      for (int i = 0; i < showings.length; i++) {
        int flags = plain ? 0 : in.readByte();
        long item = in.readLong();
        long ownKey = (flags & OWN_KEY) != 0 ? in.readLong() : 0;
        position = (flags & PLACED) != 0 ? in.readUnsignedInt() : position + 1;
        showings[i] =
            (flags & OWN_KEY) != 0
                ? Showing.withOwnKey(ownKey, item, position)
                : new Showing(shownUnder, item, position, position - base);
        showings[i].sealedClicks = (flags & CLICKED) != 0 ? in.readUnsignedInt() : 0;
      }
      return new View(millis, id, shownUnder, kind, base, surface, showings);
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
      out.writeUnsigned(purchase.lines.length);
      for (Line line : purchase.lines) {
        out.writeLong(line.item);
        boolean priced = !line.currency.isEmpty();
        texts.write(priced ? line.currency : null, out);
        if (priced) {
          out.writeSigned(line.micros);
        }
      }
    }

    @Override
    public Purchase read(long millis, byte[] id, StateReader in) {
      Line[] lines = new Line[in.readCount(KEY_BYTES)];
      for (int i = 0; i < lines.length; i++) {
        long item = in.readLong();
        String currency = texts.read(in);
        lines[i] =
            currency == null ? new Line(item, "", 0) : new Line(item, currency, in.readSigned());
      }
      return new Purchase(millis, id, lines);
    }
  }
}
