package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.flink.checkpoint.StartMode;
import org.junit.jupiter.api.Test;

class StartRulesTest {
  @Test
  void publishingAgainDoesNotGoWithRowsThatNoStateHolds() {
    StartRules republish = StartRules.STRICT.with(StartMode.REPUBLISH);
    assertThat(republish.withOnChange("active=drop").onChange())
        .containsEntry("active", OnChange.DROP);
    assertThatThrownBy(() -> republish.withOnChange("active=keep"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--republish");
  }

  @Test
  void otherWordsAreRefused() {
    assertThatThrownBy(() -> StartRules.STRICT.withOnChange("active=forget"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--on-change active=forget is not METRIC=drop or METRIC=keep");
  }
}
