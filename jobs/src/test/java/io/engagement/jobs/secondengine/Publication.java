package io.engagement.jobs.secondengine;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.table.TableSpec;
import io.engagement.jobs.bounded.BoundedRun;
import io.engagement.jobs.bounded.RunSummary;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.oracle.PublishedRowReader;
import io.engagement.jobs.topology.ConfiguredMetrics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a bounded run of the whole topology published of the tables that SQL knows as well.
 *
 * @param summary how many records there were of each kind
 */
record Publication(PublishedRows rows, RunSummary summary) {
  /** The tables that SQL knows. */
  static final List<TableSpec> TABLES =
      MetricCatalog.tables().stream()
          .filter(
              table ->
                  Set.of(
                          "active_users",
                          "lifecycle",
                          "stickiness",
                          "retention",
                          "funnels",
                          "content",
                          "recommendations")
                      .contains(table.name()))
          .toList();

  /**
   * Runs to the end of the files.
   *
   * @param input in the order of arrival
   * @param folder takes what the run writes
   */
  static Publication of(List<Path> input, Path folder) throws Exception {
    ConfigText text = new ConfigText("engagement.yaml", SqlScripts.text("engagement.yaml"));
    EngagementConfig config = EngagementConfigReader.read(text).config();
    List<String> files = input.stream().map(Path::toString).toList();
    Path out = folder.resolve("out");
    RunSummary summary =
        new BoundedRun(config, new ConfiguredMetrics(text), files, out)
            .run(
                FlinkSettings.loadLocal(
                    Path.of("..", "conf"), Map.of(), folder.resolve("checkpoints")),
                2,
                read -> {});
    PublishedRows rows = new PublishedRows();
    for (TableSpec table : TABLES) {
      PublishedRowReader.addFile(rows, table, out.resolve(table.name() + ".jsonl"));
    }
    return new Publication(rows, summary);
  }
}
