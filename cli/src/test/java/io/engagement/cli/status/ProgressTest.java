package io.engagement.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void anInputThatHasEndedIsNotBehind() {
    assertThat(Progress.of(7, "2026-03-01T11:59:00Z", NOW).watermarkLag())
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(Progress.of(7, "infinity", NOW).watermarkLag()).isEqualTo(Duration.ZERO);
    assertThat(Progress.of(7, "-infinity", NOW).watermarkLag()).isNull();
    assertThat(Progress.of(7, null, NOW)).isEqualTo(new Progress(7, null));
  }
}
