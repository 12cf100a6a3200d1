package io.engagement.core.metric;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The published names behind the numbers in cell keys. A number that is not configured any more has
 * no name.
 *
 * @param definitions definition key to id
 * @param dimensions breakdown key to name
 */
public record DefinitionNames(Map<Integer, String> definitions, Map<Integer, String> dimensions) {
  public DefinitionNames {
    definitions = Map.copyOf(definitions);
    dimensions = Map.copyOf(dimensions);
  }

  public @Nullable String definition(int key) {
    return definitions.get(key);
  }

  /** {@code ""} for the total. */
  public @Nullable String dimension(int key) {
    return key == 0 ? "" : dimensions.get(key);
  }
}
