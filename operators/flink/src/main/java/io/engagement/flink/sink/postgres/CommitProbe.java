package io.engagement.flink.sink.postgres;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;

/** Points within a commit at which a test makes something go wrong. */
interface CommitProbe extends Serializable {
  /** Nothing goes wrong. */
  CommitProbe NONE = new CommitProbe() {};

  /** After the rows of a table, before those of the next. */
  default void afterTable(Connection connection) throws SQLException {}

  /** All is written, nothing is committed. */
  default void beforeCommit(Connection connection) throws SQLException {}

  /** The server has committed; the client does not know it yet. */
  default void afterCommit(Connection connection) throws SQLException {}
}
