package io.engagement.cli;

import io.engagement.core.config.EngagementConfig;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which job is meant: that of a configuration. Mixed into the commands about a running job. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class JobOption {
  static final String DEFAULT_CLUSTER = "http://127.0.0.1:8081";

  @Mixin private ConfigOption configuration;

  @Option(
      names = "--cluster",
      paramLabel = "URL",
      converter = ClusterUrl.class,
      description = {
        "REST address of the JobManager.",
        "Default: where this deployment was started from here, else",
        DEFAULT_CLUSTER + "."
      })
  private @Nullable URI cluster;

  /** A job and the cluster that knows it. */
  record Found(EngagementConfig config, FlinkClient client, FlinkClient.Job job) {}

  EngagementConfig config() throws InvalidInputException {
    return configuration.read();
  }

  /**
   * Looks the job up.
   *
   * @throws CommandFailedException when no cluster answers or it knows no such job
   */
  Found find() throws InvalidInputException, IOException, CommandFailedException {
    EngagementConfig config = config();
    URI address = cluster;
    if (address == null) {
      address = JobAddresses.find(config.deployment()).orElse(URI.create(DEFAULT_CLUSTER));
    }
    FlinkClient client = new FlinkClient(address);
    String name = "engagement " + config.deployment();
    FlinkClient.Job job =
        client
            .jobNamed(name)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "the cluster at %s has no job '%s'%nhint: engage submit starts it; --cluster names another cluster"
                            .formatted(client.cluster(), name)));
    return new Found(config, client, job);
  }

  /** The same, and it must run. */
  Found findRunning() throws InvalidInputException, IOException, CommandFailedException {
    Found found = find();
    if (found.job().isOver()) {
      throw new CommandFailedException(
          "the job of deployment %s is %s already"
              .formatted(found.config().deployment(), found.job().state()));
    }
    return found;
  }
}
