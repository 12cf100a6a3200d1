package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.table.Column;
import io.engagement.core.table.TableSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Copies of all tables, kept up to date by the recipe of {@code sql/incremental/carts.sql}. */
final class IncrementalCopy {
  /** That of carts, and by other names that of every table. */
  private static final String RECIPE =
      """
      -- Keeps carts_copy like carts by what changed since the last time, however long ago that was within the time that
      -- tombstones are kept. See "Incremental models" in sql/README.md. The copy was made empty, with the same primary key:
      -- CREATE TABLE carts_copy (LIKE carts INCLUDING INDEXES); ALTER TABLE carts_copy DROP COLUMN commit_seq;

      -- All of this sees one commit.
      BEGIN ISOLATION LEVEL REPEATABLE READ;

      -- Rows that left one by one.
      DELETE FROM carts_copy AS copy
      USING tombstones AS gone, jsonb_populate_record(NULL::carts, gone.key) AS former
      WHERE gone.table_name = 'carts' AND copy.changed_at < gone.deleted_at
        AND (<copy.keys>) = (<former.keys>);

      -- Rows that left all at once: those of a definition, or all of them.
      DELETE FROM carts_copy AS copy
      USING tombstones AS gone
      WHERE gone.table_name = 'carts' AND copy.changed_at < gone.deleted_at AND <all>;
      <users>
      -- Rows that came or changed.
      INSERT INTO carts_copy (
        <columns>)
      SELECT
        <columns>
      FROM carts
      WHERE changed_at > (SELECT coalesce(max(changed_at), '-infinity') FROM carts_copy)
      ON CONFLICT (<keys>) DO UPDATE SET
        <values>;

      COMMIT;
      """;

  private static final String USERS =
      """

      -- Rows of users who were deleted: their ids are nowhere any more, but hashes of them are.
      DELETE FROM carts_copy AS copy
      USING tombstones AS gone
      WHERE gone.table_name = 'carts' AND copy.changed_at < gone.deleted_at
        AND gone.key ->> 'subject_hash' = encode(sha256(convert_to(copy.<user>, 'UTF8')), 'hex');
      """;

  /** The columns that say whom a row is about. */
  private static final Set<String> IDS = Set.of("user_id", "anonymous_id");

  private final TestDatabase database;
  private final String suffix;

  IncrementalCopy(TestDatabase database, String suffix) throws SQLException {
    this.database = database;
    this.suffix = suffix;
    database.execute(
        MetricCatalog.tables().stream()
            .map(
                table ->
                    "CREATE TABLE %1$s%2$s (LIKE %1$s INCLUDING INDEXES); ALTER TABLE %1$s%2$s DROP COLUMN commit_seq;"
                        .formatted(table.name(), suffix))
            .collect(Collectors.joining()));
  }

  void refresh() throws SQLException {
    database.execute(
        MetricCatalog.tables().stream()
            .map(table -> recipe(table).replace(table.name() + "_copy", table.name() + suffix))
            .collect(Collectors.joining()));
  }

  void equalsTheTables(String description) throws SQLException {
    String differences =
        MetricCatalog.tables().stream()
            .map(
                table ->
                    """
                    SELECT '%1$s', row_to_json(difference)::text FROM (
                      (SELECT %2$s FROM %1$s%3$s EXCEPT SELECT %2$s FROM %1$s)
                      UNION ALL (SELECT %2$s FROM %1$s EXCEPT SELECT %2$s FROM %1$s%3$s)) AS difference"""
                        .formatted(
                            table.name(),
                            names(table.columns(), "", ", ") + ", changed_at",
                            suffix))
            .collect(Collectors.joining("\nUNION ALL "));
    assertThat(database.query(differences)).as(description).isEmpty();
  }

  static String recipe(TableSpec table) {
    String users =
        table.userColumn().isEmpty()
            ? ""
            : table.columns().stream()
                .map(Column::name)
                .filter(IDS::contains)
                .map(name -> USERS.replace("<user>", name))
                .collect(Collectors.joining());
    boolean ofDefinitions =
        table.keyColumns().stream().anyMatch(column -> column.name().equals("metric"));
    return RECIPE
        .replace("<users>\n", users + '\n')
        .replace(
            "<all>",
            ofDefinitions
                ? "gone.key - 'metric' = '{}'\n"
                    + "  AND coalesce(gone.key ->> 'metric', copy.metric) = copy.metric"
                : "gone.key = '{}'")
        .replace("<copy.keys>", names(table.keyColumns(), "copy.", ", "))
        .replace("<former.keys>", names(table.keyColumns(), "former.", ", "))
        .replace("<keys>", names(table.keyColumns(), "", ", "))
        .replace("<columns>", wrapped(names(table.columns(), "", ", ") + ", changed_at"))
        .replace(
            "<values>",
            table.valueColumns().stream()
                .map(column -> quoted(column) + " = EXCLUDED." + quoted(column) + ", ")
                .collect(Collectors.joining("", "", "changed_at = EXCLUDED.changed_at"))
                .transform(IncrementalCopy::wrapped))
        .replace("carts", table.name());
  }

  /** In lines of a hundred characters. */
  private static String wrapped(String list) {
    return list.replaceAll("(.{1,98},) (?=.)|(.+)", "$1$2\n  ").stripTrailing();
  }

  private static String names(List<Column> columns, String prefix, String separator) {
    return columns.stream()
        .map(column -> prefix + quoted(column))
        .collect(Collectors.joining(separator));
  }

  /** As people write it: only words that SQL has taken are quoted. */
  private static String quoted(Column column) {
    return column.name().equals("offset") ? "\"offset\"" : column.name();
  }
}
