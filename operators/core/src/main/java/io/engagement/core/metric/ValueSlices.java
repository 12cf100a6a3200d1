package io.engagement.core.metric;

import io.engagement.core.event.DimensionText;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A user's slices by the values of one dimension, sorted by value, so that the bytes written do not
 * depend on the order of arrival.
 */
final class ValueSlices<T> {
  private static final int NONE = -1;

  /** The least a value takes: its length, one byte, and one of the slice. */
  private static final int LEAST_BYTES = 2;

  private final SliceKind<T> kind;
  private final int limit;
  private final List<String> values = new ArrayList<>(1);
  private final List<T> slices = new ArrayList<>(1);

  /** The field value seen last, where its slice is; {@link #NONE} when there was none. */
  private @Nullable Object lastField;

  private int last = NONE;

  /**
   * @param limit how many values have a slice of their own; those that come after them share that
   *     of {@link DimensionText#OTHER}
   */
  ValueSlices(SliceKind<T> kind, int limit) {
    this.kind = kind;
    this.limit = limit;
  }

  int size() {
    return values.size();
  }

  String value(int index) {
    return values.get(index);
  }

  T slice(int index) {
    return slices.get(index);
  }

  /** The position of the slice of a field's value, which is added when it is new. */
  int indexOf(@Nullable Object field) {
    if (last != NONE && Objects.equals(field, lastField)) {
      return last;
    }
    int at = placeOf(DimensionText.cut(DimensionText.of(field)));
    lastField = field;
    last = at;
    return at;
  }

  private int placeOf(String ofValue) {
    String value = ofValue;
    int at = Collections.binarySearch(values, value);
    if (at < 0 && values.size() >= limit) {
      at = Collections.binarySearch(values, DimensionText.OTHER);
      value = DimensionText.OTHER;
    }
    if (at < 0) {
      at = -at - 1;
      values.add(at, value);
      slices.add(at, kind.create());
    }
    return at;
  }

  /**
   * Adds the slices of another id of the same person. Values that are new have slices of their own
   * up to the limit; the others share that of {@link DimensionText#OTHER}, as if they came last.
   */
  void merge(ValueSlices<T> from) {
    for (int i = 0; i < from.values.size(); i++) {
      kind.merge(slices.get(placeOf(from.values.get(i))), from.slices.get(i));
    }
    last = NONE;
    lastField = null;
  }

  /** Expires in every slice, and drops the values that have nothing left. */
  void expire(Consumer<T> expiry) {
    int kept = 0;
    for (int i = 0; i < slices.size(); i++) {
      T slice = slices.get(i);
      expiry.accept(slice);
      if (!kind.isEmpty(slice)) {
        values.set(kept, values.get(i));
        slices.set(kept, slice);
        kept++;
      }
    }
    if (kept != slices.size()) {
      values.subList(kept, values.size()).clear();
      slices.subList(kept, slices.size()).clear();
      last = NONE;
      lastField = null;
    }
  }

  int heapBytes() {
    int bytes = 128;
    for (int i = 0; i < slices.size(); i++) {
      bytes += 64 + values.get(i).length() + kind.heapBytes(slices.get(i));
    }
    return bytes;
  }

  /** Layout: number of values, then each: text, slice. */
  void write(StateWriter out) {
    out.writeUnsigned(values.size());
    for (int i = 0; i < values.size(); i++) {
      out.writeText(values.get(i));
      kind.write(slices.get(i), out);
    }
  }

  static <T> ValueSlices<T> read(SliceKind<T> kind, int limit, StateReader in) {
    ValueSlices<T> read = new ValueSlices<>(kind, limit);
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      read.values.add(in.readRequiredText());
      read.slices.add(kind.read(in));
    }
    return read;
  }
}
