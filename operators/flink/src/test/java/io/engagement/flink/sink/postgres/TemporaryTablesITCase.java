package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.flink.serde.TableIndex;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Temporary tables are as old as what the whole database has to remember. */
class TemporaryTablesITCase {
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void areMadeAnewNowAndThen() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    CheckpointWriter writer =
        new CheckpointWriter(
            database.options(),
            new TableIndex(MetricCatalog.tables()),
            CommitProbe.NONE,
            nanos::get);
    try (Connection session = PostgresSession.connect(database.options())) {
      writer.begin(session);
      try (Statement statement = session.createStatement()) {
        statement.execute("CREATE TEMPORARY TABLE stage (row text) ON COMMIT DELETE ROWS");
      }
      session.commit();

      nanos.addAndGet(CheckpointWriter.TEMPORARY_TABLES_LAST.toNanos());
      writer.begin(session);
      session.commit();
      assertThat(temporaryTables(session)).containsExactly("stage");

      nanos.incrementAndGet();
      writer.begin(session);
      session.commit();
      assertThat(temporaryTables(session)).isEmpty();
    }
  }

  private static List<String> temporaryTables(Connection session) throws Exception {
    List<String> names = new ArrayList<>();
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = pg_my_temp_schema()")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }
}
