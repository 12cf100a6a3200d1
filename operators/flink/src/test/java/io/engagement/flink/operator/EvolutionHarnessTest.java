package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.deployment.Definitions;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.TableIndex;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;

/** Definitions and breakdowns come and go between savepoints; the others go on as they were. */
class EvolutionHarnessTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");

  private static final String FIRST =
      """
      breakdowns: {platform: context.device.type}
      metrics:
        active-users: [{id: active, periods: [day, rolling-7d]}]
        sessions: [{id: web, gap: 30m}]
      """;

  private static final String WITH_MORE =
      """
      breakdowns: {platform: context.device.type, page: name}
      metrics:
        active-users:
          - {id: pages, events: {type: page}, periods: [day]}
          - {id: active, periods: [day, rolling-7d], breakdowns: [platform]}
        sessions: [{id: web, gap: 30m, breakdowns: [page]}]
      """;

  private static final String WITHOUT_SESSIONS =
      """
      breakdowns: {platform: context.device.type}
      metrics:
        active-users: [{id: active, periods: [day, rolling-7d]}]
      """;

  private static final String WITH_PATHS =
      """
      breakdowns: {platform: context.device.type}
      metrics:
        active-users: [{id: active, periods: [day, rolling-7d]}]
        paths: [{id: ways, item: name, collapse: false, breakdowns: [platform]}]
        sessions: [{id: web, gap: 30m}]
        content: [{id: top, item: name}]
      """;

  private final TableIndex tables = new TableIndex(MetricCatalog.tables());
  private static final Map<String, OnChange> WORDS =
      Map.of("web", OnChange.DROP, "ways", OnChange.DROP, "top", OnChange.DROP);

  private OperatorSubtaskState savepoint;

  /** What the operator has in its state, for the names behind its keys. */
  private Definitions running = Definitions.NONE;

  @Test
  void keepsAllOthersWhenADefinitionAndBreakdownsAreAdded() throws Exception {
    Map<String, CellValue> throughout = new TreeMap<>();
    run(FIRST, 0, 60, throughout);
    run(FIRST, 60, 120, throughout);
    Map<String, Long> expected = totalsOf(throughout, "active", "web");

    savepoint = null;
    running = Definitions.NONE;
    Map<String, CellValue> changed = new TreeMap<>();
    run(FIRST, 0, 60, changed);
    run(WITH_MORE, 60, 120, changed);

    assertThat(totalsOf(changed, "active", "web")).isEqualTo(expected);
    assertThat(changed.keySet())
        .as("the new definition and the new breakdowns count from then on")
        .anyMatch(key -> key.startsWith("active_users[pages, day"))
        .anyMatch(key -> key.contains("platform, ios"))
        .anyMatch(key -> key.startsWith("session_metrics[web") && key.contains("page, Home"));
    changed.keySet().removeIf(key -> key.startsWith("input_accounting"));
    changed.forEach((key, value) -> assertThat(value.measure(0)).as(key).isGreaterThanOrEqualTo(0));
  }

  @Test
  void keepsSessionsWhenDefinitionsComeToTheirSectionAndLeaveIt() throws Exception {
    Map<String, CellValue> throughout = new TreeMap<>();
    run(FIRST, 0, 60, throughout);
    run(FIRST, 100, 180, throughout);
    Map<String, Long> expected = totalsOf(throughout, "active", "web");

    savepoint = null;
    running = Definitions.NONE;
    Map<String, CellValue> changed = new TreeMap<>();
    run(FIRST, 0, 60, changed);
    run(WITH_PATHS, 100, 150, changed);
    assertThat(changed.keySet())
        .as("paths of sessions that began since")
        .anyMatch(key -> key.startsWith("paths[ways"));
    changed.keySet().removeIf(key -> key.startsWith("input_accounting"));
    changed.forEach((key, value) -> assertThat(value.measure(0)).as(key).isGreaterThanOrEqualTo(0));
    run(FIRST, 150, 180, changed);

    assertThat(totalsOf(changed, "active", "web")).isEqualTo(expected);
  }

  @Test
  void aDefinitionThatIsPutBackCountsFromScratchAndTheOthersGoOn() throws Exception {
    Map<String, CellValue> throughout = new TreeMap<>();
    run(FIRST, 0, 60, throughout);
    run(FIRST, 60, 120, throughout);
    savepoint = null;
    Map<String, CellValue> late = new TreeMap<>();
    running = Definitions.NONE;
    run(WITHOUT_SESSIONS, 0, 90, late);
    run(FIRST, 90, 120, late);

    savepoint = null;
    running = Definitions.NONE;
    Map<String, CellValue> interrupted = new TreeMap<>();
    run(FIRST, 0, 60, interrupted);
    interrupted.keySet().removeIf(key -> key.startsWith("session_metrics"));
    run(WITHOUT_SESSIONS, 60, 90, interrupted);
    run(FIRST, 90, 120, interrupted);

    assertThat(totalsOf(interrupted, "active")).isEqualTo(totalsOf(throughout, "active"));
    assertThat(totalsOf(interrupted, "web"))
        .as("as if there had been no sessions before")
        .isEqualTo(totalsOf(late, "web"));
  }

  /** Goes on from the last savepoint, takes the events of some minutes, and takes another. */
  private void run(String yaml, int fromMinute, int toMinute, Map<String, CellValue> sums)
      throws Exception {
    MetricsFactory factory = TestDeployment.metrics(yaml, WORDS);
    Metrics configured = factory.create();
    running = running.next(configured.wanted(), Definitions.ALWAYS, 0, 0, WORDS);
    Metrics metrics = configured.in(running);
    TestDeployment deployment = new TestDeployment(metrics);
    try (var harness = TestDeployment.timeline(factory, savepoint)) {
      for (int minute = fromMinute; minute < toMinute; minute++) {
        for (int user = 0; user < 8; user++) {
          if ((minute + user) % (user + 1) == 0) {
            UserEvent event =
                deployment.event(
                    "u" + user,
                    "m" + minute + "-" + user,
                    NOON.plusSeconds(minute * 60L),
                    user % 2 == 0 ? "ios" : "web");
            harness.processElement(new StreamRecord<>(event));
          }
        }
      }
      harness.prepareSnapshotPreBarrier(1);
      for (CellDelta delta : TestDeployment.deltas(harness)) {
        CellTable table = (CellTable) tables.require(delta.key().tableId());
        Object[] key = table.publishedKey(delta.key(), metrics.names());
        sums.computeIfAbsent(table.name() + Arrays.toString(key), absent -> new CellValue(table))
            .merge(delta.change());
      }
      savepoint = harness.snapshot(1, 1);
    }
  }

  /** The first measure of the total rows of some definitions. */
  private static Map<String, Long> totalsOf(Map<String, CellValue> sums, String... definitions) {
    Map<String, Long> totals = new TreeMap<>();
    sums.forEach(
        (key, value) -> {
          boolean wanted =
              Arrays.stream(definitions)
                  .anyMatch(definition -> key.contains("[" + definition + ","));
          if (wanted && key.endsWith(", , ]") && value.measure(0) != 0) {
            totals.put(key, value.measure(0));
          }
        });
    return totals;
  }
}
