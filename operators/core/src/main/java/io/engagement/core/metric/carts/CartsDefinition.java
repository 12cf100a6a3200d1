package io.engagement.core.metric.carts;

import io.engagement.core.metric.MetricDefinition;
import java.util.List;

/**
 * One {@code carts} definition of the configuration.
 *
 * @param abandonAfterMillis the pause that abandons a cart when it is exceeded
 * @param currency of lines and orders that do not say
 * @param rememberMillis how long after its last event a cart is still known by its id, and its
 *     order by its own
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record CartsDefinition(
    String id,
    long abandonAfterMillis,
    String currency,
    long rememberMillis,
    List<String> breakdowns)
    implements MetricDefinition {
  public CartsDefinition {
    breakdowns = List.copyOf(breakdowns);
  }
}
