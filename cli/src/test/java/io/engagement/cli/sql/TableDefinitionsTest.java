package io.engagement.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableDefinitionsTest {

  /** With a bare offset every query would fail. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, Europe/Berlin",
    "+02:00, GMT+02:00",
    "UTC-03:30, GMT-03:30",
    "UTC, UTC",
    "Z, UTC"
  })
  void theZoneOfDaysIsOneThatFlinkTakes(String zone, String expected) {
    String yaml = "time: {zone: \"%s\"}\nmetrics: {sessions: [{id: web}]}\n".formatted(zone);
    EngagementConfig config =
        EngagementConfigReader.read(new ConfigText("engagement.yaml", yaml)).config();
    assertThat(TableDefinitions.session(config, Path.of("tables")))
        .contains("SET 'table.local-time-zone' = '" + expected + "';");
  }
}
