package io.engagement.cli;

import java.io.PrintWriter;

/** Says what went wrong in words first; the stack trace only where it tells more. */
final class Failures {
  private static final int MAX_CAUSES = 6;

  private Failures() {}

  /** Prints the problem and what caused it; everything when {@code ENGAGE_STACKTRACE} is set. */
  static void print(Throwable problem, PrintWriter err) {
    err.println("error: " + describe(problem));
    Throwable cause = problem.getCause();
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      err.println("  because: " + describe(cause));
      cause = cause.getCause();
    }
    if (System.getenv("ENGAGE_STACKTRACE") != null) {
      problem.printStackTrace(err);
    } else {
      err.println("hint: set ENGAGE_STACKTRACE=1 to see where");
    }
    err.flush();
  }

  private static String describe(Throwable problem) {
    String message = problem.getMessage();
    String kind = problem.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : message + " (" + kind + ")";
  }
}
