package io.engagement.core.metric.recommendations;

import io.engagement.core.metric.Breakdown;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;

/**
 * Reads and writes {@link RecommendationState}.
 *
 * <pre>
 * layout 1:
 *   unsigned  number of breakdowns, then their keys, an int each
 *   signed    first UTC day that is not closed; Long.MIN_VALUE = none closed, Long.MAX_VALUE = all
 *   texts     number, then each; referred to by position from 1, 0 = none
 *   views     number, then each: moment, long shown under, placement, model, values, unsigned
 *             number of showings times eight, plus 4 if it counts from 0, plus 2 in a list, plus 1
 *             if one of them is not plain; then each: byte of flags (if not all are plain), long
 *             item, long own key (if OWN_KEY), unsigned position
 *             (if PLACED; else one more than the one before), unsigned clicks (if CLICKED)
 *   clicks    number, then each: moment, byte of flags, long key without position, unsigned own
 *             position, placement, model, values
 *   orders    number, then each: moment, unsigned number of lines, then each: long item, currency
 *             (none without a price), signed millionths (if there is a price)
 *   touches   number, then each: time, long item, signed bucket, unsigned position, placement,
 *             model, values
 *   shown     number, then each: time, long key
 *   in lists  the same
 *   moment: time, id unless its day is closed
 *   time: signed, minus the one before in its list
 * </pre>
 */
final class RecommendationLayout {
  /** The first layout. */
  static final int LAYOUT_1 = 1;

  private static final int MIXED = 1;
  private static final int LIST = 2;
  private static final int FROM_ZERO = 4;
  private static final int HEAD_BITS = 3;
  private static final int OWN_KEY = 1;
  private static final int PLACED = 2;
  private static final int CLICKED = 4;
  private static final int EITHER_BASE = 2;

  /** The least a view, click, order line, touch or key takes. */
  private static final int KEY_BYTES = 8;

  private final ZoneCalendar calendar;
  private final int[] breakdownKeys;

  RecommendationLayout(ZoneCalendar calendar, List<Breakdown> breakdowns) {
    this.calendar = calendar;
    this.breakdownKeys = breakdowns.stream().mapToInt(Breakdown::key).toArray();
  }

  void write(RecommendationState state, StateWriter out) {
    out.writeUnsigned(breakdownKeys.length);
    for (int key : breakdownKeys) {
      out.writeInt(key);
    }
    boolean ends = state.closedBefore == Long.MIN_VALUE || state.closedBefore == Long.MAX_VALUE;
    out.writeSigned(
        ends ? state.closedBefore : Math.floorDiv(state.closedBefore, MomentLog.DAY_MILLIS));
    SurfaceTexts texts = SurfaceTexts.of(state);
    texts.write(out);
    out.writeUnsigned(state.views.moments.size());
    long before = 0;
    for (View view : state.views.moments) {
      before = writeMoment(view, before, state.closedBefore, out);
      writeView(view, texts, out);
    }
    out.writeUnsigned(state.clicks.moments.size());
    before = 0;
    for (Click click : state.clicks.moments) {
      before = writeMoment(click, before, state.closedBefore, out);
      out.writeByte(
          (click.hasOwnKey ? OWN_KEY : 0)
              | (click.base == 0 ? 0 : FROM_ZERO)
              | (click.otherKey == Click.NO_KEY ? 0 : EITHER_BASE));
      out.writeLong(click.anywhereKey);
      out.writeUnsigned(click.own.position());
      texts.write(click.own.surface(), out);
    }
    out.writeUnsigned(state.purchases.moments.size());
    before = 0;
    for (Purchase purchase : state.purchases.moments) {
      before = writeMoment(purchase, before, state.closedBefore, out);
      writeLines(purchase, texts, out);
    }
    out.writeUnsigned(state.touches.size());
    before = 0;
    for (Touch touch : state.touches) {
      out.writeSigned(touch.millis() - before);
      before = touch.millis();
      out.writeLong(touch.item());
      out.writeSigned(touch.spot().surface().bucket());
      out.writeUnsigned(touch.spot().position());
      texts.write(touch.spot().surface(), out);
    }
    writeShown(state.shown, out);
    writeShown(state.shownInLists, out);
  }

  private static long writeMoment(Moment moment, long before, long closedBefore, StateWriter out) {
    out.writeSigned(moment.millis - before);
    if (moment.millis >= closedBefore) {
      out.writeBytes(moment.id, 0, moment.id.length);
    }
    return moment.millis;
  }

