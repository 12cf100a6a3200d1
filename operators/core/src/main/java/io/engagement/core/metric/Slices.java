package io.engagement.core.metric;

import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One user's slices under a definition: one of all events, and one for each value of each of its
 * breakdowns. What a family whose dimension values each have a history of their own keeps.
 *
 * <p>A breakdown that the definition gets later starts without values; one that it loses is dropped
 * when the state is read.
 *
 * @param <T> a slice; mutable
 */
public final class Slices<T> {
  /** Before {@link #LAYOUT_2}. */
  public static final int LAYOUT_1 = 1;

  /** In which {@link #write} writes. */
  public static final int LAYOUT_2 = 2;

  /** The least a stored breakdown takes: its key and the number of values. */
  private static final int LEAST_BREAKDOWN_BYTES = 5;

  private final SliceKind<T> kind;
  private final List<Breakdown> breakdowns;
  private final T total;
  private final List<ValueSlices<T>> values;

  /** Looks at a slice. */
  @FunctionalInterface
  public interface Visitor<T> {
    /**
     * @param breakdown null for the slice of all events
     * @param value {@code ""} for the slice of all events
     */
    void visit(T slice, @Nullable Breakdown breakdown, String value);
  }

  /** Applies an event to a slice. */
  @FunctionalInterface
  public interface Applier<T> {
    /**
     * @param breakdown null for the slice of all events
     * @param value {@code ""} for the slice of all events
     */
    void apply(
        T slice, @Nullable Breakdown breakdown, String value, UserEvent event, UserContext user);
  }

  private Slices(
      SliceKind<T> kind, List<Breakdown> breakdowns, T total, List<ValueSlices<T>> values) {
    this.kind = kind;
    this.breakdowns = breakdowns;
    this.total = total;
    this.values = values;
  }

  /** The slices of a user without events. */
  public static <T> Slices<T> create(SliceKind<T> kind, List<Breakdown> breakdowns) {
    List<ValueSlices<T>> values = new ArrayList<>(breakdowns.size());
    for (Breakdown breakdown : breakdowns) {
      values.add(new ValueSlices<>(kind, breakdown.valuesPerUser()));
    }
    return new Slices<>(kind, breakdowns, kind.create(), values);
  }

  /** Applies an event to the slices it belongs to. */
  public void apply(UserEvent event, UserContext user, Applier<T> applier) {
    applier.apply(total, null, "", event, user);
    for (int i = 0; i < values.size(); i++) {
      Breakdown breakdown = breakdowns.get(i);
      ValueSlices<T> ofDimension = values.get(i);
      int at = ofDimension.indexOf(event.field(breakdown.slot()));
      applier.apply(ofDimension.slice(at), breakdown, ofDimension.value(at), event, user);
    }
  }

  /** The slice of all events. */
  public T total() {
    return total;
  }

  /**
   * Adds the slices of another id of the same person.
   *
   * @param from of the same definition; not to be used afterwards
   */
  public void merge(Slices<T> from) {
    kind.merge(total, from.total);
    for (int i = 0; i < values.size(); i++) {
      values.get(i).merge(from.values.get(i));
    }
  }

  /** Visits every slice. */
  public void forEach(Visitor<T> visitor) {
    visitor.visit(total, null, "");
    for (int i = 0; i < values.size(); i++) {
      ValueSlices<T> ofDimension = values.get(i);
      for (int at = 0; at < ofDimension.size(); at++) {
        visitor.visit(ofDimension.slice(at), breakdowns.get(i), ofDimension.value(at));
      }
    }
  }

  /** Expires in every slice, and drops the dimension values that have nothing left. */
  public void expire(Consumer<T> expiry) {
    expiry.accept(total);
    values.forEach(ofDimension -> ofDimension.expire(expiry));
  }

  /** What they take on the heap, roughly. */
  public int heapBytes() {
    int bytes = 64 + kind.heapBytes(total);
    for (ValueSlices<T> ofDimension : values) {
      bytes += ofDimension.heapBytes();
    }
    return bytes;
  }

  /** Whether nothing would be lost if they were created again by the next event. */
  public boolean isEmpty() {
    return kind.isEmpty(total) && valued() == 0;
  }

  private int valued() {
    int valued = 0;
    for (ValueSlices<T> ofDimension : values) {
      valued += ofDimension.size() > 0 ? 1 : 0;
    }
    return valued;
  }

  /**
   * Layout 2: the slice of all events; how many breakdowns have values, then each: key (4), values
   * ({@link ValueSlices}). Layout 1 has the breakdowns without values too.
   */
  public void write(StateWriter out) {
    int totalAt = out.size();
    kind.write(total, out);
    int totalEnd = out.size();
    out.writeUnsigned(valued());
    for (int i = 0; i < breakdowns.size(); i++) {
      if (values.get(i).size() > 0) {
        out.writeInt(breakdowns.get(i).key());
        values.get(i).write(totalAt, totalEnd, out);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote, also with other breakdowns.
   *
   * @param layout {@link #LAYOUT_1} or {@link #LAYOUT_2}
   * @throws IllegalStateException when the bytes are damaged
   */
  public static <T> Slices<T> read(
      SliceKind<T> kind, List<Breakdown> breakdowns, int layout, StateReader in) {
    int totalAt = in.position();
    T total = kind.read(in, layout);
    List<@Nullable ValueSlices<T>> read =
        new ArrayList<>(Collections.nCopies(breakdowns.size(), null));
    for (int count = in.readCount(LEAST_BREAKDOWN_BYTES); count > 0; count--) {
      int key = in.readInt();
      int limit = Integer.MAX_VALUE;
      int place = -1;
      for (int i = 0; i < breakdowns.size(); i++) {
        if (breakdowns.get(i).key() == key) {
          place = i;
          limit = breakdowns.get(i).valuesPerUser();
        }
      }
      ValueSlices<T> ofDimension = ValueSlices.read(kind, limit, layout, totalAt, in);
      if (place >= 0) {
        read.set(place, ofDimension);
      }
    }
    List<ValueSlices<T>> values = new ArrayList<>(breakdowns.size());
    for (int i = 0; i < read.size(); i++) {
      ValueSlices<T> ofDimension = read.get(i);
      values.add(
          ofDimension == null
              ? new ValueSlices<>(kind, breakdowns.get(i).valuesPerUser())
              : ofDimension);
    }
    return new Slices<>(kind, breakdowns, total, values);
  }
}
