package io.engagement.core.metric.activeusers;

import io.engagement.core.event.DimensionText;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A user's activity by the values of one dimension, sorted by value, so that the bytes written do
 * not depend on the order of arrival.
 */
final class ValueActivities {
  private static final int NONE = -1;

  private static final String[] NO_VALUES = {};
  private static final Activity[] NO_ACTIVITIES = {};

  /** The least a value takes: its length, one byte, and two empty sets. */
  private static final int LEAST_BYTES = 3;

  private String[] values = NO_VALUES;
  private Activity[] activities = NO_ACTIVITIES;
  private int size;

  /** The field value seen last, where its activity is; {@link #NONE} when there was none. */
  private @Nullable Object lastField;

  private int last = NONE;

  /** The position of the activity of a field's value, which is added when it is new. */
  int indexOf(@Nullable Object field) {
    if (last != NONE && Objects.equals(field, lastField)) {
      return last;
    }
    String value = DimensionText.cut(DimensionText.of(field));
    int at = Arrays.binarySearch(values, 0, size, value);
    if (at < 0) {
      at = -at - 1;
      insert(at, value, new Activity());
    }
    lastField = field;
    last = at;
    return at;
  }

  String value(int index) {
    return values[index];
  }

  Activity activity(int index) {
    return activities[index];
  }

  void forEach(BiConsumer<String, Activity> action) {
    for (int i = 0; i < size; i++) {
      action.accept(values[i], activities[i]);
    }
  }

  /** Forgets in every activity, and the values that have none left. */
  void forget(Consumer<Activity> forgetting) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      forgetting.accept(activities[i]);
      if (!activities[i].isEmpty()) {
        values[kept] = values[i];
        activities[kept] = activities[i];
        kept++;
      }
    }
    if (kept != size) {
      values = Arrays.copyOf(values, kept);
      activities = Arrays.copyOf(activities, kept);
      size = kept;
      last = NONE;
      lastField = null;
    }
  }

  int heapBytes() {
    int bytes = 88 + 8 * values.length;
    for (int i = 0; i < size; i++) {
      bytes += 56 + values[i].length() + activities[i].heapBytes();
    }
    return bytes;
  }

  /** Layout: number of values, then each: text, days, minutes. */
  void write(StateWriter out) {
    out.writeUnsigned(size);
    for (int i = 0; i < size; i++) {
      out.writeText(values[i]);
      activities[i].write(out);
    }
  }

  static ValueActivities read(StateReader in) {
    ValueActivities read = new ValueActivities();
    int count = in.readCount(LEAST_BYTES);
    read.values = new String[count];
    read.activities = new Activity[count];
    read.size = count;
    for (int i = 0; i < count; i++) {
      read.values[i] = in.readRequiredText();
      read.activities[i] = Activity.read(in);
    }
    return read;
  }

  private void insert(int at, String value, Activity activity) {
    if (size == values.length) {
      int capacity = size + 1 + size / 2;
      values = Arrays.copyOf(values, capacity);
      activities = Arrays.copyOf(activities, capacity);
    }
    System.arraycopy(values, at, values, at + 1, size - at);
    System.arraycopy(activities, at, activities, at + 1, size - at);
    values[at] = value;
    activities[at] = activity;
    size++;
  }
}
