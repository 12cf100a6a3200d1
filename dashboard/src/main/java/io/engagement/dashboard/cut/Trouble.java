package io.engagement.dashboard.cut;

import java.sql.SQLException;
import java.util.Set;

/** Why the database gave no answer, in words for whoever looks at the page. */
public final class Trouble {
  private static final String TIMED_OUT = "57014";
  private static final String MAY_NOT = "42501";

  /** No date, a date out of range, no number. */
  private static final Set<String> VALUES = Set.of("22007", "22008", "22P02");

  private Trouble() {}

  /** A sentence or two. */
  public static String of(SQLException problem) {
    String state = problem.getSQLState() == null ? "" : problem.getSQLState();
    if (state.equals(TIMED_OUT)) {
      return "This took too long.";
    }
    if (isOfValue(problem)) {
      return "What was chosen makes no sense here.";
    }
    if (state.equals(MAY_NOT)) {
      return "The role of the dashboard may not read this (%s). docs/dashboard.md says what to grant."
          .formatted(sentence(problem));
    }
    return switch (state) {
      // A table, column or function is missing.
      case "42P01", "42703", "42883" ->
          "The tables are not those of this version (%s). A start of the job brings older ones up to date."
              .formatted(sentence(problem));
      default ->
          isSilent(state)
              ? "The database does not answer, or not in time. The page tries again by itself."
              : "The database did not answer this: " + state;
    };
  }

  /** Whether a value was none that its column could hold, such as a date that is no date. */
  static boolean isOfValue(SQLException problem) {
    return VALUES.contains(String.valueOf(problem.getSQLState()));
  }

  /** Connections that cannot be made, break, or are all in use. */
  private static boolean isSilent(String state) {
    return state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
  }

  private static String sentence(SQLException problem) {
    String message = String.valueOf(problem.getMessage());
    return message.lines().findFirst().orElse("").replaceFirst("^ERROR: ", "");
  }
}
