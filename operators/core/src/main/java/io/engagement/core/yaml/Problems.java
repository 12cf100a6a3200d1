package io.engagement.core.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects everything that is wrong with one document, so that it can be said at once. */
public final class Problems {
  private final String file;
  private final List<Problem> found = new ArrayList<>();

  /**
   * @param file name of the document, as people know it
   */
  public Problems(String file) {
    this.file = file;
  }

  public String file() {
    return file;
  }

  public void add(int line, int column, String path, String message, String hint) {
    Problem problem = new Problem(file, line, column, path, message, hint);
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All problems, by line and column. */
  public List<Problem> all() {
    return found.stream().sorted(Problem.BY_PLACE).toList();
  }

  /** One problem after the other, by line, each with its hint, and a last line that counts them. */
  @Override
  public String toString() {
    int count = found.size();
    return all().stream().map(Problem::toString).collect(Collectors.joining("\n"))
        + ("\n" + count + (count == 1 ? " problem" : " problems") + " in " + file);
  }
}
