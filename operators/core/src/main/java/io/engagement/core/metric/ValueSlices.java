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

  /**
   * Layout 2: number of values * 2, plus 1 where there is one and its slice is like that of all
   * events, which most users have; then each: text, none for {@link DimensionText#NONE}; its slice,
   * unless it is like the other. Layout 1: number of values, then each: text, slice.
   *
   * @param totalAt where the slice of all events begins in {@code out}
   * @param totalEnd where it ends
   */
  void write(int totalAt, int totalEnd, StateWriter out) {
    int countAt = out.size();
    out.writeUnsigned(2L * values.size());
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      out.writeText(value.equals(DimensionText.NONE) ? null : value);
      int sliceAt = out.size();
      kind.write(slices.get(i), out);
      if (values.size() == 1 && out.repeats(totalAt, totalEnd, sliceAt)) {
        out.truncate(sliceAt);
        out.array()[countAt] |= 1;
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param totalAt where the slice of all events begins in {@code in}
   */
  static <T> ValueSlices<T> read(
      SliceKind<T> kind, int limit, int layout, int totalAt, StateReader in) {
    ValueSlices<T> read = new ValueSlices<>(kind, limit);
    boolean isFirst = layout == Slices.LAYOUT_1;
    int head = isFirst ? in.readCount(LEAST_BYTES) << 1 : in.readUnsignedInt();
    boolean isLikeTotal = (head & 1) != 0;
    for (int count = head >>> 1; count > 0; count--) {
      String value = isFirst ? in.readRequiredText() : in.readText();
      read.values.add(value == null ? DimensionText.NONE : value);
      int end = in.position();
      if (isLikeTotal) {
        in.goTo(totalAt);
      }
      read.slices.add(kind.read(in, layout));
      if (isLikeTotal) {
        in.goTo(end);
      }
    }
    return read;
  }
}
