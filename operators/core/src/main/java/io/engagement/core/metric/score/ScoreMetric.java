package io.engagement.core.metric.score;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.Money;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SessionMetric;
import io.engagement.core.metric.SessionSection;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.score.ProfileDay.Orders;
import io.engagement.core.session.PartKind;
import io.engagement.core.session.Publish;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.session.UserSessions;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.state.Wide;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.RowChange;
import io.engagement.core.time.UtcDay;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row per user: a score that fades, and a profile of the 30 days up to their last event. Both are
 * as of that event, so silence changes nothing.
 *
 * <p>It takes part in no cell: the row is published whenever the user did something, or, with
 * {@link Publish#CLOSED}, once none of their sessions is open, or at most once in a time until
 * then.
 */
final class ScoreMetric implements SessionMetric<ScoreState> {
  /** Before rows were held back. */
  private static final int LAYOUT_1 = 1;

  private static final int LAYOUT_3 = 3;
  private static final int LAYOUT_4 = 4;

  /** From the UTC day before an event's: no zone has an earlier day then. */
  private static final int DAYS_APART = 2;

  /** Before the first event. */
  private static final int NOTHING = 0;

  private static final int PUBLISHED = 1;

  /** The first row that there will be. */
  private static final int FIRST_HELD_BACK = 2;

  /** There is a row of before. */
  private static final int NEXT_HELD_BACK = 3;

  private static final String FAMILY = "score";

  private final ScoreDefinition settings;
  private final DefinitionKey definition;
  private final ZoneCalendar calendar;
  private final Decay decay;
  private final int every;
  private final int active;
  private final int weighted;
  private final int[] weightMatchers;
  private final double[] weights;
  private final SessionSlot<?> slot;

  private ScoreMetric(
      ScoreDefinition settings, SessionTerms terms, MetricSetup setup, SessionSection section) {
    EventSchema.Builder schema = setup.schema();
    List<EventMatcher> names =
        settings.weights().keySet().stream().map(EventMatcher::named).toList();
    this.settings = settings;
    this.definition = setup.key(FAMILY, settings.id(), meaning(settings, terms, setup));
    this.calendar = setup.calendar();
    this.decay = new Decay(settings.halfLifeMillis());
    this.every = schema.matcher(EventMatcher.ANY);
    this.active = schema.auxiliary(EventMatcher.withoutPagePings(EventMatcher.ANY));
    this.weighted = schema.auxiliary(new EventMatcher.AnyOf(names));
    this.weightMatchers = names.stream().mapToInt(schema::auxiliary).toArray();
    this.weights = settings.weights().values().stream().mapToDouble(Number::doubleValue).toArray();
    setup.readCommerce(Commerce.Kind.ORDER);
    this.slot = section.slot(PartKind.NOTHING, List.of());
  }

  /** The section of the sessions it goes by, with the definition added. */
  static UserMetric<?> of(ScoreDefinition settings, MetricSetup setup) {
    SessionTerms terms = setup.sessions().terms(settings.sessions());
    SessionSection section = setup.sessions().section(terms, terms.gapMillis(), setup);
    return section.observe(new ScoreMetric(settings, terms, setup, section), setup);
  }

  private static String meaning(ScoreDefinition settings, SessionTerms terms, MetricSetup setup) {
    List<String> parts = new ArrayList<>();
    parts.add("half-life " + settings.halfLifeMillis());
    settings
        .weights()
        .forEach((name, weight) -> parts.add("weight " + weight.toPlainString() + ' ' + name));
    parts.add("currency " + settings.currency());
    parts.add("gap " + terms.gapMillis());
    parts.add(terms.sessionMeaning());
    parts.add(setup.calendar().meaning());
    return String.join("\n", parts);
  }

  @Override
  public DefinitionKey definition() {
    return definition;
  }

  @Override
  public int stateVersion() {
    return LAYOUT_4;
  }

  @Override
  public ScoreState create() {
    return new ScoreState(new PeriodPoints(), new ProfileDays());
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(every);
  }

  @Override
  public void onEvent(ScoreState state, UserEvent event, UserContext user) {
    long time = event.timeMillis;
    state.changed = true;
    state.firstMillis = Math.min(state.firstMillis, time);
    state.lastMillis = Math.max(state.lastMillis, time);
    if (event.matches(active)) {
      long day = calendar.day(time);
      state.firstActiveDay = Math.min(state.firstActiveDay, day);
      state.days.at(day).active = true;
    }
    if (event.matches(weighted) && !event.repeatedOrder) {
      state.points.add(decay.period(time), decay.points(weight(event), time));
    }
    Commerce says = event.commerce;
    if (says != null && says.kind() == Commerce.Kind.ORDER && !event.repeatedOrder) {
      state.days.at(calendar.day(time)).add(orders(says));
    }
  }

  /** Of an event that has a weight; it has one name, so one weight. */
  private double weight(UserEvent event) {
    int i = 0;
    while (!event.matches(weightMatchers[i])) {
      i++;
    }
    return weights[i];
  }

  /** An order without an amount that can be read counts as one of 0. */
  private Orders orders(Commerce order) {
    String currency = order.currency();
    long amount = order.amountMillionths();
    return new Orders(
        currency == null ? settings.currency() : currency,
        1,
        BigInteger.valueOf(Money.isKnown(amount) ? amount : 0));
  }

  @Override
  public void add(
      ScoreState state, UserSessions sessions, Session session, int sign, UserContext user) {
    if (sign > 0) {
      long day = calendar.day(session.startMillis());
      if (day > calendar.day(state.lastMillis) - ProfileDays.WINDOW) {
        state.days.at(day).sessions++;
      }
    } else {
      uncount(state, session);
    }
  }

  @Override
  public void uncount(ScoreState state, Session session) {
    ProfileDay known = state.days.find(calendar.day(session.startMillis()));
    if (known != null && known.sessions > 0) {
      known.sessions--;
    }
  }

  @Override
  public void merge(ScoreState into, ScoreState from, UserContext user) {
    into.merge(from);
  }

  @Override
  public boolean publishesClosing() {
    return !settings.publish().isImmediate();
  }

  private boolean isHeldBack(ScoreState state, UserSessions sessions) {
    Publish publish = settings.publish();
    return !state.takenBack
        && (publish.isOnlyClosed()
            || (state.published && publish.waits(state.publishedMillis, state.lastMillis)))
        && isAnyOpen(sessions);
  }

  private boolean isAnyOpen(UserSessions sessions) {
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      if (slot.counts(session) && !session.isClosed()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void flush(ScoreState state, UserSessions sessions, UserContext user) {
    if (!state.changed) {
      return;
    }
    long lastDay = calendar.day(state.lastMillis);
    state.days.expire(lastDay);
    state.points.removeBefore(decay.period(state.lastMillis) - Decay.KEPT_PERIODS);
    if (!isHeldBack(state, sessions)) {
      user.facts().accept(row(state, user.user(), lastDay));
      state.changed = false;
      state.published = true;
      state.publishedMillis = state.lastMillis;
      state.takenBack = false;
    }
  }

  @Override
  public void facts(ScoreState state, UserSessions sessions, UserContext user) {
    if (state.firstMillis != ScoreState.NEVER) {
      user.facts().accept(row(state, user.user(), calendar.day(state.lastMillis)));
    }
  }

  private RowChange row(ScoreState state, String user, long lastDay) {
    Orders orders = state.days.mostFrequentOrders();
    Object[] key = ScoreTable.TABLE.newKey();
    ScoreTable.METRIC.set(key, settings.id());
    ScoreTable.USER_ID.set(key, user);
    @Nullable Object[] values = ScoreTable.TABLE.newValues();
    BigDecimal score = decay.score(state.points, state.lastMillis);
    ScoreTable.SCORE.set(values, score);
    ScoreTable.SCORE_LOG.set(
        values,
        score == null || score.signum() <= 0 ? null : decay.log(state.points, state.lastMillis));
    ScoreTable.SCORE_AT.set(values, state.lastMillis);
    ScoreTable.FIRST_SEEN.set(values, state.firstMillis);
    ScoreTable.LAST_SEEN.set(values, state.lastMillis);
    ScoreTable.ACTIVE_DAYS_30.set(values, state.days.activeDays());
    ScoreTable.SESSIONS_30.set(values, state.days.sessions());
    ScoreTable.ORDERS_30.set(values, orders == null ? 0L : orders.count());
    ScoreTable.AMOUNT_30.set(values, orders == null ? (Long) 0L : Wide.number(orders.millionths()));
    ScoreTable.LIFECYCLE.set(values, lifecycle(state, lastDay));
    ScoreTable.CURRENCY.set(values, orders == null ? null : orders.currency());
    return new RowChange(ScoreTable.TABLE, key, values);
  }

  /** Null when the user did nothing on the day but page pings. */
  private static @Nullable String lifecycle(ScoreState state, long day) {
    if (!state.days.isActive(day)) {
      return null;
    }
    if (state.firstActiveDay == day) {
      return "new";
    }
    return state.days.isActive(day - 1) ? "returning" : "resurrecting";
  }

  /** Nothing: the row is a fact. */
  @Override
  public void contributions(ScoreState state, UserSessions sessions, UserContext user) {}

  /**
   * Layout 4: 0 before the first event; else 1, or 2 or 3 where open sessions hold the first or
   * another row back; its time, the time from the first to the last; the first active day minus the
   * first event's UTC day, + 2, or 0 where there was none; points; days from the last event's UTC
   * day; after a 3 the time from the event that the row of before is as of to the last. Layout 3
   * has days from the epoch, and whether there was an active day before the first one. Layout 2 has
   * no time at its end, layout 1 no 2 and 3.
   */
  @Override
  public void write(ScoreState state, StateWriter out) {
    if (state.firstMillis == ScoreState.NEVER) {
      out.writeByte(NOTHING);
      return;
    }
    int heldBack = state.published ? NEXT_HELD_BACK : FIRST_HELD_BACK;
    out.writeByte(state.changed ? heldBack : PUBLISHED);
    out.writeSigned(state.firstMillis);
    out.writeUnsigned(state.lastMillis - state.firstMillis);
    boolean wasActive = state.firstActiveDay != ScoreState.NEVER;
    out.writeUnsigned(
        wasActive ? state.firstActiveDay - UtcDay.of(state.firstMillis) + DAYS_APART : 0);
    state.points.write(out);
    state.days.write(UtcDay.of(state.lastMillis), out);
    if (state.changed && state.published) {
      out.writeUnsigned(state.lastMillis - state.publishedMillis);
    }
  }

  @Override
  public ScoreState read(StateReader in, int version) {
    if (version > LAYOUT_4) {
      throw new IllegalStateException(
          "score in layout " + version + ", the newest known is " + LAYOUT_4);
    }
    int kind = in.readByte();
    if (kind == NOTHING) {
      return create();
    }
    if (kind < NOTHING || kind > (version == LAYOUT_1 ? PUBLISHED : NEXT_HELD_BACK)) {
      throw new IllegalStateException("a score of kind " + kind);
    }
    long first = in.readSigned();
    long last = first + in.readUnsigned();
    boolean isRelative = version >= LAYOUT_4;
    long firstActiveDay = isRelative ? readDay(in, first) : readDay(in);
    PeriodPoints points = PeriodPoints.read(in);
    ScoreState read =
        new ScoreState(points, ProfileDays.read(isRelative ? UtcDay.of(last) : 0, in));
    read.firstMillis = first;
    read.lastMillis = last;
    read.firstActiveDay = firstActiveDay;
    read.changed = kind != PUBLISHED;
    read.published = kind != FIRST_HELD_BACK;
    read.publishedMillis = publishedMillis(in, version, kind, read);
    return read;
  }

  private static long readDay(StateReader in, long firstMillis) {
    long written = in.readUnsigned();
    return written == 0 ? ScoreState.NEVER : UtcDay.of(firstMillis) - DAYS_APART + written;
  }

  /** Before layout 4. */
  private static long readDay(StateReader in) {
    return in.readBoolean() ? in.readSigned() : ScoreState.NEVER;
  }

  private static long publishedMillis(StateReader in, int version, int kind, ScoreState read) {
    if (kind == PUBLISHED) {
      return read.lastMillis;
    }
    // Of a row before layout 3 it is not known how old it is.
    return kind == NEXT_HELD_BACK && version >= LAYOUT_3
        ? read.lastMillis - in.readUnsigned()
        : read.firstMillis;
  }

  @Override
  public boolean isEmpty(ScoreState state) {
    return state.firstMillis == ScoreState.NEVER;
  }

  @Override
  public int heapBytes(ScoreState state) {
    return 72 + state.points.heapBytes() + state.days.heapBytes();
  }
}
