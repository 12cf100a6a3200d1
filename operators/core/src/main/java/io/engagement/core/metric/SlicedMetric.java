package io.engagement.core.metric;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DefinitionLife;
import io.engagement.core.table.Period;
import io.engagement.core.time.UtcDay;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A metric that counts users by period, from when each slice of their events (all of them, and
 * those with each value of a breakdown) shows them active. Page pings make nobody active.
 *
 * <p>Periods and breakdowns come and go without the definition starting from scratch. A period that
 * it gets later counts from the user's next event on, with what the slices still know; one that it
 * loses is dropped, as is a breakdown; a period that is put back counts from scratch.
 *
 * <p>Where ids are merged, a user's slices are united and what they contribute is counted again.
 *
 * @param <T> a slice
 */
public abstract class SlicedMetric<T> implements UserMetric<SlicedState<T>> {
  /** Longer than any family keeps a day for the sake of later ones: a month and the one before. */
  private static final long LONGEST_KEPT_MILLIS = 63 * UtcDay.MILLIS;

  private final DefinitionKey definition;
  private final int matcher;
  private final int periods;

  /** The epoch now, and by ordinal of each period the one in which it was put in. */
  private final int epoch;

  private final int[] periodEpochs;
  private final SliceKind<T> kind;
  private final List<Breakdown> breakdowns;
  private final ZoneCalendar calendar;
  private final long restateHorizonMillis;
  private final Slices.Applier<T> applier = this::apply;

  /** What the definitions of these families have in common. */
  public interface Settings extends MetricDefinition {
    EventMatcher events();

    List<Period> periods();
  }

  /**
   * @param meaning what else than events and calendar changes the numbers, a line each, but not
   *     breakdowns and periods, which come and go alone
   * @throws IllegalArgumentException for a breakdown that is not configured
   */
  protected SlicedMetric(
      String family, Settings settings, String meaning, SliceKind<T> kind, MetricSetup setup) {
    EventMatcher counted = EventMatcher.withoutPagePings(settings.events());
    this.calendar = setup.calendar();
    this.restateHorizonMillis = setup.restateHorizonMillis();
    this.definition =
        setup.key(
            family,
            settings.id(),
            "events " + counted.meaning() + "\n" + meaning + calendar.meaning());
    this.matcher = setup.schema().matcher(counted);
    this.periods = Period.bits(settings.periods());
    this.epoch = setup.life().now();
    this.periodEpochs = new int[Period.values().length];
    for (Period period : settings.periods()) {
      periodEpochs[period.ordinal()] = setup.life().partEpoch(DefinitionLife.period(period));
    }
    this.kind = kind;
    this.breakdowns = setup.breakdowns(settings.breakdowns());
  }

  /** Applies an event to a slice; the breakdown is null and the value empty for that of all. */
  protected abstract void apply(
      T slice, @Nullable Breakdown breakdown, String value, UserEvent event, UserContext user);

  /**
   * Adds all that a slice contributes to the cells of some periods, bits by ordinal; only to cells
   * of which the slice is sure to know everything as long as nothing before {@link
   * UserContext#restatedFromMillis} is needed.
   */
  protected abstract void addAll(
      int ofPeriods, T slice, @Nullable Breakdown breakdown, String value, UserContext user);

  /** Expires in a slice what does not matter to anything from an instant on. */
  protected abstract Consumer<T> expiry(long restatedFromMillis);

  /** From when on there is more to expire: the next day, unless a slice has more detail. */
  protected long expiresAgainMillis(long restatedFromMillis) {
    return calendar.startMillis(calendar.day(restatedFromMillis) + 1);
  }

  /**
   * The last day of which a slice keeps something that expires; {@link Long#MIN_VALUE} for none.
   */
  protected abstract long lastDay(T slice);

  /**
   * Until when a slice has more detail than days, whatever may still be accepted; {@link
   * Long#MIN_VALUE} for none.
   */
  protected long detailUntilMillis(T slice) {
    return Long.MIN_VALUE;
  }

