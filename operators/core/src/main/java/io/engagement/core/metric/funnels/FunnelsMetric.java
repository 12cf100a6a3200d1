package io.engagement.core.metric.funnels;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.metric.funnels.FunnelsDefinition.Order;
import io.engagement.core.metric.funnels.FunnelsDefinition.Step;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import java.util.List;

/**
 * Funnels: each user counts once per entry bucket, at the furthest step of any attempt.
 *
 * <p>An event is put into a log of the user's matching events and marks which entries it may matter
 * to; {@link #flush} follows the attempts of their buckets again and emits what changed.
 *
 * <p>Kept of a user: the matching events of a window and the late horizon; per bucket that may
 * still change, what is published and what the attempts came to that are over; the first event of
 * each step that counts it alone. Expired by event time, a UTC day at a time.
 */
public final class FunnelsMetric implements UserMetric<FunnelState> {
  /** How many events of a user and UTC day that match a step or an exclusion are looked at. */
  static final int MOST_MATCHING = 1_000;

  /** How many others of a user and UTC day are looked at in a strict funnel. */
  static final int MOST_FOREIGN = 4_000;

  private final DefinitionKey key;
  private final List<String> labels;
  private final FunnelRules rules;
  private final Breakdown[] breakdowns;
  private final int[] matchers;
  private final int[] mostOfKind;
  private final FunnelCells cells;
  private final FunnelCounter counter;
  private final FunnelExpiry expiry;
  private final FunnelCodec codec;
  private final StateWriter id = new StateWriter(64);

  /**
   * @throws IllegalArgumentException for an unknown breakdown, or more than 64 of them
   */
  public FunnelsMetric(FunnelsDefinition definition, MetricSetup setup) {
    this(definition, setup, MOST_MATCHING, MOST_FOREIGN);
  }

  FunnelsMetric(
      FunnelsDefinition definition, MetricSetup setup, int mostMatching, int mostForeign) {
    List<Breakdown> configured = setup.breakdowns(definition.breakdowns());
    BreakdownBits bits = new BreakdownBits(configured);
    this.key = setup.key("funnels", definition.id(), definition.meaning(setup.calendar()));
    this.labels = definition.steps().stream().map(Step::name).toList();
    this.rules = new FunnelRules(definition, setup.calendar());
    this.breakdowns = configured.toArray(new Breakdown[0]);
    this.matchers = matchers(definition, setup.schema());
    this.mostOfKind = new int[2];
    mostOfKind[FunnelRules.MATCHING] = mostMatching;
    mostOfKind[FunnelRules.FOREIGN] = mostForeign;
    this.cells = new FunnelCells(key, rules, configured);
    this.counter = new FunnelCounter(rules, cells, breakdowns.length);
    this.expiry = new FunnelExpiry(rules, counter, setup.lateHorizonMillis());
    this.codec = new FunnelCodec(rules, bits, breakdowns.length);
  }

  /** By bit, see {@link FunnelRules}. */
  private static int[] matchers(FunnelsDefinition definition, EventSchema.Builder schema) {
    int steps = definition.steps().size();
    int exclusions = definition.exclusions().size();
    boolean strict = definition.order() == Order.STRICT;
    int[] matchers = new int[steps + exclusions + (strict ? 1 : 0)];
    for (int i = 0; i < steps; i++) {
      matchers[i] = schema.matcher(definition.steps().get(i).events());
    }
    for (int i = 0; i < exclusions; i++) {
      matchers[steps + i] = schema.matcher(definition.exclusions().get(i).events());
    }
    if (strict) {
      EventMatcher universe = definition.universe();
      matchers[steps + exclusions] = schema.matcher(universe == null ? EventMatcher.ANY : universe);
    }
    return matchers;
  }

  @Override
  public DefinitionKey definition() {
    return key;
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public FunnelState create() {
    return new FunnelState(rules);
  }

  @Override
  public boolean wants(UserEvent event) {
    for (int matcher : matchers) {
      if (event.matches(matcher)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void onEvent(FunnelState state, UserEvent event, UserContext user) {
    long bits = 0;
    for (int i = 0; i < matchers.length; i++) {
      if (event.matches(matchers[i])) {
        bits |= 1L << i;
      }
    }
    id.clear();
    MessageIds.write(event.messageId, id);
    int kind = rules.kind(bits);
    state.add(
        new FunnelEvent(event.timeMillis, id.toBytes(), bits, kind, values(event, bits)),
        mostOfKind[kind],
        rules);
  }

  private String[] values(UserEvent event, long bits) {
    if (breakdowns.length == 0 || (bits & rules.valueBits) == 0) {
      return FunnelEvent.NO_VALUES;
    }
    String[] values = new String[breakdowns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = DimensionText.cut(DimensionText.of(event.field(breakdowns[i].slot())));
    }
    return values;
  }

  @Override
  public void flush(FunnelState state, UserContext user) {
    if (state.isTouched()) {
      counter.count(state, user.deltas());
    }
    expiry.expire(state, user.acceptedFromMillis());
  }

  @Override
  public void merge(FunnelState into, FunnelState from, UserContext user) {
    expiry.align(into, from);
    into.merge(from, mostOfKind, rules);
  }

  @Override
  public long deadlineMillis(FunnelState state) {
    return expiry.deadlineMillis(state);
  }

  @Override
  public void contributions(FunnelState state, UserContext user) {
    for (BucketRecord record : state.buckets) {
      if (record.published != null) {
        cells.add(user.deltas(), record.bucket, record.published, 1);
      }
    }
  }

  @Override
  public void write(FunnelState state, StateWriter out) {
    codec.write(state, out);
  }

  @Override
  public FunnelState read(StateReader in, int version) {
    return codec.read(in);
  }

  @Override
  public boolean isEmpty(FunnelState state) {
    return state.isEmpty();
  }

  @Override
  public int heapBytes(FunnelState state) {
    return state.heapBytes();
  }
}
