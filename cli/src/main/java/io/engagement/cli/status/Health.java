package io.engagement.cli.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was seen, in lines for people, and what of it is wrong. */
public final class Health {
  private final List<String> lines = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Something that is wrong.
   *
   * @param found in a sentence
   * @param todo what to do about it
   */
  public record Problem(String found, String todo) {}

  /** The lines so far. */
  public List<String> lines() {
    return lines;
  }

  /** What is wrong; empty when all is well. */
  public List<Problem> problems() {
    return problems;
  }

  public void say(String about, String text) {
    lines.add(String.format(Locale.ROOT, "%-12s %s", about, text));
  }

  public void problem(String found, String todo) {
    problems.add(new Problem(found, todo));
  }

  /** A time span for people: its two largest units. */
  static String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds / 3600 % 24 + " h";
  }
}