  private static void writeView(View view, SurfaceTexts texts, StateWriter out) {
    out.writeLong(view.shownUnder);
    texts.write(view.surface, out);
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

  private static void writeLines(Purchase purchase, SurfaceTexts texts, StateWriter out) {
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

  private static void writeShown(ShownLog shown, StateWriter out) {
    out.writeUnsigned(shown.size);
    long before = 0;
    for (int i = 0; i < shown.size; i++) {
      out.writeSigned(shown.millis[i] - before);
      before = shown.millis[i];
      out.writeLong(shown.keys[i]);
    }
  }

  RecommendationState read(StateReader in) {
    int[] breakdowns = new int[in.readCount(Integer.BYTES)];
    for (int i = 0; i < breakdowns.length; i++) {
      breakdowns[i] = indexOf(in.readInt());
    }
    RecommendationState state = new RecommendationState();
    state.isKnown = false;
    long closed = in.readSigned();
    boolean ends = closed == Long.MIN_VALUE || closed == Long.MAX_VALUE;
    state.closedBefore = ends ? closed : closed * MomentLog.DAY_MILLIS;
    SurfaceTexts.Reader texts = SurfaceTexts.read(in, breakdowns, breakdownKeys.length);
    long millis = 0;
    for (int count = in.readCount(KEY_BYTES); count > 0; count--) {
      millis += in.readSigned();
      state.views.moments.add(readView(millis, readId(millis, state, in), texts, in));
    }
    millis = 0;
    for (int count = in.readCount(KEY_BYTES); count > 0; count--) {
      millis += in.readSigned();
      state.clicks.moments.add(readClick(millis, readId(millis, state, in), texts, in));
    }
    millis = 0;
    for (int count = in.readCount(KEY_BYTES); count > 0; count--) {
      millis += in.readSigned();
      byte[] id = readId(millis, state, in);
      state.purchases.moments.add(new Purchase(millis, id, readLines(texts, in)));
    }
    millis = 0;
    for (int count = in.readCount(KEY_BYTES); count > 0; count--) {
      millis += in.readSigned();
      long item = in.readLong();
      long bucket = in.readSigned();
      int position = in.readUnsignedInt();
      state.touches.add(new Touch(millis, item, new Spot(texts.surface(in, bucket), position)));
    }
    readShown(state.shown, in);
    readShown(state.shownInLists, in);
    return state;
  }

  private int indexOf(int breakdownKey) {
    for (int i = 0; i < breakdownKeys.length; i++) {
      if (breakdownKeys[i] == breakdownKey) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] readId(long millis, RecommendationState state, StateReader in) {
    return millis >= state.closedBefore ? MessageIds.read(in) : Moment.NO_ID;
  }

  private View readView(long millis, byte[] id, SurfaceTexts.Reader texts, StateReader in) {
    long shownUnder = in.readLong();
    Surface surface = texts.surface(in, calendar.day(millis));
    int head = in.readUnsignedInt();
    int count = head >>> HEAD_BITS;
    if ((long) count * KEY_BYTES > in.remaining()) {
      throw new IllegalStateException(count + " items in " + in.remaining() + " bytes");
    }
    boolean plain = (head & MIXED) == 0;
    int base = (head & FROM_ZERO) != 0 ? 1 : 0;
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

  private Click readClick(long millis, byte[] id, SurfaceTexts.Reader texts, StateReader in) {
    int flags = in.readByte();
    boolean hasOwnKey = (flags & OWN_KEY) != 0;
    long key = in.readLong();
    int position = in.readUnsignedInt();
    Surface surface = texts.surface(in, calendar.day(millis));
    Spot own = new Spot(surface, position);
    return hasOwnKey
        ? Click.onImpression(millis, id, key, own)
        : Click.onItem(
            millis, id, key, own, (flags & FROM_ZERO) != 0 ? 1 : 0, (flags & EITHER_BASE) != 0);
  }

  private static Line[] readLines(SurfaceTexts.Reader texts, StateReader in) {
    Line[] lines = new Line[in.readCount(KEY_BYTES)];
    for (int i = 0; i < lines.length; i++) {
      long item = in.readLong();
      String currency = texts.text(in);
      lines[i] =
          new Line(item, currency == null ? "" : currency, currency == null ? 0 : in.readSigned());
    }
    return lines;
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
}
