package io.engagement.dashboard.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page says above its numbers while something is told beside them, as the demo does: what
 * happens, where to look, and what the numbers are to be. It is of no table: who begins to look
 * hears the last one, and it ends with the server.
 *
 * @param title of what is happening
 * @param acts all of them, in their order
 * @param lines what has happened in this one so far
 * @param look where it is seen; null for everywhere
 * @param figures what was counted before, and what it is to be
 */
public record Scene(
    String title,
    List<Act> acts,
    List<String> lines,
    @Nullable Look look,
    List<Figure> figures,
    Numbers numbers) {

  public Scene {
    acts = List.copyOf(acts);
    lines = List.copyOf(lines);
    figures = List.copyOf(figures);
  }

  /** A part of what is told. */
  public record Act(String title, Outcome outcome) {}

  /** How far an act is, and whether all of its figures were as they should be. */
  public enum Outcome {
    TO_COME,
    NOW,
    RIGHT,
    WRONG
  }

  /**
   * A place of the page.
   *
   * @param what is to be seen there
   * @param address path and query of the view
   */
  public record Look(String what, String address) {}

  /**
   * A number that is foretold.
   *
   * @param before what it was
   * @param wanted what it is to be
   * @param found what it is; null while that is not known
   */
  public record Figure(String what, long before, long wanted, @Nullable Long found) {}

  /** Whether anything is counted. */
  public enum Numbers {
    MOVE,
    STAND_STILL
  }
}
