package io.engagement.core.metric;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one cell: its measures and histograms. Used for the kept absolute value and for a
 * change to it; joining a change is associative and commutative.
 */
public final class CellValue {
  /** Layout 1: measure count, measures (signed), histogram count, histograms. */
  private static final int VERSION = 1;

  private final CellTable table;
  private final long[] measures;
  private final @Nullable Histogram[] histograms;

  public CellValue(CellTable table) {
    this.table = table;
    this.measures = new long[table.measures().size()];
    this.histograms = new Histogram[table.histogramCount()];
    for (int i = 0; i < measures.length; i++) {
      measures[i] = table.identity(i);
    }
  }

  /** The value of a measure. */
  public long measure(int index) {
    return measures[index];
  }

  /** The histogram at an index, empty when nothing was ever added. */
  public Histogram histogram(int index) {
    Histogram histogram = histograms[index];
    if (histogram == null) {
      histogram = new Histogram();
      histograms[index] = histogram;
    }
    return histogram;
  }

  /** Adds to (or raises, by the measure's rule) one measure. */
  public void add(int index, long amount) {
    measures[index] = table.combine(index, measures[index], amount);
  }

  /** Joins a change. */
  public void merge(CellValue change) {
    for (int i = 0; i < measures.length; i++) {
      measures[i] = table.combine(i, measures[i], change.measures[i]);
    }
    for (int i = 0; i < histograms.length; i++) {
      Histogram other = change.histograms[i];
      if (other != null && !other.isEmpty()) {
        histogram(i).addAll(other);
      }
    }
  }

  /** Whether nothing is counted: such a cell has no row. */
  public boolean isZero() {
    for (int i = 0; i < measures.length; i++) {
      if (measures[i] != table.identity(i)) {
        return false;
      }
    }
    for (Histogram histogram : histograms) {
      if (histogram != null && !histogram.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  public void write(StateWriter out) {
    out.writeByte(VERSION);
    out.writeUnsigned(measures.length);
    for (long measure : measures) {
      out.writeSigned(measure);
    }
    out.writeUnsigned(histograms.length);
    for (Histogram histogram : histograms) {
      if (histogram == null) {
        out.writeUnsigned(0);
      } else {
        histogram.write(out);
      }
    }
  }

  /**
   * Reads a value; measures appended to the table since it was written start at their identity.
   *
   * @throws IllegalStateException when the layout is unknown or has more measures or histograms
   *     than the table
   */
  public static CellValue read(CellTable table, StateReader in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalStateException(
          "cell of " + table.name() + " in layout " + version + ", known is " + VERSION);
    }
    CellValue value = new CellValue(table);
    int measureCount = in.readUnsignedInt();
    if (measureCount > value.measures.length) {
      throw new IllegalStateException(
          "cell of " + table.name() + " has measures of a newer version");
    }
    for (int i = 0; i < measureCount; i++) {
      value.measures[i] = in.readSigned();
    }
    int histogramCount = in.readUnsignedInt();
    if (histogramCount > value.histograms.length) {
      throw new IllegalStateException(
          "cell of " + table.name() + " has histograms of a newer version");
    }
    for (int i = 0; i < histogramCount; i++) {
      Histogram histogram = new Histogram();
      histogram.read(in);
      value.histograms[i] = histogram.isEmpty() ? null : histogram;
    }
    return value;
  }
}
