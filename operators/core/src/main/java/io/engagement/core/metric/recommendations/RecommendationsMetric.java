package io.engagement.core.metric.recommendations;

import io.engagement.core.event.UserEvent;
import io.engagement.core.history.Moment;
import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import java.util.List;

/**
 * Recommendations: impressions, the clicks on them and what was bought after these.
 *
 * <p>An event is put among the user's impressions, clicks or orders; {@link #flush} decides again
 * what belongs to what and emits what changed.
 *
 * <p>Kept of a user: impressions, clicks and orders as long as a late event could change what they
 * belong to; of each item clicked the last click, as long as an order can still belong to it; the
 * keys of what was shown, as long as it may be repeated. Expired by event time, a UTC day at a
 * time.
 */
public final class RecommendationsMetric implements UserMetric<RecommendationState> {
  /** How many items, clicks and line items of a user and UTC day are looked at. */
  record Limits(int items, int clicks, int lines) {
    static final Limits DEFAULT = new Limits(2_000, 500, 500);
  }

  private final DefinitionKey key;
  private final Limits limits;
  private final RecommendationEvents events;
  private final Attribution attribution;
  private final RecommendationExpiry expiry;
  private final RecommendationCodec codec;
  private final long openMillis;

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
    this.key = setup.key("recommendations", definition.id(), meaning(definition, setup));
    this.limits = limits;
    this.openMillis = definition.clickWindowMillis() + definition.conversionWindowMillis();
    this.events = new RecommendationEvents(definition, setup, breakdowns);
    this.attribution = new Attribution(windows, new RecommendationCells(key, breakdowns));
    this.expiry = new RecommendationExpiry(windows, attribution, setup.lateHorizonMillis());
    this.codec =
        new RecommendationCodec(setup.calendar(), new BreakdownBits(breakdowns), breakdowns.size());
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

  /** A click after the impression, an order after the click. */
  @Override
  public long openMillis() {
    return openMillis;
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
    attribution.know(state);
    Moment read = events.read(event);
    if (read instanceof Impressions shown) {
      if (state.impressions.add(shown, limits.items(), evicted -> drop(state, evicted, user))) {
        state.touch(shown);
      }
    } else if (read instanceof Click click) {
      if (state.clicks.add(click, limits.clicks(), evicted -> drop(state, evicted, user))) {
        state.touch(click.anywhereKey);
      }
    } else if (read instanceof Purchase purchase) {
      state.isTouched |=
          state.purchases.add(
              purchase, limits.lines(), evicted -> attribution.takeBack(evicted, user.deltas()));
    }
  }

  private void drop(RecommendationState state, Impressions shown, UserContext user) {
    attribution.takeBack(shown, user.deltas());
    state.touch(shown);
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
    expiry.expire(state, user.acceptedFromMillis());
  }

  @Override
  public void merge(RecommendationState into, RecommendationState from, UserContext user) {
    into.merge(from, limits);
  }

  @Override
  public long deadlineMillis(RecommendationState state) {
    return expiry.deadlineMillis(state);
  }

  @Override
  public void contributions(RecommendationState state, UserContext user) {
    attribution.know(state);
    attribution.contributions(state, user.deltas());
  }

  @Override
  public void write(RecommendationState state, StateWriter out) {
    codec.write(state, out);
  }

  @Override
  public RecommendationState read(StateReader in, int version) {
    return codec.read(in);
  }

  @Override
  public boolean isEmpty(RecommendationState state) {
    return state.isEmpty();
  }

  @Override
  public int heapBytes(RecommendationState state) {
    return state.heapBytes();
  }
}
