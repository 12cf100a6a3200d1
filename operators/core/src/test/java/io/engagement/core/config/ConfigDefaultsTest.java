package io.engagement.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.EngagementConfig.DedupConfig;
import io.engagement.core.config.SourceConfig.Format;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.config.SourceConfig.StartPosition;
import io.engagement.core.event.EventClock;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.activeusers.ActiveUsersDefinition;
import io.engagement.core.metric.activeusers.ActiveUsersFamily;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsFamily;
import io.engagement.core.session.Publish;
import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigDefaultsTest {

  @Test
  void everythingButMetricsHasADefault() {
    EngagementConfig config =
        EngagementConfigReader.read(
                new ConfigText(
                    "engagement.yaml", "metrics: {active-users: [{id: a}], sessions: [{id: s}]}"))
            .config();

    assertThat(config)
        .isEqualTo(
            new EngagementConfig(
                "engagement",
                new TimeConfig(
                    ZoneId.of("UTC"),
                    DayOfWeek.MONDAY,
                    10_000,
                    30_000,
                    259_200_000,
                    300_000,
                    3_600_000,
                    EventClock.AUTO),
                new SourceConfig(
                    new KafkaSource(
                        "localhost:9092",
                        List.of("events"),
                        StartPosition.EARLIEST,
                        ClientProperties.NONE),
                    Format.SEGMENT),
                IdentityConfig.DEFAULT,
                DeletionConfig.DEFAULT,
                new DedupConfig(86_400_000, 7_776_000_000L, DedupConfig.OnCollision.DROP),
                new LimitsConfig(100_000, 1_000, 100),
                null,
                Map.of(),
                Vocabulary.DEFAULT,
                new SinksConfig(null, null),
                RetentionConfig.DEFAULT,
                List.of(
                    new ConfiguredMetric<>(
                        new ActiveUsersFamily(),
                        new ActiveUsersDefinition(
                            "a",
                            EventMatcher.ANY,
                            List.of(Period.DAY, Period.WEEK, Period.MONTH),
                            List.of())),
                    new ConfiguredMetric<>(
                        new SessionsFamily(),
                        new SessionsDefinition(
                            "s",
                            EventMatcher.ANY,
                            null,
                            1_800_000,
                            SessionsDefinition.Boundary.INCLUSIVE,
                            Set.of(),
                            SessionsDefinition.Bounce.NOT_ENGAGED,
                            null,
                            10_000,
                            5_000,
                            Publish.CHANGES,
                            "USD",
                            List.of())))));
  }
}
