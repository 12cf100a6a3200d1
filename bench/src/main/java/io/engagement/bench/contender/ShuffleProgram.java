package io.engagement.bench.contender;

import io.engagement.bench.MeasuredCluster;
import io.engagement.bench.MeasuredJob;
import io.engagement.bench.ProcessCost;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.event.UserEvent;
import io.engagement.flink.operator.IdentityOutputs;
import io.engagement.flink.operator.IntakeOperator;
import io.engagement.flink.operator.Outputs;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.state.StateCatalog;
import io.engagement.jobs.topology.ConfiguredMetrics;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The first third of the job: source, decoder and intake, events by user, and nothing behind it.
 */
final class ShuffleProgram implements Contender.Program {
  /** The tasks are in this process. */
  private static final LongAdder ARRIVED = new LongAdder();

  @Override
  public Outcome run(Pass pass, ProcessCost cost) throws Exception {
    ConfigText text = EngagementProgram.catalogueInto(pass, "");
    ConfiguredMetrics metrics = new ConfiguredMetrics(text);
    ARRIVED.reset();
    try (MeasuredCluster cluster = pass.cluster()) {
      StreamExecutionEnvironment env = cluster.environment();
      MeasuredJob.records(env, EngagementConfigReader.read(text).config(), metrics)
          .transform(
              "Take records in",
              IdentityOutputs.EVENTS,
              new IntakeOperator(metrics, Outputs.of(MetricCatalog::tables), List.of(pass.topic())))
          .uid(StateCatalog.INTAKE)
          .keyBy(UserKey::of, UserKey.TYPE)
          .filter(new Counting())
          .uid("filter.count")
          .sinkTo(new DiscardingSink<>())
          .uid("sink.none");
      return Outcome.ofEvents(cluster.run(env, cost), ARRIVED.sum());
    }
  }

  private static final class Counting implements FilterFunction<UserEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean filter(UserEvent event) {
      ARRIVED.increment();
      return false;
    }
  }
}
