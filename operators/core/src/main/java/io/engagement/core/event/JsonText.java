package io.engagement.core.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * An array or object of the input, kept as its compact JSON text (no white space outside strings,
 * members in their original order).
 *
 * @param text the JSON
 */
public record JsonText(String text) {
  /**
   * Parsers of such texts. The text was checked where it was decoded, so a second reader sets no
   * limits; and it keeps no table of member names, which an input of colliding names would fill
   * until it throws.
   */
  static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();
}
