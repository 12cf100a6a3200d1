package io.engagement.jobs;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.InvalidConfigException;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.kafka.LostTransactions;
import io.engagement.flink.source.LostRecords;
import io.engagement.flink.state.SavedState;
import io.engagement.flink.state.UnusableStateException;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.stream.StartRules;
import io.engagement.jobs.stream.StreamingJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Main class of the job jar, for {@code flink run -c io.engagement.jobs.EngagementJob job.jar
 * --config engagement.yaml}. Checkpointing, state backend and restarts are the cluster's
 * configuration.
 *
 * <pre>
 * --config FILE          the configuration, where this program runs
 * --config-text BASE64   or its content, for a cluster that does not have the file
 * --takeover             start without state although the tables hold something: they are rebuilt
 * --republish            start from a state that is older than the tables, or whose commits the
 *                        database has lost: every row of the state is published again
 * --accept-lost-transactions
 *                        go on although a transaction of the Kafka sink is gone, and its rows with it
 * --accept-lost-records  go on although records of the input that were not read yet are gone, or a
 *                        topic was made again: from the earliest record there is
 * --on-change METRIC=drop|keep
 *                        what becomes of the rows of a definition that was removed or changed
 * </pre>
 */
public final class EngagementJob {
  private static final String USAGE =
      "usage: EngagementJob (--config FILE | --config-text BASE64)"
          + " [--takeover | --republish] [--accept-lost-transactions] [--accept-lost-records]"
          + " [--on-change METRIC=drop|keep ...]";

  private EngagementJob() {}

  /**
   * Submits the job.
   *
   * @throws InvalidConfigException with all problems of the configuration
   * @throws IllegalArgumentException for other arguments
   */
  public static void main(String[] args) throws Exception {
    @Nullable ConfigText text = null;
    StartRules start = StartRules.STRICT;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--config" -> text = ConfigText.of(Path.of(value(args, ++i)));
        case "--config-text" -> text = decoded(value(args, ++i));
        case "--takeover" -> start = start.with(StartMode.TAKEOVER);
        case "--republish" -> start = start.with(StartMode.REPUBLISH);
        case "--accept-lost-transactions" -> start = start.with(LostTransactions.ACCEPT);
        case "--accept-lost-records" -> start = start.with(LostRecords.ACCEPT);
        case "--on-change" -> start = start.withOnChange(value(args, ++i));
        default -> throw new IllegalArgumentException("unknown argument " + args[i] + "\n" + USAGE);
      }
    }
    if (text == null) {
      throw new IllegalArgumentException("the configuration is missing\n" + USAGE);
    }
    submit(StreamingJob.of(text, start));
  }

  /** The arguments that hand a configuration over by its content. */
  public static List<String> arguments(ConfigText text, StartRules start) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--config-text");
    byte[] yaml = text.yaml().getBytes(StandardCharsets.UTF_8);
    arguments.add(Base64.getUrlEncoder().withoutPadding().encodeToString(yaml));
    switch (start.tables()) {
      case CONTINUE -> {}
      case TAKEOVER -> arguments.add("--takeover");
      case REPUBLISH -> arguments.add("--republish");
    }
    if (start.transactions() == LostTransactions.ACCEPT) {
      arguments.add("--accept-lost-transactions");
    }
    if (start.records() == LostRecords.ACCEPT) {
      arguments.add("--accept-lost-records");
    }
    for (String word : start.onChangeWords()) {
      arguments.addAll(List.of("--on-change", word));
    }
    return arguments;
  }

  private static ConfigText decoded(String base64) {
    byte[] yaml = Base64.getUrlDecoder().decode(base64);
    return new ConfigText("engagement.yaml", new String(yaml, StandardCharsets.UTF_8));
  }

  private static String value(String[] args, int index) {
    if (index >= args.length) {
      throw new IllegalArgumentException(args[index - 1] + " needs a value\n" + USAGE);
    }
    return args[index];
  }

  /** State that only the cluster can see, the cluster refuses. */
  private static void check(StreamingJob job, @Nullable String path) throws IOException {
    if (path == null) {
      job.check(null);
      return;
    }
    SavedState state;
    try {
      state = SavedState.at(path);
    } catch (UnusableStateException notSeenFromHere) {
      return;
    }
    job.check(state);
  }

  private static void submit(StreamingJob job) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    Configuration cluster = new Configuration();
    cluster.addAll((Configuration) env.getConfiguration());
    Configuration settings = FlinkSettings.ofJob(cluster);
    settings.set(PipelineOptions.NAME, job.name());
    env.configure(settings);
    job.define(env);
    check(job, cluster.get(StateRecoveryOptions.SAVEPOINT_PATH));
    job.prepare();
    env.execute(job.name());
  }
}
