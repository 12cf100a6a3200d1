package io.engagement.jobs.topology;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.DeletionConfig;
import io.engagement.core.config.DeletionConfig.ControlTopic;
import io.engagement.core.identity.Deletion;
import io.engagement.core.table.RowChange;
import io.engagement.flink.operator.ControlOperator;
import io.engagement.flink.operator.DeletionRules;
import io.engagement.flink.operator.Outputs;
import io.engagement.flink.serde.DeletionSerializer;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.source.ControlRecord;
import io.engagement.flink.source.ControlSource;
import io.engagement.flink.state.StateCatalog;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be deleted.
 *
 * @param rules how
 * @param deletions as they are asked for; null when all are known from the start
 * @param rows what becomes of each request; null when there is none
 */
public record ControlInput(
    DeletionRules rules,
    @Nullable DataStream<Deletion> deletions,
    @Nullable DataStream<RowChange> rows) {

  /**
   * Requests of the control topic.
   *
   * @param group consumer group, for monitoring only
   */
  public static ControlInput ofTopic(
      StreamExecutionEnvironment env, ControlTopic topic, String group, DeletionConfig config) {
    Outputs outputs = Outputs.of(MetricCatalog::tables);
    SingleOutputStreamOperator<Deletion> deletions =
        env.fromSource(
                new ControlSource(topic, group),
                ControlSource.watermarks(),
                "Read requests from Kafka")
            .uid(StateCatalog.CONTROL_SOURCE)
            .setParallelism(1)
            .transform(
                "Take requests in",
                DeletionSerializer.TYPE,
                new ControlOperator(outputs, topic.topic()))
            .setParallelism(1)
            .uid(StateCatalog.CONTROL);
    return new ControlInput(
        DeletionRules.of(config), deletions, deletions.getSideOutput(outputs.rows()));
  }

  /**
   * Requests that are all known before the first event: whatever they delete never counts, and the
   * result does not depend on when they would have been read.
   *
   * @param name stands for the topic in rows of requests that cannot be carried out
   */
  public static ControlInput ofRequests(
      StreamExecutionEnvironment env,
      List<ControlRecord> requests,
      String name,
      DeletionConfig config) {
    List<Deletion> deletions = new ArrayList<>();
    List<RowChange> rows = new ArrayList<>();
    requests.forEach(request -> ControlOperator.read(request, name, deletions::add, rows::add));
    DeletionRules rules = DeletionRules.of(config, deletions);
    if (rows.isEmpty()) {
      return new ControlInput(rules, null, null);
    }
    DataStream<RowChange> told =
        env.fromData(rows, new RowChangeTypeInfo(MetricCatalog::tables))
            .uid(StateCatalog.CONTROL_SOURCE);
    return new ControlInput(rules, null, told);
  }
}
