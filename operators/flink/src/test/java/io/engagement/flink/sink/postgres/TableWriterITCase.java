package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.CommitRanges;
import io.engagement.flink.checkpoint.LedgerRow.RepublishDue;
import io.engagement.flink.serde.PublishedText;
import io.engagement.flink.serde.SampleTables;
import io.engagement.flink.sink.postgres.TableWriter.Counts;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes through COPY arrives as it was, whatever the characters. */
class TableWriterITCase {
  private static final CommitStamp FIRST =
      new CommitStamp(1, 1, Instant.EPOCH, CommitRanges.NONE, RepublishDue.NONE);

  private static final String AWKWARD = "\t\n\r\\\"'.,;N\b\f\u000B\u0001\u007F é漢😀\u2028\uFFFD";

  @Test
  void everyTypeArrivesAsItWas() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    database.create(SampleTables.WIDE);
    long seed = 5;
    Random random = new Random(seed);
    Map<List<Object>, RowChange> expected = new LinkedHashMap<>();
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      TableWriter writer = new TableWriter(database.schema(), SampleTables.WIDE);
      for (int batch = 0; batch < 5; batch++) {
        Map<List<Object>, RowChange> changes = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
          RowChange row = awkward(SampleTables.anyRow(random), random);
          if (row.table().equals(SampleTables.WIDE)) {
            changes.put(List.of(row.key()), row);
          }
        }
        expected.putAll(changes);
        writer.prepare(connection);
        Counts counts =
            writer.write(
                connection,
                new ArrayList<>(changes.values())::forEach,
                FIRST,
                Corrections.NONE,
                (row, why) -> {
                  throw new AssertionError("seed " + seed + ", refused: " + row, why);
                });
        assertThat(counts.rejected()).isZero();
        connection.commit();
      }
      expected.values().removeIf(RowChange::isDelete);
      assertThat(readBack(connection)).as("seed %d", seed).isEqualTo(published(expected));
    }
  }

  @Test
  void decimalsArriveWithAllTheirDigits() throws Exception {
    TestDatabase database = TestDatabase.empty();
    database.execute("CREATE SCHEMA " + database.schema());
    database.create(SampleTables.EXACT);
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      TableWriter writer = new TableWriter(database.schema(), SampleTables.EXACT);
      writer.prepare(connection);
      List<RowChange> rows =
          List.of(
              SampleTables.exactRow("-0.5", "12345678901234567890123456.000000000001"),
              SampleTables.exactRow("1000", null));
      writer.write(
          connection,
          rows::forEach,
          FIRST,
          Corrections.NONE,
          (row, why) -> {
            throw new AssertionError("refused: " + row, why);
          });
      connection.commit();
    }
    assertThat(database.query("SELECT at_least, sum FROM exact ORDER BY at_least"))
        .containsExactly("-0.5|12345678901234567890123456.000000000001", "1000|null");
  }

  @Test
  void backslashDotAndBackslashNAreTexts() throws Exception {
    TestDatabase database = TestDatabase.empty();
    database.execute("CREATE SCHEMA " + database.schema());
    database.create(SinkRun.LEFT);
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      TableWriter writer = new TableWriter(database.schema(), SinkRun.LEFT);
      writer.prepare(connection);
      List<RowChange> rows = new ArrayList<>();
      for (String text : List.of("\\.", "\\N", "", "\\", "a\\.\nb", "\\.\n")) {
        rows.add(SinkRun.left(text, rows.size()));
      }
      writer.write(connection, rows::forEach, FIRST, Corrections.NONE, (row, why) -> rows.clear());
      connection.commit();
    }
    assertThat(
            database.query(
                "SELECT replace(name, chr(10), '<nl>') FROM left_numbers ORDER BY number"))
        .containsExactly("\\.", "\\N", "", "\\", "a\\.<nl>b", "\\.<nl>");
  }

  private static RowChange awkward(RowChange row, Random random) {
    if (!row.table().equals(SampleTables.WIDE) || random.nextBoolean()) {
      return row;
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int at = random.nextInt(AWKWARD.length() - 1);
      text.append(AWKWARD.charAt(at));
      if (Character.isHighSurrogate(AWKWARD.charAt(at))) {
        text.append(AWKWARD.charAt(at + 1));
      } else if (Character.isLowSurrogate(AWKWARD.charAt(at))) {
        text.setLength(text.length() - 1);
      }
    }
    return new RowChange(row.table(), new Object[] {text.toString(), row.key()[1]}, row.values());
  }

  private static Map<List<Object>, List<Object>> readBack(Connection connection) throws Exception {
    Map<List<Object>, List<Object>> found = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM wide")) {
      while (rows.next()) {
        List<Object> values = new ArrayList<>();
        values.add(rows.getString(3));
        values.add(rows.getObject(4, Long.class));
        Integer small = rows.getObject(5, Integer.class);
        values.add(small == null ? null : small.longValue());
        values.add(rows.getObject(6, Boolean.class));
        values.add(plain(rows.getBigDecimal(7)));
        values.add(plain(rows.getBigDecimal(8)));
        LocalDate date = rows.getObject(9, LocalDate.class);
        values.add(date == null ? null : date.toString());
        OffsetDateTime at = rows.getObject(10, OffsetDateTime.class);
        values.add(at == null ? null : at.toInstant());
        String json = rows.getString(11);
        values.add(json == null ? null : json.replace(" ", ""));
        values.add(rows.getObject(12, Double.class));
        found.put(List.of(rows.getString(1), rows.getLong(2)), values);
      }
    }
    return found;
  }

  private static String plain(BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }

  private static Map<List<Object>, List<Object>> published(Map<List<Object>, RowChange> rows) {
    Map<List<Object>, List<Object>> published = new LinkedHashMap<>();
    rows.forEach(
        (key, row) -> {
          Object[] from = row.values();
          List<Object> values = new ArrayList<>(java.util.Arrays.asList(from));
          values.set(4, from[4] == null ? null : PublishedText.seconds((Long) from[4]));
          values.set(5, from[5] == null ? null : PublishedText.money((Long) from[5]));
          values.set(6, from[6] == null ? null : PublishedText.date((Long) from[6]));
          values.set(7, from[7] == null ? null : Instant.ofEpochMilli((Long) from[7]));
          published.put(key, values);
        });
    return published;
  }
}
