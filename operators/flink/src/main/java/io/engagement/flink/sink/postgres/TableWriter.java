package io.engagement.flink.sink.postgres;

import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.LedgerRow.RepublishDue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Brings changes into one table within the caller's transaction. A row whose value the database
 * refuses is set aside and the others are written all the same.
 */
final class TableWriter {
  private static final int FLUSH_BYTES = 1 << 16;

  /** Rows that can be walked through more than once. */
  @FunctionalInterface
  interface Rows {
    void forEach(Consumer<RowChange> consumer);
  }

  /** What a write did. */
  record Counts(long upserted, long deleted, long rejected) {
    Counts plus(Counts other) {
      return new Counts(
          upserted + other.upserted, deleted + other.deleted, rejected + other.rejected);
    }
  }

  /** Takes a row that the database refused. */
  @FunctionalInterface
  interface RejectedRows {
    void add(RowChange row, SQLException why) throws SQLException;
  }

  private final TableStatements sql;
  private final CopyText text = new CopyText();

  /** Whether the session has the stage. */
  private boolean hasStage;

  /**
   * Whether rows of this transaction are in the stages. Its commit empties them; only where a
   * refused row has a table written in parts they are emptied in between.
   */
  private boolean isStaged;

  TableWriter(String schema, TableSpec table) {
    this.sql = new TableStatements(schema, table);
  }

  /** Begins a transaction: makes the stage unless this session has it. */
  void prepare(Connection connection) throws SQLException {
    if (!hasStage) {
      execute(connection, sql.createStage);
      hasStage = true;
    }
    isStaged = false;
  }

  /** The session has no temporary tables: it is another one, or has dropped them. */
  void forgetStage() {
    hasStage = false;
  }

  void deleteAll(Connection connection, CommitStamp stamp) throws SQLException {
    if (execute(connection, sql.deleteAll) > 0) {
      sql.tombstones.noteAll(connection, null, stamp);
    }
  }

