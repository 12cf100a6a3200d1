package io.engagement.flink.operator;

import io.engagement.core.table.RowChange;
import io.engagement.flink.operator.OneTaskPipeline.Published;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All tables as a sink has them, in text. */
final class PublishedState {
  private final Map<String, String> rows = new TreeMap<>();

  void apply(Published changes) {
    for (RowChange row : changes.rows()) {
      String key = row.table().name() + Arrays.toString(row.key());
      if (row.isDelete()) {
        rows.remove(key);
      } else {
        rows.put(key, Arrays.toString(row.values()));
      }
    }
  }

  void clear() {
    rows.clear();
  }

  /** The rows of a table, by key: {@code [key][values]}. */
  List<String> rows(String table) {
    List<String> found = new ArrayList<>();
    rows.forEach(
        (key, values) -> {
          if (key.startsWith(table + "[")) {
            found.add(key.substring(table.length()) + values);
          }
        });
    return found;
  }

  List<String> usersOfSessions() {
    return rows("sessions").stream().map(row -> row.replaceAll(".*]\\[(\\w+),.*", "$1")).toList();
  }

  /** All tables but some, by table and key. */
  Map<String, String> without(String... tables) {
    Map<String, String> found = new TreeMap<>(rows);
    found.keySet().removeIf(key -> Arrays.stream(tables).anyMatch(t -> key.startsWith(t + "[")));
    return found;
  }

  /** The rows that are not the same in others. */
  static Map<String, String> differing(Map<String, String> rows, Map<String, String> others) {
    Map<String, String> differing = new TreeMap<>(rows);
    differing.entrySet().removeAll(others.entrySet());
    return differing;
  }
}
