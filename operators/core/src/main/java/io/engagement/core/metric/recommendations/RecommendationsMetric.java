package io.engagement.core.metric.recommendations;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.DefinitionKey;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.List;

/**
 * Recommendations: impressions, the clicks on them and what was bought after these.
 *
 * <p>An event is put among the user's views, clicks or orders; {@link #flush} decides anew what
 * belongs to what and emits what changed.
 *
 * <p>Kept of a user: views, clicks and orders as long as a late event could change what they belong
 * to; of each item clicked the last click, as long as an order can still belong to it; the keys of
 * what was shown, as long as it may be repeated. Forgotten by event time, a UTC day at a time.
 */
public final class RecommendationsMetric implements UserMetric<RecommendationState> {
  /** How many showings, clicks and order lines of a user and UTC day are looked at. */
  record Limits(int showings, int clicks, int lines) {
    static final Limits DEFAULT = new Limits(2_000, 500, 500);
  }

  private final DefinitionKey key;
  private final long lateHorizonMillis;
  private final Limits limits;
  private final RecommendationEvents events;
  private final Attribution attribution;
  private final RecommendationCloser closer;
  private final RecommendationLayout layout;

  /**
   * @throws IllegalArgumentException for an unknown breakdown
   */
  public RecommendationsMetric(RecommendationsDefinition definition, MetricSetup setup) {
    this(definition, setup, Limits.DEFAULT);
  }

  RecommendationsMetric(RecommendationsDefinition definition, MetricSetup setup, Limits limits) {
    List<Breakdown> breakdowns = setup.breakdowns(definition.breakdowns());
    Windows windows =
        new Windows(
            definition.clickWindowMillis(),
            definition.conversionWindowMillis(),
            definition.onceWithinMillis(),
            definition.listOnceWithinMillis());
    this.key = DefinitionKey.of("recommendations", definition.id(), meaning(definition, setup));
    this.lateHorizonMillis = setup.lateHorizonMillis();
    this.limits = limits;
    this.events = new RecommendationEvents(definition, setup, breakdowns);
    this.attribution = new Attribution(windows, new RecommendationCells(key, breakdowns));
    this.closer = new RecommendationCloser(windows, attribution);
    this.layout = new RecommendationLayout(setup.calendar(), breakdowns);
  }

  /** Hashed into state: what is written for a definition never changes. */
  private static String meaning(RecommendationsDefinition definition, MetricSetup setup) {
    boolean listsAsOthers = definition.listOnceWithinMillis() == definition.onceWithinMillis();
    return definition.clickWindowMillis()
        + "\n"
        + definition.conversionWindowMillis()
        + '\n'
        + definition.onceWithinMillis()
        + '\n'
        + definition.currency()
        + '\n'
        + setup.calendar().zone().getId()
        + (listsAsOthers ? "" : "\nlists " + definition.listOnceWithinMillis())
        + (definition.positions() == Positions.AUTO ? "" : "\n" + definition.positions());
  }

  @Override
  public DefinitionKey definition() {
    return key;
  }

  @Override
  public int stateVersion() {
    return RecommendationLayout.LAYOUT_1;
  }

  @Override
  public RecommendationState create() {
    return new RecommendationState();
  }

  @Override
  public boolean wants(UserEvent event) {
    return events.isWanted(event);
  }

  @Override
  public void onEvent(RecommendationState state, UserEvent event, UserContext user) {
    if (event.timeMillis < state.closedBefore) {
      // What it would count with is gone, so that it could only count wrongly.
      return;
    }
    attribution.know(state);
    Moment read = events.read(event);
    if (read instanceof View view) {
      if (state.views.take(view, limits.showings(), evicted -> drop(state, evicted, user))) {
        state.touch(view);
      }
    } else if (read instanceof Click click) {
      if (state.clicks.take(click, limits.clicks(), evicted -> drop(state, evicted, user))) {
        state.touch(click.anywhereKey);
      }
    } else if (read instanceof Purchase purchase) {
      state.isTouched |=
          state.purchases.take(
              purchase, limits.lines(), evicted -> attribution.takeBack(evicted, user.deltas()));
    }
  }

  private void drop(RecommendationState state, View view, UserContext user) {
    attribution.takeBack(view, user.deltas());
    state.touch(view);
  }

  private void drop(RecommendationState state, Click click, UserContext user) {
    attribution.takeBack(click, user.deltas());
    state.touch(click.anywhereKey);
  }

  @Override
  public void flush(RecommendationState state, UserContext user) {
    if (state.isTouched) {
      attribution.update(state, user.deltas());
    }
    closer.close(state, user.acceptedFromMillis());
  }

  @Override
  public long deadlineMillis(RecommendationState state) {
    return closer.deadlineMillis(state, lateHorizonMillis);
  }

  @Override
  public void contributions(RecommendationState state, UserContext user) {
    attribution.know(state);
    attribution.contributions(state, user.deltas());
  }

  @Override
  public void write(RecommendationState state, StateWriter out) {
    layout.write(state, out);
  }

  @Override
  public RecommendationState read(StateReader in, int version) {
    if (version != RecommendationLayout.LAYOUT_1) {
      throw new IllegalStateException(
          "recommendations in layout %d, the newest known is %d"
              .formatted(version, RecommendationLayout.LAYOUT_1));
    }
    return layout.read(in);
  }

  @Override
  public int heapBytes(RecommendationState state) {
    return state.heapBytes();
  }
}
