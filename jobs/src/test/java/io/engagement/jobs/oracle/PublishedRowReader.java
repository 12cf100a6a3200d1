package io.engagement.jobs.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engagement.core.laws.PlainJson;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.table.Column;
import io.engagement.core.table.TableSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads published rows back, from JSON and from PostgreSQL, as the plain values that oracles give.
 *
 * <p>Of refused records the message is left out, and reasons that only differ in which damage was
 * noticed first are one. Of definitions the meaning is left out: it is the product's own text. Of
 * owners of anonymous ids it is left out how many events came before them: some come on their way.
 */
public final class PublishedRowReader {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final Set<String> REFUSED = Set.of("rejected", "late");
  private static final Set<String> REASONS_OF_BYTES =
      Set.of(
          "EMPTY",
          "MALFORMED_JSON",
          "NOT_AN_OBJECT",
          "INVALID_UTF8",
          "TOO_DEEP",
          "NUL_CHARACTER",
          "LONE_SURROGATE");

  private PublishedRowReader() {}

  /** Adds a file of a bounded run. */
  public static void addFile(PublishedRows rows, TableSpec table, Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = JSON.readTree(line);
        rows.put(
            table.name(),
            ofJson(row, table.keyColumns()),
            values(table, ofJson(row, table.valueColumns())));
      }
    }
  }

  /**
   * Applies a record of a table's topic: sets the row, or deletes it.
   *
   * @param value null for a tombstone
   */
  public static void addRecord(PublishedRows rows, TableSpec table, byte[] key, byte[] value)
      throws IOException {
    List<Object> keys = ofJson(JSON.readTree(key), table.keyColumns());
    if (value == null) {
      rows.remove(table.name(), keys);
    } else {
      List<Object> columns = ofJson(JSON.readTree(value), table.valueColumns());
      rows.put(table.name(), keys, values(table, columns));
    }
  }

  /** Adds all rows of a table in PostgreSQL. */
  public static void addTable(
      PublishedRows rows, TableSpec table, Connection connection, String schema)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(10_000);
      String sql = "SELECT * FROM \"%s\".\"%s\"".formatted(schema, table.name());
      try (ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          rows.put(
              table.name(),
              ofResult(row, table.keyColumns()),
              values(table, ofResult(row, table.valueColumns())));
        }
      }
    }
  }

  private static List<Object> values(TableSpec table, List<Object> values) {
    if (REFUSED.contains(table.name())) {
      values.set(0, REASONS_OF_BYTES.contains(values.get(0)) ? PlainDecoder.BYTES : values.get(0));
      values.set(1, null);
    }
    if (table.name().equals("metric_definitions")) {
      values.set(0, null);
    }
    if (table.name().equals("identity_merges")) {
      values.set(3, null);
    }
    return values;
  }

  private static List<Object> ofJson(JsonNode row, List<Column> columns) {
    List<Object> values = new ArrayList<>();
    for (Column column : columns) {
      JsonNode node = row.path(column.name());
      if (node.isMissingNode()) {
        throw new IllegalArgumentException("there is no " + column.name() + " in " + row);
      }
      values.add(node.isNull() ? null : ofJson(node, column));
    }
    return values;
  }

  private static Object ofJson(JsonNode node, Column column) {
    return switch (column.type()) {
      case TEXT, BUCKET -> node.textValue();
      case LONG, INT -> node.longValue();
      case BOOLEAN -> node.booleanValue();
      case SECONDS -> whole(node.decimalValue().movePointRight(3));
      case MONEY -> whole(node.decimalValue().movePointRight(6));
      case DATE -> LocalDate.parse(node.textValue()).toEpochDay();
      case TIMESTAMP -> Instant.parse(node.textValue()).toEpochMilli();
      case JSON -> sorted(node);
      case DOUBLE -> node.doubleValue();
      case DECIMAL -> plain(node.decimalValue());
    };
  }

  private static List<Object> ofResult(ResultSet row, List<Column> columns) throws SQLException {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i);
      String name = column.name();
      if (row.getObject(name) != null) {
        values[i] =
            switch (column.type()) {
              case TEXT -> row.getString(name);
              case BUCKET -> bucket(row.getObject(name), row);
              case LONG, INT -> row.getLong(name);
              case BOOLEAN -> row.getBoolean(name);
              case SECONDS -> whole(row.getBigDecimal(name).movePointRight(3));
              case MONEY -> whole(row.getBigDecimal(name).movePointRight(6));
              case DATE -> row.getObject(name, LocalDate.class).toEpochDay();
              case TIMESTAMP ->
                  row.getObject(name, OffsetDateTime.class).toInstant().toEpochMilli();
              case JSON -> sorted(row.getString(name));
              case DOUBLE -> row.getDouble(name);
              case DECIMAL -> plain(row.getBigDecimal(name));
            };
      }
    }
    return Arrays.asList(values);
  }

  /**
   * A day, or an instant where the row's period is shorter, as topics and files have it.
   *
   * @param start a timestamp without zone, or the text that is asked for
   */
  private static String bucket(Object start, ResultSet row) throws SQLException {
    if (start instanceof Timestamp timestamp) {
      LocalDateTime local = timestamp.toLocalDateTime();
      return Set.of("hour", "rolling_5m").contains(row.getString("period"))
          ? local.toInstant(ZoneOffset.UTC).toString()
          : local.toLocalDate().toString();
    }
    return (String) start;
  }

  private static BigDecimal plain(BigDecimal number) {
    return new BigDecimal(number.stripTrailingZeros().toPlainString());
  }

  /** A {@link Long}, as oracles give, or what does not fit into one. */
  private static Object whole(BigDecimal number) {
    BigInteger whole = number.toBigIntegerExact();
    return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
  }

  private static String sorted(String json) {
    try {
      return sorted(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this is no JSON: " + json, e);
    }
  }

  /** An object of texts, as oracles write it; an array as it is. */
  private static String sorted(JsonNode object) {
    if (object.isArray()) {
      return object.toString();
    }
    TreeMap<String, Object> members = new TreeMap<>();
    object
        .properties()
        .forEach(member -> members.put(member.getKey(), member.getValue().textValue()));
    return PlainJson.compact(members);
  }
}
