package io.engagement.core.metric;

import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.Period;
import io.engagement.core.table.RankedTable;
import java.util.List;

/** A definition as its published rows need it. */
public interface PublishedMetric {

  /** Names the definition in the keys of its cells, and what is kept for it in state. */
  DefinitionKey definition();

  /**
   * Texts for the numbers from 1 in the keys of its cells, where the table publishes labels; for
   * example the names of steps. They may change without the definition starting from scratch.
   */
  default List<String> labels() {
    return List.of();
  }

  /**
   * The periods of its cells, or how it cuts its buckets, as bits ({@link Period#bit}), where they
   * can be configured; else 0.
   */
  default int periods() {
    return 0;
  }

  /** How many ranks are published, where its table is a {@link RankedTable}. May change. */
  default int top() {
    return 0;
  }

  /**
   * How long after the end of a bucket, in milliseconds, events that are in order change its rows
   * as a matter of course. A change after that is a correction of a number that was complete.
   */
  default long openMillis() {
    return 0;
  }
}
