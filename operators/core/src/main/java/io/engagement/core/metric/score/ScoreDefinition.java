package io.engagement.core.metric.score;

import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.session.Publish;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One {@code score} definition of the configuration.
 *
 * @param sessions id of the sessions definition it goes by; null for the only one
 * @param halfLifeMillis after which an event is worth half
 * @param weights what an event is worth when it happens, by its name (of a track event, page or
 *     screen); from -1000 to 1000, with up to six digits after the point
 * @param currency of orders that do not say theirs
 * @param publish whenever the user did something, once none of their sessions is open, or at most
 *     once in a time until then
 */
public record ScoreDefinition(
    String id,
    @Nullable String sessions,
    long halfLifeMillis,
    SortedMap<String, BigDecimal> weights,
    String currency,
    Publish publish)
    implements MetricDefinition {
  public ScoreDefinition {
    weights = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(weights));
  }

  /** A profile is a row per user: it is not broken down. */
  @Override
  public List<String> breakdowns() {
    return List.of();
  }
}
