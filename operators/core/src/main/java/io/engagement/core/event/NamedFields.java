package io.engagement.core.event;

import io.engagement.core.event.Vocabulary.Field;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where an event, or an item of its list, has fields that may go by several names. */
final class NamedFields {
  private static final int[] NONE = {};

  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Map<Field, int[]> byField = new EnumMap<>(Field.class);

  /**
   * @param names the paths of a field, the first one first
   */
  NamedFields(Function<Field, List<String>> names, List<Field> fields) {
    for (Field field : fields) {
      byField.put(
          field,
          names.apply(field).stream()
              .mapToInt(path -> numbers.computeIfAbsent(path, absent -> numbers.size()))
              .toArray());
    }
  }

  /** All paths; a path's place in the list is the number by which its value is asked for. */
  List<String> paths() {
    return List.copyOf(numbers.keySet());
  }

  /** The first value of a field that is neither absent nor null nor the empty string. */
  @Nullable Object value(Field field, PathValues values) {
    for (int path : byField.getOrDefault(field, NONE)) {
      Object value = values.at(path);
      if (value != null && !value.equals("")) {
        return value;
      }
    }
    return null;
  }

  /** The path at which {@link #value} found a value, for people. */
  String path(Field field, PathValues values) {
    for (int path : byField.getOrDefault(field, NONE)) {
      Object value = values.at(path);
      if (value != null && !value.equals("")) {
        return paths().get(path);
      }
    }
    return field.standardName();
  }
}
