package io.engagement.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.sink.postgres.PostgresSinkOptions;
import io.engagement.flink.sink.postgres.PostgresTables;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PostgresHealthITCase {
  private static final Duration TOLERATED = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anInputThatHasEndedIsNoFault() throws Exception {
    try (LocalPostgres server = LocalPostgres.builder().durability(Durability.NO_FSYNC).start()) {
      String url = server.createDatabase("health");
      Path password = Files.writeString(folder.resolve("password"), server.password());
      PostgresSink sink =
          new PostgresSink(
              url, server.user(), new SecretRef.InFile(password.toString()), "engagement");

      Health before = new Health();
      assertThat(PostgresHealth.look(sink, "shop", TOLERATED, before)).isEmpty();
      assertThat(before.problems()).singleElement().asString().contains("has no tables");

      PostgresTables.prepare(
          PostgresSinkOptions.of("shop", sink, StartOptions.CONTINUE), MetricCatalog.tables());
      try (Connection connection =
              DriverManager.getConnection(url, server.user(), server.password());
          Statement statement = connection.createStatement()) {
        statement.execute(
            """
            SET search_path TO engagement;
            INSERT INTO sink_ledger (sink_id, lineage, fence, last_ckpt, last_ckpt_fence, status, job_id, committed_at)
            VALUES ('shop', gen_random_uuid(), 1, 4, 1, 'LIVE', 'job', clock_timestamp());
            INSERT INTO input_accounting (topic, partition, next_offset, read, accepted, duplicate, late, rejected, filtered, watermark)
            VALUES ('events', 0, 9, 9, 9, 0, 0, 0, 0, 'infinity'), ('events', 1, 2, 2, 2, 0, 0, 0, 0, NULL)""");
      }
      Health health = new Health();
      Map<String, Progress> read = PostgresHealth.look(sink, "shop", TOLERATED, health);
      assertThat(health.problems()).isEmpty();
      assertThat(read)
          .containsEntry("events/0", new Progress(9, Duration.ZERO))
          .containsEntry("events/1", new Progress(2, null));

      Health locked = new Health();
      try (Connection other = DriverManager.getConnection(url, server.user(), server.password());
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("LOCK TABLE engagement.sink_ledger");
        assertThat(PostgresHealth.look(sink, "shop", TOLERATED, locked)).isEmpty();
      }
      assertThat(locked.problems()).singleElement().asString().contains("lock timeout");
    }
  }
}
