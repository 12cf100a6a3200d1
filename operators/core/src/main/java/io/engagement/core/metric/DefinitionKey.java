package io.engagement.core.metric;

import io.engagement.core.state.StableHash;

/**
 * Names a metric definition in state.
 *
 * @param family the family's name in the configuration, for example {@code active-users}
 * @param id the definition's id, published in the {@code metric} column
 * @param key changes with everything that changes what the definition means (not with its
 *     breakdowns): a definition that means something new starts anew
 */
public record DefinitionKey(String family, String id, int key) {

  /**
   * @param meaning a stable text of all settings that change the definition's numbers
   */
  public static DefinitionKey of(String family, String id, String meaning) {
    return new DefinitionKey(family, id, StableHash.hash32(family + '\n' + id + '\n' + meaning));
  }
}
