package io.engagement.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  private static final List<String> KNOWN =
      List.of("gap", "boundary", "breakdowns", "minimum-visit", "key-events");

  @ParameterizedTest
  @CsvSource({
    "gapp, gap",
    "gpa, gap",
    "Gap, gap",
    "breakdown, breakdowns",
    "minimum_visit, minimum-visit",
    "keyevents, key-events"
  })
  void findsTheNearestWord(String misspelt, String meant) {
    assertThat(Spelling.nearest(misspelt, KNOWN)).isEqualTo(meant);
  }

  @Test
  void findsNothingWhenNoWordIsNear() {
    assertThat(Spelling.nearest("timeout", KNOWN)).isNull();
  }

  @Test
  void hintsAtAllKnownWordsWhenNoneIsNear() {
    assertThat(Spelling.hint("timeout", List.of("gap", "id"))).isEqualTo("known here: gap, id");
  }
}
