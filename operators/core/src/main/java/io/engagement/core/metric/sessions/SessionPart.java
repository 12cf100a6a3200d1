package io.engagement.core.metric.sessions;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.UserEvent;
import io.engagement.core.session.PartKind;
import io.engagement.core.session.SessionEnds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/** What {@code sessions} alone keep of a session: the pages of its ends, and its orders. */
final class SessionPart {
  private final SessionEnds ends;
  private SessionOrders orders;

  private SessionPart(SessionEnds ends, SessionOrders orders) {
    this.ends = ends;
    this.orders = orders;
  }

  SessionEnds ends() {
    return ends;
  }

  SessionOrders orders() {
    return orders;
  }

  /**
   * Makes such parts.
   *
   * @param usualCurrency of an order that names none
   */
  record Kind(PartKind<SessionEnds> ends, String usualCurrency) implements PartKind<SessionPart> {

    @Override
    public SessionPart create() {
      return new SessionPart(ends.create(), SessionOrders.NONE);
    }

    @Override
    public void include(SessionPart part, UserEvent event, int place) {
      ends.include(part.ends, event, place);
      Commerce says = event.commerce;
      if (says != null && says.kind() == Commerce.Kind.ORDER && !event.repeatedOrder) {
        part.orders = part.orders.plus(SessionOrders.of(says, usualCurrency));
      }
    }

    @Override
    public void merge(SessionPart part, SessionPart other, int place) {
      ends.merge(part.ends, other.ends, place);
      part.orders = part.orders.plus(other.orders);
    }

    /** Layout 1: the ends. Layout 2: the orders after them. */
    @Override
    public void write(SessionPart part, long startMillis, StateWriter out) {
      ends.write(part.ends, startMillis, out);
      part.orders.write(out);
    }

    @Override
    public SessionPart read(StateReader in, int version, long startMillis) {
      SessionEnds read = ends.read(in, version, startMillis);
      return new SessionPart(
          read,
          version >= SessionsMetric.LAYOUT_2 ? SessionOrders.read(in) : SessionOrders.UNKNOWN);
    }

    @Override
    public int heapBytes(SessionPart part) {
      return 24 + ends.heapBytes(part.ends) + part.orders.heapBytes();
    }

    @Override
    public boolean needsViews() {
      return ends.needsViews();
    }
  }
}
