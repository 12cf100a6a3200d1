package io.engagement.cli;

import io.engagement.cli.status.Health;
import io.engagement.cli.status.InputHealth;
import io.engagement.cli.status.JobHealth;
import io.engagement.cli.status.KafkaSinkHealth;
import io.engagement.cli.status.PostgresHealth;
import io.engagement.cli.status.Progress;
import io.engagement.cli.status.TopicHealth;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig;
import io.engagement.core.config.SinksConfig.KafkaSink;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.deployment.Metrics;
import io.engagement.flink.source.InputTopics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code engage doctor}: why there are no numbers. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Say why there are no numbers: looks at everything on the way from the topic to the tables.",
      "Each check says what it found and, where that is wrong, what to do. Nothing is changed. Exits"
          + " with 0 when all is well, else with 1.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DoctorCommand implements Callable<Integer> {
  /** How old what is published may be where no job says how often it makes checkpoints. */
  private static final Duration TOLERATED = Duration.ofMinutes(2);

  @Spec CommandSpec spec;

  @Mixin JobOption job;

  private PrintWriter out;
  private int problems;

  /** A check that may throw what it cannot say. */
  @FunctionalInterface
  private interface Check {
    void look(Health health) throws Exception;
  }

  @Override
  public Integer call() throws Exception {
    out = spec.commandLine().getOut();
    EngagementConfig config = job.config();
    KafkaSource source = config.source().kafka();
    if (check("configuration", health -> configuration(config, health))) {
      source(config, source);
      published(config, source);
    }
    out.println(
        problems == 0
            ? "all is well"
            : problems == 1 ? "1 thing is wrong" : problems + " things are wrong");
    out.flush();
    return problems == 0 ? Engage.DONE : Engage.FAILED;
  }

  private void source(EngagementConfig config, KafkaSource source) throws InterruptedException {
    boolean isThere =
        check(
            "brokers",
            health -> {
              InputTopics.check(source.brokers(), source.topics(), source.properties());
              health.say("source", String.join(", ", source.topics()) + " at " + source.brokers());
            });
    if (isThere && check("records", health -> TopicHealth.records(source, health))) {
      check("events", health -> TopicHealth.events(source, Metrics.of(config), health));
    }
  }

  private void published(EngagementConfig config, KafkaSource source) throws InterruptedException {
    List<Duration> tolerated = new ArrayList<>();
    check(
        "job",
        health -> {
          JobOption.Found found = job.find();
          tolerated.add(
              JobHealth.look(found.client()::get, found.job().id(), FlinkClient::reason, health));
        });
    Duration age = tolerated.isEmpty() ? TOLERATED : tolerated.get(0);
    Map<String, Progress> read = new HashMap<>();
    PostgresSink postgres = config.sinks().postgres();
    if (postgres != null) {
      check(
          "postgres",
          health -> read.putAll(PostgresHealth.look(postgres, config.deployment(), age, health)));
    }
    KafkaSink kafka = config.sinks().kafka();
    if (kafka != null) {
      check(
          "kafka",
          health ->
              read.putAll(
                  KafkaSinkHealth.look(kafka, config.deployment(), age, postgres == null, health)));
    }
    check("progress", health -> InputHealth.look(source, config.deployment(), read, health));
  }

  /** Whether a job can be started with it from here. */
  private static void configuration(EngagementConfig config, Health health) {
    health.say(
        config.deployment(),
        "definitions: %d, sinks: %s".formatted(config.metrics().size(), sinks(config.sinks())));
    config.source().kafka().properties().resolve(System::getenv);
    PostgresSink postgres = config.sinks().postgres();
    SecretRef password = postgres == null ? null : postgres.password();
    if (password != null) {
      password.resolve(System::getenv);
    }
    KafkaSink kafka = config.sinks().kafka();
    if (kafka != null) {
      kafka.properties().resolve(System::getenv);
    }
    if (config.sinks().isEmpty()) {
      health.problem(
          "the configuration names no sink: nothing is published",
          "add sinks.postgres or sinks.kafka");
    }
  }

  private static String sinks(SinksConfig sinks) {
    List<String> names = new ArrayList<>();
    if (sinks.postgres() != null) {
      names.add("postgres");
    }
    if (sinks.kafka() != null) {
      names.add("kafka");
    }
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** Looks, and prints what came of it; whether all is well. */
  private boolean check(String name, Check check) throws InterruptedException {
    Health health = new Health();
    try {
      check.look(health);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      String[] words = Failures.sentence(e).split("\\R?hint: ", 2);
      health.problem(words[0], words.length > 1 ? words[1] : "see above");
    }
    boolean isWell = health.problems().isEmpty();
    out.println((isWell ? "ok     " : "WRONG  ") + name);
    health.lines().forEach(line -> out.println("       " + line));
    for (Health.Problem problem : health.problems()) {
      out.println("       problem      " + problem.found());
      out.println("       hint         " + problem.todo());
      problems++;
    }
    out.flush();
    return isWell;
  }
}
