package io.engagement.core.metric;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DefinitionLife;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Period;
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
 * @param <T> a slice
 */
public abstract class SlicedMetric<T> implements UserMetric<SlicedState<T>> {
  private final DefinitionKey definition;
  private final int matcher;
  private final int periods;

  /** The epoch now, and by ordinal of each period the one in which it was put in. */
  private final int epoch;

  private final int[] periodEpochs;
  private final SliceKind<T> kind;
  private final List<Breakdown> breakdowns;
  private final ZoneCalendar calendar;
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

  /** Adds all that a slice contributes to the cells of some periods, bits by ordinal. */
  protected abstract void addAll(
      int ofPeriods, T slice, @Nullable Breakdown breakdown, String value, DeltaBuffer deltas);

  /** Expires in a slice what no event accepted from an instant on could change. */
  protected abstract Consumer<T> expiry(long acceptedFromMillis);

  /** From when on there is more to expire: the next day, unless a slice has more detail. */
  protected long expiresAgainMillis(long acceptedFromMillis) {
    return calendar.startMillis(calendar.day(acceptedFromMillis) + 1);
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
    countUncounted(state, user.deltas());
    state.slices.apply(event, user, applier);
  }

  @Override
  public final void flush(SlicedState<T> state, UserContext user) {
    countUncounted(state, user.deltas());
    long acceptedFrom = user.acceptedFromMillis();
    if (acceptedFrom >= state.expiresAtMillis && acceptedFrom != Long.MIN_VALUE) {
      state.slices.expire(expiry(acceptedFrom));
      state.expiresAtMillis = expiresAgainMillis(acceptedFrom);
    }
  }

  @Override
  public final void contributions(SlicedState<T> state, UserContext user) {
    addAll(periods, state, user.deltas());
  }

  private void countUncounted(SlicedState<T> state, DeltaBuffer deltas) {
    if (state.uncounted != 0) {
      addAll(state.uncounted, state, deltas);
      state.uncounted = 0;
    }
  }

  private void addAll(int ofPeriods, SlicedState<T> state, DeltaBuffer deltas) {
    state.slices.forEach(
        (slice, breakdown, value) -> addAll(ofPeriods, slice, breakdown, value, deltas));
  }

  @Override
  public final int periods() {
    return periods;
  }

  /** Layout 1: periods counted (bits by ordinal), the epoch of that, slices. */
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
    Slices<T> slices = Slices.read(kind, breakdowns, in);
    dropUnused(slices);
    return new SlicedState<>(slices, periods & ~counted);
  }

  @Override
  public final int heapBytes(SlicedState<T> state) {
    return 32 + state.slices.heapBytes();
  }
}
