package io.engagement.cli;

import io.engagement.core.config.ConfigResult;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config FILE}, read and checked. Mixed into the commands that need one. */
@SuppressWarnings("NullAway.Init") // picocli sets the field
final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "engagement.yaml: the metrics, where events come from and where rows go.")
  private Path file;

  Path file() {
    return file;
  }

  /**
   * The configuration.
   *
   * @throws InvalidInputException with all of its problems
   */
  EngagementConfig read() throws InvalidInputException {
    return read(file);
  }

  /** The same of a file that was named in another way. */
  static EngagementConfig read(Path file) throws InvalidInputException {
    ConfigResult result = EngagementConfigReader.read(file);
    if (result instanceof ConfigResult.Invalid invalid) {
      throw new InvalidInputException(invalid.problems().toString());
    }
    EngagementConfig config = result.config();
    try {
      Metrics.of(config);
    } catch (IllegalArgumentException impossible) {
      throw new InvalidInputException(file + ": " + impossible.getMessage());
    }
    return config;
  }

  /** The text of a configuration that has been read before. */
  ConfigText text() throws IOException {
    return ConfigText.of(file);
  }
}
