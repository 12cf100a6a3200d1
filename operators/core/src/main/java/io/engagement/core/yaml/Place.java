package io.engagement.core.yaml;

import org.yaml.snakeyaml.error.Mark;

/**
 * Where a node is.
 *
 * @param path as people read it: {@code metrics.sessions[0].gap}
 * @param shape the path without positions: {@code metrics.sessions[].gap}
 * @param line from 1
 * @param column from 1
 */
record Place(String path, String shape, int line, int column) {

  static Place root(Mark mark) {
    return new Place("", "", mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** A key that is not there: at the map that lacks it. */
  Place key(String key) {
    return new Place(below(path, key), below(shape, key), line, column);
  }

  Place key(String key, Mark mark) {
    return key(key).at(mark);
  }

  Place item(int index, Mark mark) {
    return new Place(path + '[' + index + ']', shape + "[]", line, column).at(mark);
  }

  private Place at(Mark mark) {
    return new Place(path, shape, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String below(String parent, String key) {
    return parent.isEmpty() ? key : parent + '.' + key;
  }
}