  /**
   * Deletes the facts of a definition.
   *
   * @return how many
   */
  long deleteMetric(Connection connection, String metric, CommitStamp stamp) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.deleteMetric)) {
      statement.setString(1, metric);
      long deleted = statement.executeLargeUpdate();
      if (deleted > 0) {
        sql.tombstones.noteAll(connection, metric, stamp);
      }
      return deleted;
    }
  }

  /**
   * Deletes what the rows of the whole state, just written, show to be wrong.
   *
   * @return how many rows
   */
  long repair(Connection connection, CommitStamp stamp) throws SQLException {
    long deleted = execute(connection, sql.deleteAbandoned(stamp));
    if (stamp.due() == RepublishDue.REGRESSED && !(sql.table instanceof FactTable)) {
      deleted += execute(connection, sql.deleteStale(stamp));
      if (sql.isOfDefinitions()) {
        deleted += execute(connection, sql.deleteFormerLives(stamp));
      }
    }
    return deleted;
  }

  /**
   * @param corrections what the commit has to say about changes of complete rows
   */
  Counts write(
      Connection connection,
      Rows rows,
      CommitStamp stamp,
      Corrections corrections,
      RejectedRows rejected)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      Counts counts = merge(connection, rows, stamp, corrections);
      connection.releaseSavepoint(before);
      return counts;
    } catch (SQLException e) {
      if (!SqlErrors.isData(e)) {
        throw e;
      }
      connection.rollback(before);
      connection.releaseSavepoint(before);
      List<RowChange> all = new ArrayList<>();
      rows.forEach(all::add);
      return writeSplit(connection, all, stamp, corrections, e, rejected);
    }
  }

  /** Some of these rows are at fault: halves until the row that is stands alone. */
  private Counts writeSplit(
      Connection connection,
      List<RowChange> rows,
      CommitStamp stamp,
      Corrections corrections,
      SQLException why,
      RejectedRows rejected)
      throws SQLException {
    if (rows.size() == 1) {
      rejected.add(rows.get(0), why);
      return new Counts(0, 0, 1);
    }
    int middle = rows.size() / 2;
    Counts first =
        write(connection, rows.subList(0, middle)::forEach, stamp, corrections, rejected);
    return first.plus(
        write(
            connection, rows.subList(middle, rows.size())::forEach, stamp, corrections, rejected));
  }

  private Counts merge(Connection connection, Rows rows, CommitStamp stamp, Corrections corrections)
      throws SQLException {
    Predicate<RowChange> isCorrection =
        Corrections.areKeptOf(sql.table) ? corrections::isOne : row -> false;
    if (isStaged) {
      execute(connection, sql.emptyStage);
    }
    boolean[] deletesAny = new boolean[1];
    boolean[] correctsAny = new boolean[1];
    long upserts =
        copy(
            connection,
            sql.copyStage,
            rows,
            row -> {
              correctsAny[0] |= isCorrection.test(row);
              deletesAny[0] |= row.isDelete();
              return !row.isDelete();
            },
            this::append);
    if (deletesAny[0]) {
      make(connection, sql.createKeys, sql.emptyKeys);
      copy(connection, sql.copyKeys, rows, RowChange::isDelete, this::append);
    }
    if (correctsAny[0]) {
      make(connection, sql.createComplete, sql.emptyComplete);
      copy(connection, sql.copyComplete, rows, isCorrection, this::appendComplete);
      sql.correct(connection, corrections, stamp);
    }
    long upserted = upserts == 0 ? 0 : execute(connection, sql.upsert(stamp));
    long deleted = deletesAny[0] ? execute(connection, sql.delete(stamp)) : 0;
    isStaged = true;
    return new Counts(upserted, deleted, 0);
  }

  /** Makes a stage that few commits need. */
  private void make(Connection connection, String create, String empty) throws SQLException {
    execute(connection, create);
    if (isStaged) {
      execute(connection, empty);
    }
  }

  /** Sends the rows of one kind; no COPY is begun when there are none. */
  private long copy(
      Connection connection,
      String copySql,
      Rows rows,
      Predicate<RowChange> part,
      Consumer<RowChange> form)
      throws SQLException {
    text.clear();
    CopyTarget target = new CopyTarget(connection, copySql);
    try {
      rows.forEach(
          row -> {
            if (part.test(row)) {
              form.accept(row);
              target.rows++;
              if (text.size() >= FLUSH_BYTES) {
                target.send(text);
              }
            }
          });
      return target.finish(text);
    } catch (CopyFailed e) {
      throw e.error;
    } finally {
      target.cancelIfOpen();
    }
  }

  private void append(RowChange row) {
    text.columns(sql.table.keyColumns(), row.key(), true);
    Object[] values = row.values();
    if (values != null) {
      text.columns(sql.table.valueColumns(), values, false);
    }
    text.endRow();
  }

  private void appendComplete(RowChange row) {
    text.columns(sql.table.keyColumns(), row.key(), true);
    text.flag(row.yields());
    text.endRow();
  }

  /** Carries an SQLException out of a consumer. */
  private static final class CopyFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SQLException error;

    CopyFailed(SQLException error) {
      super(error);
      this.error = error;
    }
  }

  /** A COPY that begins with the first bytes. */
  private static final class CopyTarget {
    private final Connection connection;
    private final String copySql;
    private @Nullable CopyIn copy;
    private long rows;

    CopyTarget(Connection connection, String copySql) {
      this.connection = connection;
      this.copySql = copySql;
    }

    void send(CopyText text) {
      try {
        CopyIn open = copy;
        if (open == null) {
          open = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copySql);
          copy = open;
        }
        open.writeToCopy(text.array(), 0, text.size());
        text.clear();
      } catch (SQLException e) {
        throw new CopyFailed(e);
      }
    }

    long finish(CopyText text) throws SQLException {
      if (text.size() > 0) {
        send(text);
      }
      CopyIn open = copy;
      if (open != null) {
        open.endCopy();
      }
      return rows;
    }

    void cancelIfOpen() throws SQLException {
      CopyIn open = copy;
      if (open != null && open.isActive()) {
        open.cancelCopy();
      }
    }
  }

  private static long execute(Connection connection, String statementSql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(statementSql);
    }
  }
}
