package io.engagement.core.table;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The published names behind the numbers in cell keys. A number that is not configured any more has
 * no name.
 *
 * @param definitions definition key to id
 * @param dimensions breakdown key to name
 * @param labels definition key to the labels of the numbers from 1 in its cells' keys
 */
public record DefinitionNames(
    Map<Integer, String> definitions,
    Map<Integer, String> dimensions,
    Map<Integer, List<String>> labels) {
  public DefinitionNames {
    definitions = Map.copyOf(definitions);
    dimensions = Map.copyOf(dimensions);
    labels = Map.copyOf(labels);
  }

  /** Names of definitions without labels. */
  public DefinitionNames(Map<Integer, String> definitions, Map<Integer, String> dimensions) {
    this(definitions, dimensions, Map.of());
  }

  public @Nullable String definition(int key) {
    return definitions.get(key);
  }

  /** {@code ""} for the total. */
  public @Nullable String dimension(int key) {
    return key == 0 ? "" : dimensions.get(key);
  }

  /** What a definition calls a number in its cells' keys; null when it has no name for it. */
  public @Nullable String label(int definitionKey, long number) {
    List<String> known = labels.getOrDefault(definitionKey, List.of());
    return number >= 1 && number <= known.size() ? known.get((int) number - 1) : null;
  }
}
