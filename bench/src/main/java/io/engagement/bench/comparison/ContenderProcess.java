package io.engagement.bench.comparison;

import io.engagement.bench.MeasuredProcess;
import io.engagement.bench.contender.Assignment;
import io.engagement.bench.contender.Contender;
import io.engagement.bench.contender.ContenderMain;
import io.engagement.bench.contender.Outcome;
import io.engagement.bench.contender.Pass;
import io.engagement.local.flink.FlinkDistribution;
import io.engagement.local.process.JavaLaunch;
import io.engagement.local.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs a contender in a JVM of its own, all of them with the same heap and collector. */
final class ContenderProcess {
  private static final Duration PATIENCE = Duration.ofHours(6);

  private final ComparisonOptions options;
  private final String password;

  /**
   * @param password of the database; empty when there is none
   */
  ContenderProcess(ComparisonOptions options, String password) {
    this.options = options;
    this.password = password;
  }

  /**
   * Runs it to its end.
   *
   * @throws IOException with the end of its log when it failed
   */
  Outcome run(Assignment assignment, Path folder, Path log) throws IOException {
    Path file = folder.resolve("assignment.json");
    Path outcome = folder.resolve("outcome.json");
    assignment.write(file);
    JavaLaunch launch =
        JavaProcess.launch(
                "Contender " + assignment.contender().id(), ContenderMain.class.getName())
            .classPath(classPath(assignment.contender()))
            .jvmFlags(FlinkDistribution.jvmFlags())
            .jvmFlags(MeasuredProcess.flags(options.heapMegabytes()))
            .environment(Pass.PASSWORD_VARIABLE, password)
            .arguments(List.of(file.toString(), outcome.toString()))
            .directory(folder);
    try (JavaProcess process = launch.start(log)) {
      if (process.awaitExit(PATIENCE) != 0) {
        throw new IOException("it failed; the end of " + log + ":\n" + process.logTail());
      }
      return Assignment.readOutcome(outcome);
    }
  }

  /** Flink and Kafka Streams bring a RocksDB each, with the same names of classes. */
  private static List<Path> classPath(Contender contender) {
    return contender == Contender.KAFKA_STREAMS
        ? MeasuredProcess.classPathOfKafkaStreams()
        : MeasuredProcess.classPath();
  }
}
