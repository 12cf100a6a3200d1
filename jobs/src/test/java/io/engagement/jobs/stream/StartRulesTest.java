package io.engagement.jobs.stream;

import static io.engagement.jobs.stream.StartRules.STRICT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.deployment.Definitions;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.deployment.Definitions.Wanted;
import io.engagement.flink.checkpoint.StartMode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartRulesTest {
  @Test
  void publishingAgainDoesNotGoWithRowsThatNoStateHolds() {
    StartRules republish = STRICT.with(StartMode.REPUBLISH);
    assertThat(republish.withOnChange("active=drop").onChange())
        .containsEntry("active", OnChange.DROP);
    assertThatThrownBy(() -> republish.withOnChange("active=keep"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--republish");
  }

  @Test
  void otherWordsAreRefused() {
    assertThatThrownBy(() -> STRICT.withOnChange("active=forget"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--on-change active=forget is not METRIC=drop or METRIC=keep");
  }

  @Test
  void aWordForAMetricThatNeverWasIsRefusedWithTheOneThatIsMeant() {
    Definitions before =
        Definitions.NONE.next(List.of(wanted("active"), wanted("web")), 0, 0, 0, Map.of());
    List<Wanted> now = List.of(wanted("web"));
    assertThatCode(() -> STRICT.withOnChange("active=drop").requireKnown(now, before))
        .doesNotThrowAnyException();
    assertThatCode(() -> STRICT.withOnChange("web=keep").requireKnown(now, Definitions.NONE))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                STRICT
                    .withOnChange("actve=drop")
                    .withOnChange("orders=keep")
                    .requireKnown(now, before))
        .isInstanceOf(UnknownMetricException.class)
        .hasMessage(
            "--on-change actve=drop: there is no metric actve in the configuration or in the state;"
                + " did you mean active?\n"
                + "--on-change orders=keep: there is no metric orders in the configuration or in the"
                + " state; known here: active");
    assertThatThrownBy(() -> STRICT.withOnChange("active=drop").requireKnown(now, Definitions.NONE))
        .isInstanceOf(UnknownMetricException.class)
        .hasMessage(
            "--on-change active=drop: there is no metric active in the configuration; known here:"
                + " web");
  }

  private static Wanted wanted(String id) {
    return new Wanted("active-users", id, "any", Map.of());
  }
}
