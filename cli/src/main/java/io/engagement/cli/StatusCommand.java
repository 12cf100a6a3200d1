package io.engagement.cli;

import io.engagement.cli.status.Health;
import io.engagement.cli.status.InputHealth;
import io.engagement.cli.status.JobHealth;
import io.engagement.cli.status.KafkaSinkHealth;
import io.engagement.cli.status.PostgresHealth;
import io.engagement.cli.status.Progress;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.SinksConfig.KafkaSink;
import io.engagement.core.config.SinksConfig.PostgresSink;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code engage status}: how a job is doing. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Say how a job is doing; exits with 0 when it is healthy, else with 1.",
      "The job of the configuration, submitted or local: its state, checkpoints, how far it has read,"
          + " what the sinks show, what became of the records.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StatusCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin JobOption job;

  @Override
  public Integer call() throws Exception {
    JobOption.Found found = job.find();
    EngagementConfig config = found.config();
    Health health = new Health();
    Duration tolerated =
        JobHealth.look(found.client()::get, found.job().id(), FlinkClient::reason, health);
    PostgresSink postgres = config.sinks().postgres();
    Map<String, Progress> read = new HashMap<>();
    if (postgres != null) {
      read.putAll(PostgresHealth.look(postgres, config.deployment(), tolerated, health));
    }
    KafkaSink kafka = config.sinks().kafka();
    if (kafka != null) {
      read.putAll(
          KafkaSinkHealth.look(kafka, config.deployment(), tolerated, postgres == null, health));
    }
    InputHealth.look(config.source().kafka(), config.deployment(), read, health);
    PrintWriter out = spec.commandLine().getOut();
    health.lines().forEach(out::println);
    if (health.problems().isEmpty()) {
      out.println("healthy");
    } else {
      for (Health.Problem problem : health.problems()) {
        out.println("NOT HEALTHY: " + problem.found());
        out.println("hint: " + problem.todo());
      }
    }
    out.flush();
    return health.problems().isEmpty() ? Engage.DONE : Engage.FAILED;
  }
}
