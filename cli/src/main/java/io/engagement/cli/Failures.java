package io.engagement.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says what went wrong in one sentence and, where that is another one, why. */
final class Failures {
  private static final int MOST_REASONS = 3;

  /** What only carries another exception from thread to thread or from process to process. */
  private static final Set<String> CARRIERS =
      Set.of(
          "ExecutionException",
          "CompletionException",
          "UncheckedIOException",
          "InvocationTargetException",
          "ProgramInvocationException",
          "JobExecutionException",
          "JobException",
          "JobFailure");

  private Failures() {}

  /** Prints the problem and what caused it. */
  static void print(Throwable problem, boolean withTrace, PrintWriter err) {
    List<String> sentences = sentences(problem);
    err.println("error: " + sentences.get(0));
    sentences.stream().skip(1).limit(MOST_REASONS).forEach(why -> err.println("because: " + why));
    if (withTrace) {
      problem.printStackTrace(err);
    } else if (isUnexpected(unwrapped(problem))) {
      err.println("hint: run it with --stacktrace to see where");
    }
    err.flush();
  }

  /** The first sentence of what would be printed. */
  static String sentence(Throwable problem) {
    return sentences(problem).get(0);
  }

  private static List<String> sentences(Throwable problem) {
    List<String> sentences = new ArrayList<>();
    for (Throwable at = unwrapped(problem); at != null; at = at.getCause()) {
      at = unwrapped(at);
      String sentence = describe(at);
      if (sentences.stream().noneMatch(earlier -> earlier.contains(sentence))) {
        sentences.add(sentence);
      }
      if (!isUnexpected(at) && !(at.getCause() instanceof FileSystemException)) {
        break; // It was written for people and says all of it.
      }
    }
    return sentences;
  }

  /** What was written for people, wherever Flink has wrapped it; else what is not just carried. */
  private static Throwable unwrapped(Throwable problem) {
    Throwable at = problem;
    for (Throwable in = problem; in != null; in = in.getCause()) {
      if (!isUnexpected(in) && !CARRIERS.contains(in.getClass().getSimpleName())) {
        return in;
      }
    }
    while (at.getCause() != null && CARRIERS.contains(at.getClass().getSimpleName())) {
      at = at.getCause();
    }
    return at;
  }

  private static boolean isUnexpected(Throwable problem) {
    return !problem.getClass().getName().startsWith("io.engagement.")
        && !(problem instanceof FileSystemException);
  }

  private static String describe(Throwable problem) {
    if (problem instanceof FileSystemException files && files.getFile() != null) {
      return describe(files, Path.of(files.getFile()));
    }
    String message = problem.getMessage();
    String kind = problem.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return kind;
    }
    return isUnexpected(problem) ? message + " (" + kind + ")" : message;
  }

  private static String describe(FileSystemException problem, Path file) {
    if (problem instanceof NoSuchFileException) {
      return "there is no " + file;
    }
    if (problem instanceof AccessDeniedException) {
      return "the account %s may not read or write %s%s"
          .formatted(System.getProperty("user.name"), file, owner(file));
    }
    String reason =
        problem.getReason() == null ? problem.getClass().getSimpleName() : problem.getReason();
    return file + ": " + reason;
  }

  private static String owner(Path file) {
    Path there = file.toAbsolutePath();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      String whose = " belongs to " + Files.getOwner(there).getName();
      return there.equals(file.toAbsolutePath()) ? ", which" + whose : ": " + there + whose;
    } catch (java.io.IOException unknown) {
      return "";
    }
  }
}
