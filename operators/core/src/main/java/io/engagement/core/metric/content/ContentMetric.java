package io.engagement.core.metric.content;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SessionSection;
import io.engagement.core.metric.SliceKind;
import io.engagement.core.metric.Slices;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.session.SessionEnds;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.Period;
import io.engagement.core.time.UtcDay;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Content: how often items were viewed, by how many users, and ({@link ContentOfSessions}) how many
 * sessions began and ended with them. Views count in the bucket and under the dimension values of
 * the event, and are added at once.
 *
 * <p>Kept of a user: the items of every bucket that an accepted event could still fall into. Waits
 * for time only to expire them.
 */
final class ContentMetric implements UserMetric<ContentState> {
  private static final SliceKind<ItemViews> ITEMS = new ItemViews.Kind();

  private final DefinitionKey key;
  private final int top;
  private final int periods;
  private final int matcher;
  private final int itemSlot;
  private final List<Breakdown> breakdowns;
  private final long lateHorizonMillis;
  private final ContentCells cells;
  private final Slices.Applier<ItemViews> applier = this::apply;

  private ContentMetric(
      ContentDefinition definition, @Nullable SessionTerms terms, MetricSetup setup) {
    this.key = setup.key("content", definition.id(), meaning(definition, terms, setup.calendar()));
    this.top = definition.top();
    this.periods = definition.bucket().bit();
    this.matcher = setup.schema().matcher(definition.events());
    this.itemSlot = setup.schema().field(definition.item());
    this.breakdowns = setup.breakdowns(definition.breakdowns());
    this.lateHorizonMillis = setup.lateHorizonMillis();
    this.cells = new ContentCells(key, definition.bucket(), setup.calendar(), breakdowns);
  }

  /**
   * The metric of a definition; or the section of the sessions it goes by, with the definition
   * added.
   *
   * @throws IllegalArgumentException for an unknown breakdown
   */
  static UserMetric<?> of(ContentDefinition definition, MetricSetup setup) {
    if (!definition.goesBySessions()) {
      return new ContentMetric(definition, null, setup);
    }
    SessionTerms terms = setup.sessions().terms(definition.sessions());
    SessionSection section = setup.sessions().section(terms, terms.gapMillis(), setup);
    ContentMetric views = new ContentMetric(definition, terms, setup);
    SessionSlot<SessionEnds> slot =
        section.slot(SessionEnds.named(views::itemOfView), views.breakdowns);
    return section.observe(new ContentOfSessions(views, views.cells, terms, slot), setup);
  }

  /**
   * Everything but breakdowns and how many ranks are published.
   *
   * @param terms null when it does not go by sessions
   */
  private static String meaning(
      ContentDefinition definition, @Nullable SessionTerms terms, ZoneCalendar calendar) {
    return String.join(
        "\n",
        definition.events().meaning(),
        definition.item(),
        definition.bucket().name(),
        definition.entries().name(),
        terms == null ? "no sessions" : terms.gapMillis() + "\n" + terms.sessionMeaning(),
        definition.bucket() == Period.WEEK ? calendar.meaning() : calendar.zone().getId());
  }

  @Override
  public DefinitionKey definition() {
    return key;
  }

  @Override
  public int periods() {
    return periods;
  }

  @Override
  public int top() {
    return top;
  }

  @Override
  public int stateVersion() {
    return Slices.LAYOUT_2;
  }

  @Override
  public ContentState create() {
    return new ContentState(Slices.create(ITEMS, breakdowns));
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(matcher);
  }

  @Override
  public void onEvent(ContentState state, UserEvent event, UserContext user) {
    countAgain(state, user);
    state.slices.apply(event, user, applier);
  }

  private void apply(
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
    return view.matches(matcher) ? item(view) : null;
  }

  @Override
  public void merge(ContentState into, ContentState from, UserContext user) {
    into.slices.merge(from.slices);
    into.uncounted = true;
  }

  private void countAgain(ContentState state, UserContext user) {
    if (state.uncounted) {
      contributions(state, user);
      state.uncounted = false;
    }
  }

  @Override
  public void flush(ContentState state, UserContext user) {
    countAgain(state, user);
    long openBucket = cells.bucketOf(user.acceptedFromMillis());
    state.slices.expire(slice -> slice.removeBefore(openBucket));
  }

  /** When the earliest bucket cannot change any more. */
  @Override
  public long deadlineMillis(ContentState state) {
    long[] first = {Long.MAX_VALUE};
    state.slices.forEach(
        (slice, breakdown, value) -> first[0] = Math.min(first[0], slice.firstBucket()));
    long end = first[0] == Long.MAX_VALUE ? Long.MAX_VALUE : cells.endMillis(first[0]);
    return end == Long.MAX_VALUE ? end : UtcDay.endMillis(end - 1) + lateHorizonMillis;
  }

  @Override
  public void contributions(ContentState state, UserContext user) {
    state.slices.forEach(
        (slice, breakdown, value) ->
            slice.forEach(
                (bucket, item, count) -> {
                  CellValue cell = cells.item(user.deltas(), bucket, breakdown, value, item);
                  cell.add(ContentTable.VIEWS, count);
                  cell.add(ContentTable.VISITORS, 1);
                }));
  }

  @Override
  public boolean isEmpty(ContentState state) {
    return state.slices.isEmpty();
  }

  /** Layouts 1 and 2, those of the slices: slices. */
  @Override
  public void write(ContentState state, StateWriter out) {
    state.slices.write(out);
  }

  @Override
  public ContentState read(StateReader in, int version) {
    return new ContentState(Slices.read(ITEMS, breakdowns, version, in));
  }

  @Override
  public int heapBytes(ContentState state) {
    return state.slices.heapBytes();
  }
}
