package io.engagement.flink.sink.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an SQLSTATE means for a commit. */
final class SqlErrors {
  private static final int CLASS_LENGTH = 2;
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private SqlErrors() {}

  /** The value of a row is at fault: out of range, a NUL in a text, a violated constraint. */
  static boolean isData(SQLException error) {
    String state = classOf(error);
    return state.equals("22") || state.equals("23");
  }

  /**
   * The same transaction may succeed later: connection lost (08), deadlock or serialization (40),
   * out of resources (53), server shutting down or session terminated (57P), I/O error (58).
   */
  static boolean isPassing(SQLException error) {
    String code = error.getSQLState();
    if (code == null) {
      return false;
    }
    return switch (classOf(error)) {
      case "08", "40", "53", "57", "58" -> true;
      default -> code.equals(LOCK_NOT_AVAILABLE);
    };
  }

  private static String classOf(SQLException error) {
    @Nullable String code = error.getSQLState();
    return code == null || code.length() < CLASS_LENGTH ? "" : code.substring(0, CLASS_LENGTH);
  }
}
