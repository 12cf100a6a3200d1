package io.engagement.core.metric.content;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.metric.CellValue;
import io.engagement.core.metric.DefinitionKey;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.Period;
import io.engagement.core.metric.SliceKind;
import io.engagement.core.metric.Slices;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.content.ContentDefinition.Entries;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionLine;
import io.engagement.core.session.SessionSummary;
import io.engagement.core.session.SessionSummaryKind;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.session.Sessionizer;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Content: how often items were viewed, by how many users, and how many sessions began and ended
 * with them. Views count in the bucket and under the dimension values of the event; sessions in
 * those of their own.
 *
 * <p>Views are added at once. The first change to a session after it was flushed takes its
 * contribution back at once; {@link #flush} adds the new one.
 *
 * <p>Kept of a user: the items of every bucket that an accepted event could still fall into, and a
 * summary of every session that one could still change. Waits for time only to forget.
 */
public final class ContentMetric implements UserMetric<ContentState> {
  /** The first layout: {@link Slices#write}, the breakdowns, {@link Sessionizer#write}. */
  static final int LAYOUT_1 = 1;

  private static final SliceKind<ItemViews> ITEMS = new ItemViews.Kind();
  private static final int NO_MATCHER = -1;

  private final DefinitionKey key;
  private final int top;
  private final int views;
  private final int itemSlot;

  /** Which events belong to sessions; {@link #NO_MATCHER} when none are looked at. */
  private final int sessions;

  private final List<Breakdown> dimensions;
  private final BreakdownBits breakdowns;
  private final long lateHorizonMillis;
  private final SessionSummaryKind kind;
  private final Sessionizer<SessionSummary> sessionizer;
  private final ContentCells cells;
  private final Slices.Taker<ItemViews> taker = this::take;

  /**
   * @throws IllegalArgumentException for an unknown breakdown, or more than 64 of them
   */
  public ContentMetric(ContentDefinition definition, MetricSetup setup) {
    SessionTerms terms = setup.sessions(definition.sessions());
    this.key =
        DefinitionKey.of("content", definition.id(), meaning(definition, terms, setup.calendar()));
    this.top = definition.top();
    this.views = setup.schema().matcher(definition.events());
    this.itemSlot = setup.schema().field(definition.item());
    this.sessions =
        definition.entries() == Entries.COUNT && ViewMatchers.canHold(definition.events())
            ? setup.schema().matcher(terms.sessionEvents())
            : NO_MATCHER;
    this.dimensions = setup.breakdowns(definition.breakdowns());
    this.breakdowns = new BreakdownBits(dimensions);
    this.lateHorizonMillis = setup.lateHorizonMillis();
    this.kind =
        new SessionSummaryKind(
            setup.schema(),
            terms.pings(),
            terms.keyEvents(),
            dimensions.stream().mapToInt(Breakdown::slot).toArray(),
            this::itemOfView);
    this.sessionizer =
        new Sessionizer<>(terms.rules(terms.gapMillis(), setup.schema(), setup.calendar()), kind);
    this.cells = new ContentCells(key, definition.bucket(), setup.calendar(), dimensions, terms);
  }

  /** Everything but breakdowns and how many ranks are published. */
  private static String meaning(
      ContentDefinition definition, SessionTerms terms, ZoneCalendar calendar) {
    return String.join(
        "\n",
        definition.events().meaning(),
        definition.item(),
        definition.bucket().name(),
        definition.entries().name(),
        Long.toString(terms.gapMillis()),
        terms.sessionMeaning(),
        definition.bucket() == Period.WEEK ? calendar.meaning() : calendar.zone().getId());
  }

  @Override
  public DefinitionKey definition() {
    return key;
  }

  @Override
  public int top() {
    return top;
  }

  @Override
  public int stateVersion() {
    return LAYOUT_1;
  }

  @Override
  public ContentState create() {
    return new ContentState(Slices.create(ITEMS, dimensions), new SessionLine<>());
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(views) || isOfSession(event);
  }

  private boolean isOfSession(UserEvent event) {
    return sessions != NO_MATCHER && event.matches(sessions);
  }

  @Override
  public void onEvent(ContentState state, UserEvent event, UserContext user) {
    if (event.matches(views)) {
      state.views.take(event, user, taker);
    }
    if (isOfSession(event)) {
      sessionizer.add(
          state.line,
          event,
          session -> cells.add(user.deltas(), session, session.countedUnder(), -1));
    }
  }

  private void take(
      ItemViews slice,
      @Nullable Breakdown breakdown,
      String value,
      UserEvent event,
      UserContext user) {
    long bucket = cells.bucketOf(event.timeMillis);
    String item = item(event);
    long now = slice.add(bucket, item);
    CellValue cell = cells.item(user.deltas(), bucket, breakdown, value, item);
    cell.add(ContentTable.VIEWS, 1);
    cell.add(ContentTable.VISITORS, now == 1 ? 1 : 0);
  }

  private String item(UserEvent event) {
    return DimensionText.cut(DimensionText.of(event.field(itemSlot)));
  }

  private @Nullable String itemOfView(UserEvent view) {
    return view.matches(views) ? item(view) : null;
  }

  @Override
  public void flush(ContentState state, UserContext user) {
    SessionLine<SessionSummary> line = state.line;
    line.clearVanished();
    for (int i = 0; i < line.size(); i++) {
      Session<SessionSummary> session = line.get(i);
      if (!session.isCounted()) {
        cells.add(user.deltas(), session, breakdowns.all(), 1);
        session.count(breakdowns.all());
        session.setClosed(false);
      }
      // An unchanged session stays closed, also after a restart, before the first watermark.
      session.setClosed(session.isClosed() || user.watermarkMillis() >= lastJoinable(session));
    }
    sessionizer.forget(line, user.acceptedFromMillis());
    long openBucket = cells.bucketOf(user.acceptedFromMillis());
    state.views.forget(slice -> slice.removeBefore(openBucket));
  }

  private long lastJoinable(Session<SessionSummary> session) {
    return sessionizer.rules().lastJoinableMillis(session.endMillis());
  }

  /** When the earliest bucket or session cannot change any more. */
  @Override
  public long deadlineMillis(ContentState state) {
    long[] bucket = {Long.MAX_VALUE};
    state.views.forEach(
        (slice, breakdown, value) -> bucket[0] = Math.min(bucket[0], slice.firstBucket()));
    long lastMillis = Long.MAX_VALUE;
    if (bucket[0] != Long.MAX_VALUE) {
      lastMillis = cells.endMillis(bucket[0]) - 1;
    }
    if (state.line.size() > 0) {
      lastMillis = Math.min(lastMillis, lastJoinable(state.line.get(0)));
    }
    return lastMillis >= Long.MAX_VALUE - 1 ? Long.MAX_VALUE : lastMillis + lateHorizonMillis;
  }

  @Override
  public void contributions(ContentState state, UserContext user) {
    state.views.forEach(
        (slice, breakdown, value) ->
            slice.forEach(
                (bucket, item, count) -> {
                  CellValue cell = cells.item(user.deltas(), bucket, breakdown, value, item);
                  cell.add(ContentTable.VIEWS, count);
                  cell.add(ContentTable.VISITORS, 1);
                }));
    for (int i = 0; i < state.line.size(); i++) {
      Session<SessionSummary> session = state.line.get(i);
      cells.add(user.deltas(), session, session.countedUnder(), 1);
    }
  }

  @Override
  public void write(ContentState state, StateWriter out) {
    state.views.write(out);
    breakdowns.write(out);
    sessionizer.write(state.line, out);
  }

  @Override
  public ContentState read(StateReader in, int version) {
    if (version != LAYOUT_1) {
      throw new IllegalStateException(
          "content in layout %d, the newest known is %d".formatted(version, LAYOUT_1));
    }
    Slices<ItemViews> items = Slices.read(ITEMS, dimensions, in);
    int[] known = breakdowns.read(in);
    SessionLine<SessionSummary> line =
        sessionizer.read(in, (from, startMillis) -> kind.read(from, startMillis, known));
    for (int i = 0; i < line.size(); i++) {
      Session<SessionSummary> session = line.get(i);
      session.count(BreakdownBits.translated(session.countedUnder(), known));
    }
    return new ContentState(items, line);
  }

  @Override
  public int heapBytes(ContentState state) {
    return 24 + state.views.heapBytes() + sessionizer.heapBytes(state.line);
  }
}
