package io.engagement.core.table;

import java.util.Map;

/**
 * Which of its lives a definition is in. What is taken away and put back later starts from scratch
 * under keys of its own, because neither histories nor cells of its former life have seen the
 * events in between.
 *
 * @param epoch of the deployment's definitions in which this one was put in; 0 for the first
 * @param now the current epoch
 * @param parts by {@link #breakdown} or {@link #period}: the epoch in which it was put in, where
 *     that is not the definition's
 */
public record DefinitionLife(int epoch, int now, Map<String, Integer> parts) {
  /** Nothing has changed since the first start. */
  public static final DefinitionLife FIRST = new DefinitionLife(0, 0, Map.of());

  /** What a breakdown is called among the parts of a definition. */
  public static String breakdown(String name) {
    return "breakdown " + name;
  }

  /** What a period is called among the parts of a definition. */
  public static String period(Period period) {
    return "period " + period.label();
  }

  /** The epoch in which a part was put in; 0 for with the definition. */
  public int partEpoch(String part) {
    return parts.getOrDefault(part, 0);
  }
}
