package io.engagement.flink.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommitRangesTest {
  @Test
  void goingBackAbandonsAllCommitsSince() {
    CommitRanges ranges = CommitRanges.NONE.withAfter(5, 12);
    assertThat(ranges).hasToString("{[6,13)}");
    assertThat(ranges.contains(5)).isFalse();
    assertThat(ranges.contains(6)).isTrue();
    assertThat(ranges.contains(12)).isTrue();
    assertThat(ranges.contains(13)).isFalse();
  }

  @Test
  void goingBackFurtherTakesEarlierRangesIn() {
    CommitRanges twice = CommitRanges.NONE.withAfter(5, 12).withAfter(20, 25);
    assertThat(twice).hasToString("{[6,13),[21,26)}");
    assertThat(twice.withAfter(8, 30)).hasToString("{[6,31)}");
    assertThat(twice.withAfter(2, 30)).hasToString("{[3,31)}");
  }

  @Test
  void goingBackToTheLastCommitAbandonsNothing() {
    assertThat(CommitRanges.NONE.withAfter(7, 7)).isEqualTo(CommitRanges.NONE);
  }

  @Test
  void readsWhatItWrites() {
    for (String text : new String[] {"{}", "{[6,13)}", "{[6,13),[21,26)}"}) {
      assertThat(CommitRanges.parse(text)).hasToString(text);
    }
    assertThatThrownBy(() -> CommitRanges.parse("[6,13)"))
        .isInstanceOf(IllegalStateException.class);
  }
}
