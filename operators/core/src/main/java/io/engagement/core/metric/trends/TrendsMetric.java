package io.engagement.core.metric.trends;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.Money;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SliceKind;
import io.engagement.core.metric.Slices;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DefinitionLife;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Period;
import io.engagement.core.time.UtcDay;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trends: how many events match by hour, day, week or month, of how many users, and what a property
 * of theirs adds up to. An event counts in its own bucket and under its own dimension values, and
 * is added at once.
 *
 * <p>Kept of a user: the tallies of every bucket that a merge of ids could still restate, without
 * merges those that an accepted event could still fall into. Waits for time only to expire them. A
 * period that the definition gets later counts from then on, one that it loses is dropped.
 */
final class TrendsMetric implements UserMetric<TrendsState> {
  private static final String FAMILY = "trends";
  private static final int NO_SUM = -1;

  private final DefinitionKey key;
  private final int matcher;
  private final int sumSlot;

  /** Whether the events are orders, of which a repeat is none. */
  private final boolean countsOrders;

  private final List<Period> periods;

  /** The epoch now, and by place among the periods the one in which each was put in. */
  private final int epoch;

  private final int[] periodEpochs;
  private final SliceKind<Tallies> kind;
  private final List<Breakdown> breakdowns;
  private final ZoneCalendar calendar;
  private final long restateHorizonMillis;
  private final Slices.Applier<Tallies> applier = this::apply;

  /** The property of the event that is being applied. */
  private long millionths;

  /**
   * @throws IllegalArgumentException for a breakdown that is not configured
   */
  TrendsMetric(TrendsDefinition definition, MetricSetup setup) {
    EventMatcher events = definition.events();
    String sum = definition.sum();
    this.calendar = setup.calendar();
    this.key = setup.key(FAMILY, definition.id(), meaning(definition, calendar));
    this.matcher = setup.schema().matcher(events);
    this.sumSlot = sum == null ? NO_SUM : setup.schema().amount(sum, matcher);
    this.countsOrders = events.mentions(setup.vocabulary().names(Vocabulary.Name.ORDER_COMPLETED));
    if (countsOrders) {
      setup.readCommerce(Commerce.Kind.ORDER);
    }
    this.periods = definition.periods();
    this.epoch = setup.life().now();
    this.periodEpochs =
        periods.stream()
            .mapToInt(period -> setup.life().partEpoch(DefinitionLife.period(period)))
            .toArray();
    this.kind = new Tallies.Kind(Period.bits(periods));
    this.breakdowns = setup.breakdowns(definition.breakdowns());
    this.restateHorizonMillis = setup.restateHorizonMillis();
  }

  /** Everything but breakdowns and periods, which come and go alone. */
  private static String meaning(TrendsDefinition definition, ZoneCalendar calendar) {
    String sum = definition.sum() == null ? "" : "value " + definition.sum() + '\n';
    return "events " + definition.events().meaning() + '\n' + sum + calendar.meaning();
  }

  @Override
  public DefinitionKey definition() {
    return key;
  }

  @Override
  public int periods() {
    return Period.bits(periods);
  }

  @Override
  public int stateVersion() {
    return Slices.LAYOUT_2;
  }

  @Override
  public TrendsState create() {
    return new TrendsState(Slices.create(kind, breakdowns));
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(matcher) && !(countsOrders && event.repeatedOrder);
  }

  @Override
  public void onEvent(TrendsState state, UserEvent event, UserContext user) {
    countAgain(state, user);
    millionths = sumSlot == NO_SUM ? Money.ABSENT : Money.amount(event.field(sumSlot));
    state.slices.apply(event, user, applier);
  }

  private void apply(
      Tallies slice,
      @Nullable Breakdown breakdown,
      String value,
      UserEvent event,
      UserContext user) {
    for (Period period : periods) {
      long bucket = period.bucketOf(event.timeMillis, calendar);
      boolean isFirst = slice.add(period, bucket, millionths);
      CellValue cell = cell(user.deltas(), period, bucket, breakdown, value);
      cell.add(TrendsTable.EVENTS, 1);
      cell.add(TrendsTable.USERS, isFirst ? 1 : 0);
      if (Money.isKnown(millionths)) {
        cell.add(TrendsTable.SUM, millionths);
        cell.add(TrendsTable.SUMMED, 1);
      }
    }
  }

  private CellValue cell(
      DeltaBuffer deltas, Period period, long bucket, @Nullable Breakdown breakdown, String value) {
    return deltas
        .at(TrendsTable.TABLE, key)
        .period(period)
        .number(bucket)
        .slice(breakdown, value)
        .cell();
  }

  @Override
  public void merge(TrendsState into, TrendsState from, UserContext user) {
    into.slices.merge(from.slices);
    into.uncounted = true;
  }

  private void countAgain(TrendsState state, UserContext user) {
    if (state.uncounted) {
      contributions(state, user);
      state.uncounted = false;
    }
  }

  @Override
  public void flush(TrendsState state, UserContext user) {
    countAgain(state, user);
    long restatedFrom = user.restatedFromMillis();
    state.slices.expire(tallies -> tallies.expire(period -> firstKept(period, restatedFrom)));
  }

  /** The bucket of an instant; all of them at the beginning of time, none at its end. */
  private long firstKept(Period period, long restatedFrom) {
    return restatedFrom == Long.MIN_VALUE || restatedFrom == Long.MAX_VALUE
        ? restatedFrom
        : period.bucketOf(restatedFrom, calendar);
  }

  /** When the first bucket that ends cannot change any more. */
  @Override
  public long deadlineMillis(TrendsState state) {
    long[] firstEnd = {Long.MAX_VALUE};
    state
        .slices
        .total()
        .forEachFirst(
            (period, bucket, tally) ->
                firstEnd[0] = Math.min(firstEnd[0], period.endMillis(bucket, calendar)));
    return firstEnd[0] == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : UtcDay.endMillis(firstEnd[0] - 1) + restateHorizonMillis;
  }

  @Override
  public void contributions(TrendsState state, UserContext user) {
    state.slices.forEach(
        (tallies, breakdown, value) ->
            tallies.forEach(
                (period, bucket, tally) ->
                    tally.addTo(cell(user.deltas(), period, bucket, breakdown, value))));
  }

  @Override
  public boolean isEmpty(TrendsState state) {
    return state.slices.isEmpty();
  }

  /** Layouts 1 and 2, those of the slices: the epoch, slices. */
  @Override
  public void write(TrendsState state, StateWriter out) {
    out.writeUnsigned(epoch);
    state.slices.write(out);
  }

  @Override
  public TrendsState read(StateReader in, int version) {
    int writtenIn = in.readUnsignedInt();
    int kept = 0;
    for (int i = 0; i < periodEpochs.length; i++) {
      kept |= periodEpochs[i] > writtenIn ? 0 : periods.get(i).bit();
    }
    return new TrendsState(Slices.read(new Tallies.Kind(kept), breakdowns, version, in));
  }

  @Override
  public int heapBytes(TrendsState state) {
    return 32 + state.slices.heapBytes();
  }
}