  /** Drops from slices just read what only periods that the definition has lost needed. */
  protected void dropUnused(Slices<T> slices) {}

  @Override
  public final DefinitionKey definition() {
    return definition;
  }

  @Override
  public final SlicedState<T> create() {
    return new SlicedState<>(Slices.create(kind, breakdowns), 0);
  }

  @Override
  public final boolean wants(UserEvent event) {
    return event.matches(matcher);
  }

  @Override
  public final void onEvent(SlicedState<T> state, UserEvent event, UserContext user) {
    countUncounted(state, user);
    state.slices.apply(event, user, applier);
  }

  @Override
  public final void flush(SlicedState<T> state, UserContext user) {
    if (state.isMerged) {
      countUncounted(state, user);
    }
    long restatedFrom = user.restatedFromMillis();
    if (restatedFrom >= state.expiresAtMillis && restatedFrom != Long.MIN_VALUE) {
      state.slices.expire(expiry(restatedFrom));
      state.expiresAtMillis = expiresAgainMillis(restatedFrom);
    }
  }

  /**
   * When a user who has gone silent is looked at once more: their days are kept for longer than the
   * other things that expire. The same instant for all families; more detail than days goes with
   * those other things.
   */
  @Override
  public final long deadlineMillis(SlicedState<T> state) {
    long detailUntil = detailUntilMillis(state.slices.total());
    if (detailUntil != Long.MIN_VALUE) {
      return UtcDay.endMillis(detailUntil) + restateHorizonMillis;
    }
    long lastDay = lastDay(state.slices.total());
    return lastDay == Long.MIN_VALUE
        ? Long.MAX_VALUE
        : UtcDay.endMillis(calendar.startMillis(lastDay))
            + LONGEST_KEPT_MILLIS
            + restateHorizonMillis;
  }

  @Override
  public final void merge(SlicedState<T> into, SlicedState<T> from, UserContext user) {
    into.slices.merge(from.slices);
    into.uncounted = periods;
    into.isMerged = true;
    into.expiresAtMillis = Long.MIN_VALUE;
  }

  @Override
  public final void contributions(SlicedState<T> state, UserContext user) {
    addAll(periods & ~state.uncounted, state, user);
  }

  private void countUncounted(SlicedState<T> state, UserContext user) {
    if (state.uncounted != 0) {
      addAll(state.uncounted, state, user);
      state.uncounted = 0;
    }
    state.isMerged = false;
  }

  private void addAll(int ofPeriods, SlicedState<T> state, UserContext user) {
    state.slices.forEach(
        (slice, breakdown, value) -> addAll(ofPeriods, slice, breakdown, value, user));
  }

  @Override
  public final int periods() {
    return periods;
  }

  @Override
  public final int stateVersion() {
    return Slices.LAYOUT_2;
  }

  @Override
  public final boolean isEmpty(SlicedState<T> state) {
    return state.slices.isEmpty();
  }

  /**
   * Layouts 1 and 2, those of the slices: periods counted (bits by ordinal), the epoch of that,
   * slices.
   */
  @Override
  public final void write(SlicedState<T> state, StateWriter out) {
    out.writeUnsigned(periods & ~state.uncounted);
    out.writeUnsigned(epoch);
    state.slices.write(out);
  }

  @Override
  public final SlicedState<T> read(StateReader in, int version) {
    int counted = in.readUnsignedInt();
    int countedIn = in.readUnsignedInt();
    for (int ordinal = 0; ordinal < periodEpochs.length; ordinal++) {
      if (periodEpochs[ordinal] > countedIn) {
        counted &= ~(1 << ordinal);
      }
    }
    Slices<T> slices = Slices.read(kind, breakdowns, version, in);
    dropUnused(slices);
    return new SlicedState<>(slices, periods & ~counted);
  }

  @Override
  public final int heapBytes(SlicedState<T> state) {
    return 32 + state.slices.heapBytes();
  }
}
