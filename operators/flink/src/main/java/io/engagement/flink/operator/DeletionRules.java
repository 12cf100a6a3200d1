package io.engagement.flink.operator;

import io.engagement.core.config.DeletionConfig;
import io.engagement.core.identity.Deletion;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a job deletes users.
 *
 * @param retracts whether what they counted is taken back
 * @param rememberFacts how long the keys of facts are kept, wall-clock time
 * @param known deletions from before the first event
 */
public record DeletionRules(boolean retracts, Duration rememberFacts, List<KnownDeletion> known)
    implements Serializable {

  /**
   * A deletion that is known from the start.
   *
   * @param atMillis events from before it never count, epoch milliseconds
   */
  public record KnownDeletion(String id, long atMillis) implements Serializable {}

  public DeletionRules {
    known = new ArrayList<>(known);
  }

  /** As they are configured. */
  public static DeletionRules of(DeletionConfig config) {
    return of(config, List.of());
  }

  /**
   * As they are configured.
   *
   * @param known deletions from before the first event
   */
  public static DeletionRules of(DeletionConfig config, List<Deletion> known) {
    return new DeletionRules(
        config.aggregates() == DeletionConfig.Aggregates.RETRACT,
        Duration.ofMillis(config.rememberFactsMillis()),
        known.stream()
            .map(deletion -> new KnownDeletion(deletion.id(), deletion.atMillis()))
            .toList());
  }
}
