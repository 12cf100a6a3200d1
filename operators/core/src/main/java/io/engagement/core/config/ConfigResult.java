package io.engagement.core.config;

import io.engagement.core.yaml.Problems;

/** What reading a configuration gives: the configuration, or everything that is wrong with it. */
public sealed interface ConfigResult {

  /**
   * The configuration.
   *
   * @throws InvalidConfigException when there are problems
   */
  EngagementConfig config();

  /** Nothing is wrong. */
  record Valid(EngagementConfig config) implements ConfigResult {}

  /** At least one thing is wrong. */
  record Invalid(Problems problems) implements ConfigResult {
    @Override
    public EngagementConfig config() {
      throw new InvalidConfigException(problems);
    }
  }
}
