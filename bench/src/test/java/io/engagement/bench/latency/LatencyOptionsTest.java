package io.engagement.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.bench.Arguments.BadOptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyOptionsTest {
  @TempDir Path folder;

  private static LatencyOptions parse(String options) throws BadOptionException, IOException {
    return LatencyOptions.parse(("--output out " + options).strip().split(" ", -1));
  }

  @Test
  void twoIntervalsAtHalfAndNearlyAllThatIsSustainedUnlessToldOtherwise() throws Exception {
    LatencyOptions options = parse("--suite latency");
    assertThat(options.checkpointSeconds()).containsExactly(1, 10);
    assertThat(options.loads()).containsExactly(0.5, 0.9);
    assertThat(options.rates()).isNull();
    assertThat(options.warmUp()).isEqualTo(1_000_000);
    assertThat(ProbeTable.of(options.definitions())).isEqualTo(new ProbeTable("sessions", "web"));
  }

  @Test
  void listsAreJoinedByCommas() throws Exception {
    LatencyOptions options = parse("--checkpoints 2,5,30 --rate 500,2000.5");
    assertThat(options.checkpointSeconds()).containsExactly(2, 5, 30);
    assertThat(options.rates()).containsExactly(500.0, 2000.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--load half; --load half: 'half' is no number above 0 and up to 2",
        "--load 0.5,; --load 0.5,: '' is no number above 0 and up to 2",
        "--load 3; '3' is no number above 0 and up to 2",
        "--rate 0; '0' is no number above 0 and up to 10000000",
        "--rate 5 --load 1; --rate and --load exclude each other",
        "--checkpoints 1.5; seconds are whole numbers",
        "--checkpoints 0; '0' is no number above 0 and up to 600",
        "--seconds 0; --seconds 0 is no whole number of at least 1",
        "--probes 1000; --probes 1000 is no whole number from 1 to 200",
        "--rounds 3; there is no option --rounds"
      })
  void whatCannotBeIsRefused(String options, String why) {
    assertThatThrownBy(() -> parse(options))
        .isInstanceOf(BadOptionException.class)
        .hasMessageContaining(why);
  }

  @Test
  void definitionsWithoutRowsOfNewUsersAreRefused() throws Exception {
    Path config = Files.writeString(folder.resolve("a.yaml"), "metrics: {active-users: [{id: a}]}");
    assertThatThrownBy(() -> parse("--config " + config))
        .isInstanceOf(BadOptionException.class)
        .hasMessageContaining("sessions or score with publish: changes");
  }
}
