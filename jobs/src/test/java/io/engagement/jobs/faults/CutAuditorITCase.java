package io.engagement.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.sink.postgres.PostgresSinkOptions;
import io.engagement.flink.sink.postgres.PostgresTables;
import io.engagement.jobs.faults.CutAuditor.Findings;
import io.engagement.local.LocalPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The auditor of the drills notices tables that do not belong together. */
class CutAuditorITCase {
  private static final List<String> CHECKPOINT =
      List.of(
          "UPDATE sink_ledger SET last_ckpt = last_ckpt + 1, offsets = '{\"events\":{\"0\":%1$d}}'",
          "UPDATE input_accounting SET next_offset = %1$d, read = %1$d, accepted = %1$d",
          "UPDATE sessions SET events = %1$d",
          "UPDATE session_metrics SET events = %1$d");

  @TempDir Path folder;

  @Test
  void aCommitOfAllTablesIsInOrderAndTablesCommittedOneByOneAreTorn() throws Exception {
    try (LocalPostgres postgres =
        LocalPostgres.builder().durability(LocalPostgres.Durability.NO_FSYNC).start()) {
      String url = postgres.createDatabase("auditor");
      migrate(postgres, url);
      try (Connection writer = connect(postgres, url);
          CutAuditor auditor = new CutAuditor(() -> connect(postgres, url))) {
        firstCheckpoint(writer);
        auditor.read();
        writer.setAutoCommit(false);
        for (String sql : CHECKPOINT) {
          execute(writer, sql.formatted(2));
          auditor.read();
        }
        writer.commit();
        auditor.read();
        Findings inOrder = auditor.findings();
        assertThat(inOrder.examples()).isEmpty();
        assertThat(inOrder.reads()).isEqualTo(6);
        assertThat(inOrder.checkpoints()).isEqualTo(2);

        for (String sql : CHECKPOINT) {
          execute(writer, sql.formatted(3));
          writer.commit();
          auditor.read();
        }
        Findings torn = auditor.findings();
        assertThat(torn.torn()).isEqualTo(CHECKPOINT.size() - 1);
        assertThat(torn.reads()).isEqualTo(10);
        assertThat(torn.interrupted()).isZero();

        execute(writer, "UPDATE sink_ledger SET last_ckpt = 1");
        writer.commit();
        auditor.read();
        assertThat(auditor.findings().torn()).isEqualTo(CHECKPOINT.size());
      }
    }
  }

  private void migrate(LocalPostgres postgres, String url) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), postgres.password());
    SecretRef secret = SecretRef.parse("${file:" + password + "}");
    PostgresTables.prepare(
        PostgresSinkOptions.of(
            "auditor",
            new SinksConfig.PostgresSink(url, postgres.user(), secret, Servers.SCHEMA),
            StartOptions.CONTINUE),
        MetricCatalog.tables());
  }

  private static void firstCheckpoint(Connection writer) throws SQLException {
    execute(
        writer,
        """
        INSERT INTO sink_ledger
          (sink_id, lineage, fence, last_ckpt, last_ckpt_fence, status, job_id, offsets)
        VALUES ('auditor', gen_random_uuid(), 1, 1, 1, 'LIVE', '', '{"events":{"0":1}}');
        INSERT INTO input_accounting
          (topic, partition, next_offset, read, accepted, duplicate, late, rejected, filtered)
        VALUES ('events', 0, 1, 1, 1, 0, 0, 0, 0);
        INSERT INTO sessions (metric, session_id, events) VALUES ('web', 's', 1);
        INSERT INTO session_metrics (metric, period, bucket, dimension, value, sessions, events)
        VALUES ('web', 'day', '2026-03-24', '', '', 1, 1);
        """);
  }

  private static void execute(Connection writer, String sql) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(LocalPostgres postgres, String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url, postgres.user(), postgres.password());
    execute(connection, "SET search_path TO " + Servers.SCHEMA);
    return connection;
  }
}
