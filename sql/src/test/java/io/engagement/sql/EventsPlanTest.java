package io.engagement.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.catalog.Catalog;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people ask of the input can be planned, in both modes. */
class EventsPlanTest {
  private static final EngagementConfig CONFIG =
      EngagementConfigReader.read(
              new ConfigText("engagement.yaml", "metrics: {active-users: [{id: active}]}"))
          .config();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM kafka.events",
        "SELECT event_time FROM kafka.events LIMIT 5",
        "SELECT event, event_time FROM kafka.events WHERE event_time > TIMESTAMP '2024-03-01 00:00:00'",
        "SELECT MIN(event_time), MAX(event_time), COUNT(*) FROM kafka.events",
        "SELECT CAST(event_time AS DATE) AS d, COUNT(DISTINCT userId) FROM kafka.events GROUP BY CAST(event_time AS DATE)",
        "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE kafka.events, DESCRIPTOR(event_time), INTERVAL '1' HOUR)) GROUP BY window_start, window_end",
        "SELECT event_time, `event` FROM kafka.events /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */ WHERE event = 'A' ORDER BY event_time LIMIT 3",
        "SELECT CAST(event_time AS DATE), event, COUNT(*) FROM kafka.events /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */ GROUP BY CAST(event_time AS DATE), event",
        "SELECT event_time FROM kafka.events /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */",
        "SELECT DATE_FORMAT(event_time, 'yyyy-MM-dd HH:mm'), COUNT(*) FROM kafka.events /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */ GROUP BY DATE_FORMAT(event_time, 'yyyy-MM-dd HH:mm')",
        "SELECT FLOOR(event_time TO HOUR), COUNT(*) FROM kafka.events /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */ GROUP BY FLOOR(event_time TO HOUR)",
        "SELECT event_time, append_time FROM kafka.events WHERE append_time > event_time",
        "SELECT window_start, window_end, COUNT(DISTINCT userId) FROM TABLE(HOP(TABLE kafka.events, DESCRIPTOR(event_time), INTERVAL '5' MINUTE, INTERVAL '1' HOUR)) GROUP BY window_start, window_end",
        "SELECT COUNT(*) FROM kafka.events WHERE event_time > CURRENT_TIMESTAMP - INTERVAL '1' DAY",
        "SELECT COALESCE(event_time, append_time) FROM kafka.events",
        "SELECT type, COUNT(*) FROM kafka.events WHERE event_time IS NOT NULL GROUP BY type"
      })
  void questionsAboutEventTimeCanBePlannedWhateverTheModeWas(String sql) {
    TableEnvironment streaming = SqlSession.streaming(CONFIG).tables();
    TableEnvironment batch = SqlSession.batch(CONFIG).tables();
    String bounded = "ALTER TABLE kafka.events SET ('scan.bounded.mode' = 'latest-offset')";
    streaming.executeSql(bounded);
    batch.executeSql(bounded);
    assertThat(streaming.explainSql(sql)).contains("events");
    assertThat(batch.explainSql(sql)).contains("events");
    assertThat(with(batch, EnvironmentSettings.inStreamingMode()).explainSql(sql))
        .contains("events");
    assertThat(with(streaming, EnvironmentSettings.inBatchMode()).explainSql(sql))
        .contains("events");
  }

  /** The same tables in another mode, as after SET 'execution.runtime-mode' in the client. */
  @SuppressWarnings("deprecation") // the other way to register a catalog makes a new one
  private static TableEnvironment with(TableEnvironment created, EnvironmentSettings mode) {
    TableEnvironment other = TableEnvironment.create(mode);
    Catalog catalog = created.getCatalog(created.getCurrentCatalog()).orElseThrow();
    other.registerCatalog("engagement", catalog);
    other.useCatalog("engagement");
    return other;
  }
}
