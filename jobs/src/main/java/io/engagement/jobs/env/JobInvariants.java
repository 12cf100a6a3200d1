package io.engagement.jobs.env;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * Flink's settings that the job's promises rest on. The job brings them along; a cluster that is
 * told otherwise is refused, because whoever wrote that expects it to be so.
 */
public final class JobInvariants {
  /** Key groups of every keyed state; fixed for the life of a savepoint. */
  static final int KEY_GROUPS = 720;

  private record Invariant<T>(ConfigOption<T> option, T value, String because) {
    void apply(Configuration job) {
      job.set(option, value);
    }

    void check(Configuration cluster, List<String> problems) {
      cluster
          .getOptional(option)
          .filter(configured -> !configured.equals(value))
          .ifPresent(
              configured ->
                  problems.add(
                      "%s is %s and must be %s: %s"
                          .formatted(option.key(), configured, value, because)));
    }
  }

  private static final List<Invariant<?>> ALL =
      List.of(
          new Invariant<>(
              CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
              CheckpointingMode.EXACTLY_ONCE,
              "rows would be counted twice after a failure"),
          new Invariant<>(
              CheckpointingOptions.ENABLE_UNALIGNED,
              false,
              "the sinks rely on aligned barriers, and events in flight would be judged by other"
                  + " watermarks"),
          new Invariant<>(
              PipelineOptions.MAX_PARALLELISM,
              KEY_GROUPS,
              "savepoints are divided into as many key groups"),
          new Invariant<>(
              PipelineOptions.OPERATOR_CHAINING,
              true,
              "the source and the intake chained to it share what is known of a partition"),
          new Invariant<>(
              PipelineOptions.OBJECT_REUSE,
              true,
              "the intake would move on a copy of what the source keeps of a partition"),
          new Invariant<>(
              PipelineOptions.GENERIC_TYPES, false, "state must be readable by the next version"),
          new Invariant<>(
              PipelineOptions.AUTO_GENERATE_UIDS,
              false,
              "state must be found again by the next version"),
          new Invariant<>(
              ExecutionOptions.RUNTIME_MODE,
              RuntimeExecutionMode.STREAMING,
              "the operators publish with checkpoints and watermarks"));

  private JobInvariants() {}

  /**
   * The settings.
   *
   * @throws IllegalArgumentException with everything that the cluster is told otherwise
   */
  static Configuration required(Configuration cluster) {
    List<String> problems = new ArrayList<>();
    ALL.forEach(invariant -> invariant.check(cluster, problems));
    if (cluster.get(PipelineOptions.AUTO_WATERMARK_INTERVAL).isZero()) {
      problems.add(
          PipelineOptions.AUTO_WATERMARK_INTERVAL.key()
              + " is 0 and must be more: without watermarks nothing is ever complete or closed");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "Flink is configured against what the job rests on: "
              + String.join("; ", problems)
              + ". Leave these settings out.");
    }
    Configuration job = new Configuration();
    ALL.forEach(invariant -> invariant.apply(job));
    return job;
  }
}
