package io.engagement.jobs.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.sink.files.TableFilesSink;
import io.engagement.flink.sink.kafka.EngagementKafkaSink;
import io.engagement.flink.sink.kafka.KafkaSinkOptions;
import io.engagement.flink.sink.postgres.PostgresSink;
import io.engagement.flink.sink.postgres.PostgresSinkOptions;
import io.engagement.flink.source.KafkaEvents;
import io.engagement.flink.source.LostRecords;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.StartPosition;
import io.engagement.flink.state.StateCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/**
 * The uids of the whole topology with every sink, against the list that savepoints of released
 * versions have. A uid may be added; one that is gone is a savepoint that cannot be restored.
 */
class UidManifestTest {
  private static final ConfigText CONFIG =
      new ConfigText(
          "test",
          """
          sinks:
            postgres: {url: "jdbc:postgresql://localhost/engagement"}
            kafka: {brokers: "localhost:9092"}
          metrics:
            active-users: [{id: active}]
          """);

  @Test
  void hasTheUidsThatSavepointsHave() throws IOException {
    assertThat(uids(CONFIG)).isEqualTo(listed());
  }

  @Test
  void stitchedIdsAddOperatorsAndTakeNoneAway() throws IOException {
    List<String> expected = new ArrayList<>(listed());
    expected.addAll(List.of(StateCatalog.OWNERS, StateCatalog.PEOPLE));
    Collections.sort(expected);
    assertThat(uids(new ConfigText("test", "identity: {mode: stitched}\n" + CONFIG.yaml())))
        .isEqualTo(expected);
  }

  /** Nothing that only stitched ids need lies between. */
  @Test
  void unstitchedEventsTakeOneShuffleToTheTimeline() {
    StreamGraph graph = graph(CONFIG);
    Map<String, String> operators = new TreeMap<>();
    for (StreamNode node : graph.getStreamNodes()) {
      String uid = node.getTransformationUID();
      if (uid != null && !uid.contains("sink.") && !uid.startsWith("source.")) {
        operators.put(uid, operatorOf(node) + " <- " + inputsOf(node, graph));
      }
    }
    assertThat(operators)
        .isEqualTo(
            Map.of(
                StateCatalog.INTAKE,
                "IntakeOperator <- [source.user-events]",
                StateCatalog.TIMELINE,
                "TimelineOperator <- [intake.user-events]",
                StateCatalog.CELLS,
                "CellsOperator <- [intake.user-events, ranking.items, timeline.user]",
                StateCatalog.WARNINGS,
                "CellsOperator <- [cells.metric]",
                StateCatalog.ITEM_CELLS,
                "ItemCellsOperator <- [timeline.user]",
                StateCatalog.RANKINGS,
                "RankingOperator <- [cells.items]"));
  }

  private static String operatorOf(StreamNode node) {
    return node.getOperatorFactory()
        .getStreamOperatorClass(UidManifestTest.class.getClassLoader())
        .getSimpleName();
  }

  private static List<String> inputsOf(StreamNode node, StreamGraph graph) {
    return node.getInEdges().stream()
        .map(edge -> graph.getStreamNode(edge.getSourceId()).getTransformationUID())
        .sorted()
        .toList();
  }

  private static List<String> listed() throws IOException {
    try (InputStream manifest = UidManifestTest.class.getResourceAsStream("/uids.txt")) {
      return new String(manifest.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static List<String> uids(ConfigText text) {
    return graph(text).getStreamNodes().stream()
        .map(StreamNode::getTransformationUID)
        .filter(Objects::nonNull)
        .sorted()
        .toList();
  }

  private static StreamGraph graph(ConfigText text) {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    EngagementConfig config = EngagementConfigReader.read(text).config();
    ConfiguredMetrics metrics = new ConfiguredMetrics(text);
    SingleOutputStreamOperator<SourceRecord> records =
        env.fromSource(
                KafkaEvents.source(
                    "localhost:9092",
                    List.of("events"),
                    "test",
                    new StartPosition(StartPosition.Mode.EARLIEST, 0),
                    ClientProperties.NONE,
                    metrics,
                    LostRecords.FAIL),
                KafkaEvents.watermarks(Duration.ofSeconds(10), Duration.ofSeconds(30)),
                "source")
            .uid(StateCatalog.SOURCE);
    EngagementTopology.define(
        records,
        List.of("events"),
        metrics,
        HistoryCacheBudget.share(),
        List.of(
            (rows, departures, progress) ->
                PostgresSink.attach(
                    rows.union(departures),
                    progress,
                    MetricCatalog::tables,
                    PostgresSinkOptions.of(
                        "test",
                        Objects.requireNonNull(config.sinks().postgres()),
                        StartOptions.CONTINUE)),
            (rows, departures, progress) ->
                EngagementKafkaSink.attach(
                    rows,
                    departures,
                    MetricCatalog::tables,
                    KafkaSinkOptions.of("test", Objects.requireNonNull(config.sinks().kafka())),
                    StartOptions.CONTINUE),
            (rows, departures, progress) ->
                TableFilesSink.attach(rows, MetricCatalog::tables, Path.of("out"))));
    return env.getStreamGraph(false);
  }
}
