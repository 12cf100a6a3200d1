package io.engagement.jobs.secondengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The comparison can fail: of records at every boundary the product publishes what SQL says, and
 * something else as soon as SQL draws one boundary elsewhere.
 */
class ChangedSqlITCase {
  @TempDir static Path folder;

  private static List<Path> edges = List.of();
  private static Publication published;

  @BeforeAll
  static void publishTheEdges() throws Exception {
    edges = List.of(EdgeRecords.writeTo(folder.resolve("edges.jsonl")));
    published = Publication.of(edges, folder);
  }

  @Test
  void unchangedSqlAgreesAtEveryEdge() throws Exception {
    assertThat(differencesFrom(SqlScripts.asWritten())).isEmpty();
  }

  @Test
  void aDifferenceNamesTableKeyAndBothValues() throws Exception {
    SqlScripts changed =
        SqlScripts.asWritten()
            .changed("6-recommendations.sql", "c.t - i.t <= 30 * 60000", "c.t - i.t < 30 * 60000");
    // Of eight impressions four were clicked in time, and two clicks were not: bucket, placement,
    // model, position, currency, breakdown and value; impressions, clicks, clicked impressions,
    // conversions, revenue, unattributed clicks.
    assertThat(differencesFrom(changed))
        .containsExactlyInAnyOrder(
            "recommendations[recs, 20480, edge, m, 0, , , ] is [8, 4, 4, 0, 0, 2],"
                + " expected [8, 3, 3, 0, 0, 3]",
            "recommendations[recs, 20480, edge, m, 0, , platform, (none)] is [8, 4, 4, 0, 0, 2],"
                + " expected [8, 3, 3, 0, 0, 3]",
            "recommendations[recs, 20480, edge, m, 1, , , ] is [8, 4, 4, 0, 0, 2],"
                + " expected [8, 3, 3, 0, 0, 3]",
            "recommendations[recs, 20480, edge, m, 1, , platform, (none)] is [8, 4, 4, 0, 0, 2],"
                + " expected [8, 3, 3, 0, 0, 3]");
  }

  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @MethodSource("changes")
  void aChangedPassageIsNoticed(String script, String passage, String replacement, String table)
      throws Exception {
    List<String> differences =
        differencesFrom(SqlScripts.asWritten().changed(script, passage, replacement));
    assertThat(differences).anyMatch(line -> line.startsWith(table + "["));
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        // What counts, and when it was.
        change("1-events", "t < watermark -", "t <= watermark -", "active_users"),
        change("1-events", "- 10000 AS watermark", "- 10001 AS watermark", "active_users"),
        change("1-events", "sent) >= 60000", "sent) >= 60001", "active_users"),
        change("1-events", "sent) >= 60000", "sent) >= 59999", "active_users"),
        change("1-events", "original IS NOT NULL THEN", "received IS NULL THEN", "active_users"),
        change("1-events", "received + 300000", "received + 299999", "active_users"),
        change("1-events", "received + 300000", "received + 300001", "active_users"),
        change("1-events", "AT TIME ZONE 'America/New_York'", "AT TIME ZONE 'UTC'", "active_users"),
        // How long a window is.
        change("2-actives", "range(7)", "range(6)", "active_users"),
        change("2-actives", "range(5)", "range(6)", "active_users"),
        change("2-actives", "before + step = p", "before + 2 * step >= p", "lifecycle"),
        change("2-actives", "after > p + step", "after >= p + step", "lifecycle"),
        change("2-actives", "WHEN before IS NULL THEN 'new'", "WHEN false THEN ''", "lifecycle"),
        change("3-retention", "min(p) AS cohort", "max(p) AS cohort", "retention"),
        change("3-retention", "AND r.p <= c.cohort", "AND r.p < c.cohort", "retention"),
        // Which event is which step.
        change("4-funnels", "7 * 86400000 ELSE", "7 * 86400000 - 1 ELSE", "funnels"),
        change("4-funnels", "7 * 86400000 ELSE", "7 * 86400000 + 1 ELSE", "funnels"),
        change("4-funnels", "ELSE 30 * 60000 END", "ELSE 30 * 60000 - 1 END", "funnels"),
        change("4-funnels", "BETWEEN a.times[-1] AND", "BETWEEN a.times[-1] + 1 AND", "funnels"),
        change("4-funnels", "AND NOT list_contains(a.used, e.n)", "", "funnels"),
        change("4-funnels", "x.t > a.times[3]", "x.t >= a.times[3]", "funnels"),
        change("4-funnels", "x.t < a.times[4]", "x.t <= a.times[4]", "funnels"),
        change("4-funnels", "x.t <= a.closes", "x.t < a.closes", "funnels"),
        change("4-funnels", "entry = max(entry)", "entry = min(entry)", "funnels"),
        // Where sessions begin and end.
        change("5-content", "pause > 30 * 60000", "pause >= 30 * 60000", "content"),
        change("5-content", "duration > 10000", "duration >= 10000", "content"),
        change(
            "5-content",
            "min(n) FILTER (WHERE is_view)",
            "max(n) FILTER (WHERE is_view)",
            "content"),
        // What led to what.
        change("6-recommendations", "c.t - i.t <= 30", "c.t - i.t < 30", "recommendations"),
        change("6-recommendations", "t + 5000", "t + 4999", "recommendations"),
        change("6-recommendations", "t + 5000", "t + 5001", "recommendations"),
        change("6-recommendations", "clicked_at <= 7", "clicked_at < 7", "recommendations"),
        change(
            "6-recommendations", "max_by(c.impression", "min_by(c.impression", "recommendations"),
        change("6-recommendations", "> 7 * 86400000", "> 7 * 86400000 - 1", "recommendations"),
        change("6-recommendations", "> 7 * 86400000", "> 7 * 86400000 + 1", "recommendations"));
  }

  private static Arguments change(String script, String from, String to, String table) {
    return arguments(script + ".sql", from, to, table);
  }

  private static List<String> differencesFrom(SqlScripts scripts) throws SQLException, IOException {
    try (SqlAnswers answers = SqlAnswers.to(edges, scripts, folder.resolve("spill"), step -> {})) {
      return published.rows().differencesFrom(answers.rows(Publication.TABLES));
    }
  }
}
