package io.engagement.flink.sink.postgres;

import io.engagement.flink.checkpoint.SinkRefusedException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/** What an SQLSTATE means for a commit. */
final class SqlErrors {
  private static final int CLASS_LENGTH = 2;
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String READ_ONLY = "25006";

  private SqlErrors() {}

  /**
   * The row is at fault: a value out of range or with a NUL (22), a violated constraint (23, 44), a
   * key that is too long for an index (54), a trigger that objects (09, P0).
   */
  static boolean isData(SQLException error) {
    return switch (classOf(error)) {
      case "09", "22", "23", "44", "54", "P0" -> true;
      default -> false;
    };
  }

  /**
   * The same transaction may succeed later: connection lost (08), deadlock or serialization (40),
   * out of resources (53), server shutting down or session terminated (57), I/O error (58), idle
   * for too long (25P), a standby that is about to be promoted.
   */
  static boolean isPassing(SQLException error) {
    String code = codeOf(error);
    return switch (classOf(error)) {
      case "08", "40", "53", "57", "58" -> true;
      case "25" -> code.equals(READ_ONLY) || code.equals("25P03") || code.equals("25P04");
      default -> code.equals(LOCK_NOT_AVAILABLE);
    };
  }

  /**
   * The error as a refusal, if no retry can help.
   *
   * @return null when it may be worth another attempt
   */
  static @Nullable SinkRefusedException refusal(SQLException error, PostgresSinkOptions options) {
    String hint =
        switch (classOf(error)) {
          case "28" ->
              "Check sinks.postgres.user (%s) and password, and what the server's pg_hba.conf allows."
                  .formatted(options.user());
          case "3D" -> "Create the database, or correct sinks.postgres.url.";
          case "3F" -> missing(options);
          case "42" ->
              switch (codeOf(error)) {
                case "42501" ->
                    "Let the role %s own schema %s and its tables, or GRANT it what is missing."
                        .formatted(options.user(), options.schema());
                case "42P01", "42703" -> missing(options);
                default -> null;
              };
          default -> null;
        };
    return hint == null
        ? null
        : new SinkRefusedException(
            "PostgreSQL at %s refused the sink of \"%s\": %s (SQLSTATE %s). %s"
                .formatted(options.url(), options.sinkId(), firstLine(error), codeOf(error), hint));
  }

  /** The error as the reason why a start could not make its tables ready. */
  static SinkRefusedException failedStart(SQLException error, PostgresSinkOptions options) {
    SinkRefusedException refusal = refusal(error, options);
    if (refusal != null) {
      return refusal;
    }
    String tls = tlsHint(error);
    if (tls != null) {
      return new SinkRefusedException(
          "PostgreSQL at %s cannot be spoken to as sslmode asks: %s %s"
              .formatted(options.url(), firstLine(error), tls));
    }
    if (codeOf(error).equals(LOCK_NOT_AVAILABLE)) {
      return new SinkRefusedException(
          ("The tables at %s, schema %s, could not be brought up to date: another session has held"
                  + " one of them for a minute. Wait for what it does (pg_stat_activity tells), and"
                  + " start again.")
              .formatted(options.url(), options.schema()));
    }
    return new SinkRefusedException(
        classOf(error).equals("08")
            ? "PostgreSQL at %s does not answer: %s Is it running, and is sinks.postgres.url right?"
                .formatted(options.url(), firstLine(error))
            : "The tables at %s, schema %s, could not be brought up to date: %s (SQLSTATE %s)"
                .formatted(options.url(), options.schema(), firstLine(error), codeOf(error)));
  }

  /** What to do when no encrypted connection came about; null when that was not the reason. */
  private static @Nullable String tlsHint(SQLException error) {
    if (!classOf(error).equals("08")) {
      return null;
    }
    String message = firstLine(error);
    if (message.contains("does not support SSL")) {
      return "Set ssl = on at the server, or correct sslmode in sinks.postgres.url.";
    }
    if (message.contains("could not be verified by hostnameverifier")) {
      return "Use the name of the server as its certificate has it in sinks.postgres.url.";
    }
    if (ExceptionUtils.findThrowable(error, CertificateException.class).isPresent()) {
      return "In sinks.postgres.url, sslrootcert has to be the certificate of who vouches for the server's.";
    }
    return null;
  }

  private static String missing(PostgresSinkOptions options) {
    return ("Something was dropped or altered in schema %s. A start without state and with"
            + " --takeover makes its tables again and counts them from the input.")
        .formatted(options.schema());
  }

  /** The server's message without position and where. */
  static String firstLine(SQLException error) {
    String message = String.valueOf(error.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static String codeOf(SQLException error) {
    @Nullable String code = error.getSQLState();
    return code == null ? "" : code;
  }

  private static String classOf(SQLException error) {
    String code = codeOf(error);
    return code.length() < CLASS_LENGTH ? "" : code.substring(0, CLASS_LENGTH);
  }
}
