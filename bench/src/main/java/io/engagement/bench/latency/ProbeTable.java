package io.engagement.bench.latency;

import io.engagement.bench.Arguments.BadOptionException;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.score.ScoreDefinition;
import io.engagement.core.metric.sessions.SessionsDefinition;

/**
 * Where an event of a user who is new becomes a row of its own with the next checkpoint.
 *
 * @param name with a column {@code user_id}
 */
record ProbeTable(String name, String metric) {

  /**
   * The table of the first definition that will do.
   *
   * @throws BadOptionException when none will
   */
  static ProbeTable of(String definitions) throws BadOptionException {
    ConfigText text = new ConfigText("the definitions", definitions);
    for (ConfiguredMetric<?> metric : EngagementConfigReader.read(text).config().metrics()) {
      if (metric.definition() instanceof ScoreDefinition score && score.publish().isImmediate()) {
        return new ProbeTable("user_engagement", metric.id());
      }
      if (metric.definition() instanceof SessionsDefinition sessions
          && sessions.publish().isImmediate()) {
        return new ProbeTable("sessions", metric.id());
      }
    }
    throw new BadOptionException(
        "latency is measured by rows of sessions or score with publish: changes, and there are"
            + " none: add one to the definitions");
  }
}
