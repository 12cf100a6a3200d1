package io.engagement.core.table;

import io.engagement.core.state.StableHash;

/**
 * Names a metric definition in state.
 *
 * @param family the family's name in the configuration, for example {@code active-users}
 * @param id the definition's id, published in the {@code metric} column
 * @param meaning a stable text of all settings that change the definition's numbers
 * @param key changes with everything that changes what the definition means (not with its
 *     breakdowns): a definition that means something new starts from scratch
 */
public record DefinitionKey(String family, String id, String meaning, int key) {

  /**
   * @param meaning a stable text of all settings that change the definition's numbers
   */
  public static DefinitionKey of(String family, String id, String meaning) {
    return of(family, id, meaning, 0);
  }

  /**
   * @param epoch of {@link DefinitionLife}: a definition that is put back has a key of its own
   */
  public static DefinitionKey of(String family, String id, String meaning, int epoch) {
    String life = epoch == 0 ? "" : "\nepoch " + epoch;
    return new DefinitionKey(
        family, id, meaning, StableHash.hash32(family + '\n' + id + '\n' + meaning + life));
  }
}
