package io.engagement.cli.demo;

import io.engagement.dashboard.web.Scene;
import io.engagement.dashboard.web.Scene.Act;
import io.engagement.dashboard.web.Scene.Figure;
import io.engagement.dashboard.web.Scene.Look;
import io.engagement.dashboard.web.Scene.Numbers;
import io.engagement.dashboard.web.Scene.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a story twice: line by line to whoever reads along, and scene by scene to the page. */
final class Narrator {
  private final Consumer<String> say;
  private final Consumer<Scene> show;
  private final List<Act> acts = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();
  private String title = "";
  private @Nullable Look look;
  private Numbers numbers = Numbers.MOVE;

  /**
   * @param say gets every line when it is known
   * @param show gets everything that is known of an act, whenever that becomes more
   */
  Narrator(Consumer<String> say, Consumer<Scene> show) {
    this.say = say;
    this.show = show;
  }

  /** Before the acts begin. */
  void open(String heading, List<String> titles) {
    titles.forEach(act -> acts.add(new Act(act, Outcome.TO_COME)));
    begin(heading, null);
  }

  /**
   * Begins an act.
   *
   * @param number from 0
   * @param seenAt where it is seen on the page
   */
  void begin(int number, Look seenAt) {
    String name = acts.get(number).title();
    acts.set(number, new Act(name, Outcome.NOW));
    begin(number + 1 + ". " + name, seenAt);
  }

  /** The figures of the act are known. */
  void end(int number) {
    acts.set(
        number, new Act(acts.get(number).title(), allAsForetold() ? Outcome.RIGHT : Outcome.WRONG));
    show();
  }

  /** After the last act. */
  void close(String heading) {
    begin(heading, null);
  }

  boolean isRight() {
    return acts.stream().noneMatch(act -> act.outcome() == Outcome.WRONG);
  }

  void tell(String line) {
    print("  " + line);
    lines.add(line);
    show();
  }

  /** Says what only a terminal needs, since the page shows it anyway. */
  void print(String line) {
    say.accept("  " + line);
  }

  /** Says what a number is to be, on the page alone; its place among the figures. */
  int foretell(String what, long before, long wanted) {
    figures.add(new Figure(what, before, wanted, null));
    show();
    return figures.size() - 1;
  }

  /** Says what a number has come to. */
  void found(int figure, long found) {
    Figure foretold = figures.get(figure);
    figures.set(figure, new Figure(foretold.what(), foretold.before(), foretold.wanted(), found));
    print(
        foretold.wanted() == found
            ? "  %s: %,d, as it should be".formatted(foretold.what(), found)
            : "  %s: %,d, WRONG: it should be %,d"
                .formatted(foretold.what(), found, foretold.wanted()));
    show();
  }

  /** Nothing is counted from now on, or again. */
  void numbers(Numbers now) {
    numbers = now;
    show();
  }

  private void begin(String heading, @Nullable Look seenAt) {
    title = heading;
    look = seenAt;
    lines.clear();
    figures.clear();
    numbers = Numbers.MOVE;
    say.accept("");
    say.accept(heading);
    show();
  }

  private boolean allAsForetold() {
    return figures.stream()
        .allMatch(figure -> figure.found() != null && figure.found() == figure.wanted());
  }

  private void show() {
    show.accept(new Scene(title, acts, lines, look, figures, numbers));
  }
}
