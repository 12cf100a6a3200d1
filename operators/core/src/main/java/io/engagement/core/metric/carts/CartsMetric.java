package io.engagement.core.metric.carts;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import java.util.Arrays;
import java.util.List;

/**
 * Carts: a fact per cart, and sums by the day of the cart's creation.
 *
 * <p>What an event does to carts depends on those before it, so a user's cart events are kept in a
 * log as long as another one may come before them, after the carts as they were before. {@link
 * #flush} follows the log and emits what differs from what is published; an event that is the
 * latest of its user only goes on from there.
 *
 * <p>A cart is abandoned once the watermark has passed the last instant at which an event would
 * continue it. A late event may take it up again.
 *
 * <p>Kept of a user: the cart events of the late horizon and up to a day more, and the carts that
 * an event could still be meant for.
 */
public final class CartsMetric implements UserMetric<CartsState> {
  private static final Commerce.Kind[] KINDS = {
    Commerce.Kind.CART_CHANGED,
    Commerce.Kind.CART_VIEWED,
    Commerce.Kind.CHECKOUT,
    Commerce.Kind.ORDER,
    Commerce.Kind.REFUND
  };

  private final DefinitionKey key;
  private final int matcher;
  private final CartRules rules;
  private final List<Breakdown> breakdowns;
  private final CartCells cells;
  private final CartPublisher publisher;
  private final CartExpiry expiry;
  private final CartCodec codec;
  private final long openMillis;

  /**
   * @throws IllegalArgumentException for an unknown breakdown, or more than 64 of them
   */
  public CartsMetric(CartsDefinition definition, MetricSetup setup) {
    this(definition, CartRules.of(definition), setup);
  }

  CartsMetric(CartsDefinition definition, CartRules rules, MetricSetup setup) {
    this.breakdowns = setup.breakdowns(definition.breakdowns());
    BreakdownBits bits = new BreakdownBits(breakdowns);
    this.key = setup.key("carts", definition.id(), meaning(definition, setup));
    this.matcher =
        setup
            .schema()
            .matcher(
                new EventMatcher.AnyOf(
                    Arrays.stream(KINDS).map(setup.vocabulary()::track).toList()));
    this.rules = rules;
    this.openMillis = definition.abandonAfterMillis();
    setup.readCommerce(KINDS);
    this.cells = new CartCells(definition.id(), key, setup.calendar(), breakdowns);
    CartIds ids = new CartIds(definition.id());
    this.publisher = new CartPublisher(definition.id(), rules, ids, cells, bits.all());
    this.expiry = new CartExpiry(rules, ids, setup.lateHorizonMillis());
    this.codec = new CartCodec(rules.currency(), bits, breakdowns.size());
  }

  private static String meaning(CartsDefinition definition, MetricSetup setup) {
    return String.join(
        "\n",
        Long.toString(definition.abandonAfterMillis()),
        definition.currency(),
        Long.toString(definition.rememberMillis()),
        setup.calendar().zone().getId());
  }

  @Override
  public DefinitionKey definition() {
    return key;
  }

  /** The pause that abandons what was left behind at the end of the day. */
  @Override
  public long openMillis() {
    return openMillis;
  }

  @Override
  public int stateVersion() {
    return CartCodec.LAYOUT_3;
  }

  @Override
  public CartsState create() {
    CartsState state = new CartsState();
    state.published = List.of();
    return state;
  }

  @Override
  public boolean wants(UserEvent event) {
    return event.matches(matcher) && !event.repeatedOrder;
  }

  @Override
  public void onEvent(CartsState state, UserEvent event, UserContext user) {
    publisher.published(state, user.user());
    CartEvent read = CartEvent.of(event, breakdowns);
    boolean isLast = state.log.isEmpty() || read.isAfter(state.log.get(state.log.size() - 1));
    if (!state.log.add(read, rules.mostADay(), evicted -> {})) {
      return;
    }
    state.touched = true;
    if (!isLast) {
      state.now = null;
    } else if (state.now != null) {
      state.now.follow(read);
    }
  }

  @Override
  public void flush(CartsState state, UserContext user) {
    boolean expires =
        state.expiry.dueBefore(user.acceptedFromMillis()) != state.expiry.beforeMillis();
    if (!state.touched && !expires && user.watermarkMillis() < state.deadlineMillis) {
      return;
    }
    publisher.publish(state, user);
    if (expires && expiry.expire(state, user.user(), user.acceptedFromMillis())) {
      state.published = publisher.standing(state, user);
    }
    state.touched = false;
    state.deadlineMillis = expiry.deadlineMillis(state, publisher.published(state, user.user()));
  }

  @Override
  public void merge(CartsState into, CartsState from, UserContext user) {
    expiry.align(into, from, user.user());
    into.merge(from, rules);
  }

  @Override
  public long deadlineMillis(CartsState state) {
    return state.deadlineMillis;
  }

  @Override
  public void facts(CartsState state, UserContext user) {
    publisher.publishAllFacts(state, user);
  }

  @Override
  public void contributions(CartsState state, UserContext user) {
    for (PublishedCart cart : publisher.published(state, user.user())) {
      cells.add(user.deltas(), cart, state.countedUnder, 1);
    }
  }

  @Override
  public void write(CartsState state, StateWriter out) {
    codec.write(state, out);
  }

  @Override
  public CartsState read(StateReader in, int version) {
    return codec.read(in, version);
  }

  @Override
  public boolean isEmpty(CartsState state) {
    return state.base.isEmpty() && state.log.isEmpty();
  }

  @Override
  public int heapBytes(CartsState state) {
    int bytes = 160;
    for (Cart cart : state.base) {
      bytes += 2 * cart.heapBytes() + 120;
    }
    for (CartEvent event : state.log) {
      bytes += 2 * event.heapBytes();
    }
    return bytes;
  }
}
