package io.engagement.core.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Output tables as plain values: by table and key, the values of the other columns. Values are what
 * {@code RowChange} carries: null, {@link String}, {@link Long}, {@link Boolean}, {@link Double};
 * an oracle may put {@link Approximately} in the place of a value.
 */
public final class PublishedRows {
  private final Map<String, Map<List<Object>, List<Object>>> tables = new TreeMap<>();

  /** Sets a row. */
  public PublishedRows put(String table, List<?> key, List<?> values) {
    rows(table).put(frozen(key), frozen(values));
    return this;
  }

  /** Deletes a row, if it is there. */
  public PublishedRows remove(String table, List<?> key) {
    Map<List<Object>, List<Object>> rows = tables.get(table);
    if (rows != null) {
      rows.remove(frozen(key));
      if (rows.isEmpty()) {
        tables.remove(table);
      }
    }
    return this;
  }

  /** Adds all rows of another. */
  public PublishedRows putAll(PublishedRows other) {
    // Keys and values do not change: they need no copies.
    other.tables.forEach((table, rows) -> rows(table).putAll(rows));
    return this;
  }

  /** The values of a row; null when there is none. */
  public List<Object> values(String table, Object... key) {
    return table(table).get(Arrays.asList(key));
  }

  /** The rows of a table by key. */
  public Map<List<Object>, List<Object>> table(String table) {
    return Collections.unmodifiableMap(tables.getOrDefault(table, Map.of()));
  }

  public int size() {
    return tables.values().stream().mapToInt(Map::size).sum();
  }

  /** What differs from the expected rows, one line a row; empty when nothing does. */
  public List<String> differencesFrom(PublishedRows expected) {
    List<String> differences = new ArrayList<>();
    Set<String> names = new TreeSet<>(tables.keySet());
    names.addAll(expected.tables.keySet());
    for (String name : names) {
      Map<List<Object>, List<Object>> here = table(name);
      Map<List<Object>, List<Object>> there = expected.table(name);
      there.forEach(
          (key, values) -> {
            List<Object> actual = here.get(key);
            if (!same(actual, values)) {
              differences.add(name + key + " is " + actual + ", expected " + values);
            }
          });
      here.forEach(
          (key, values) -> {
            if (!there.containsKey(key)) {
              differences.add(name + key + " is " + values + ", expected no row");
            }
          });
    }
    return differences;
  }

  private static boolean same(List<Object> actual, List<Object> expected) {
    if (actual == null || actual.size() != expected.size()) {
      return false;
    }
    for (int i = 0; i < actual.size(); i++) {
      Object wanted = expected.get(i);
      boolean equal =
          wanted instanceof Approximately near
              ? near.accepts(actual.get(i))
              : java.util.Objects.equals(actual.get(i), wanted);
      if (!equal) {
        return false;
      }
    }
    return true;
  }

  private Map<List<Object>, List<Object>> rows(String table) {
    return tables.computeIfAbsent(table, absent -> new LinkedHashMap<>());
  }

  private static List<Object> frozen(List<?> values) {
    return Collections.unmodifiableList(new ArrayList<>(values));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    tables.forEach(
        (table, rows) ->
            rows.forEach(
                (key, values) ->
                    text.append(table).append(key).append(" = ").append(values).append('\n')));
    return text.toString();
  }
}
