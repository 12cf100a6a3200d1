package io.engagement.core.table;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.state.Wide;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one cell: its measures and histograms. Used for the kept absolute value and for a
 * change to it; joining a change is associative and commutative.
 *
 * <p>Sums are 128 bits wide, so that no number of 64-bit amounts overflows them. The upper halves
 * are allocated only for a cell in which some sum has ever left 64 bits.
 */
public final class CellValue {
  /**
   * Layout 1: measure count, measures (signed, wide), histogram count, histograms; samples in
   * tables that have them.
   */
  private static final int VERSION = 1;

  private final CellTable table;
  private final long[] measures;

  /** The upper halves; null while every measure fits 64 bits. */
  private long @Nullable [] high;

  private final @Nullable Histogram[] histograms;
  private final @Nullable Samples samples;

  public CellValue(CellTable table) {
    this.table = table;
    this.measures = new long[table.measures().size()];
    this.histograms = new Histogram[table.histogramCount()];
    this.samples = table.hasSamples() ? new Samples() : null;
    for (int i = 0; i < measures.length; i++) {
      measures[i] = table.identity(i);
    }
  }

  /** The value of the measure at a position; of a sum beyond 64 bits the nearest {@code long}. */
  public long measure(int index) {
    if (high == null || high[index] == measures[index] >> 63) {
      return measures[index];
    }
    return high[index] < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /** The value of a measure; of a sum beyond 64 bits the nearest {@code long}. */
  public long measure(Measure measure) {
    assert table.has(measure) : measure + " is not of " + table.name();
    return measure(measure.position());
  }

  /**
   * The exact value of the measure at a position: a {@link Long} where it fits, else a {@link
   * BigInteger}.
   */
  public Number number(int index) {
    return high == null ? (Number) measures[index] : Wide.number(high[index], measures[index]);
  }

  /** The exact value of a measure. */
  public BigInteger sum(Measure measure) {
    return sum(measure.position());
  }

  /** The exact value of the measure at a position. */
  public BigInteger sum(int index) {
    return Wide.of(number(index));
  }

  /** What is kept of a distribution, empty when nothing was ever added. */
  public Histogram histogram(Distribution distribution) {
    assert table.has(distribution) : distribution + " is not of " + table.name();
    return histogram(distribution.position());
  }

  /** The histogram at a position, empty when nothing was ever added. */
  public Histogram histogram(int index) {
    Histogram histogram = histograms[index];
    if (histogram == null) {
      histogram = new Histogram();
      histograms[index] = histogram;
    }
    return histogram;
  }

  /**
   * The samples of texts, of a table that has them.
   *
   * @throws IllegalStateException when it has none
   */
  public Samples samples() {
    if (samples == null) {
      throw new IllegalStateException(table.name() + " keeps no samples");
    }
    return samples;
  }

  /**
   * Adds to a sum, or has the number considered by a measure that keeps the largest or smallest.
   */
  public void add(Measure measure, long amount) {
    assert table.has(measure) : measure + " is not of " + table.name();
    switch (measure.combine()) {
      case SUM -> addWide(measure.position(), amount >> 63, amount);
      case MAX -> raise(measure.position(), amount);
      case MIN -> raise(measure.position(), -1 - amount);
    }
  }

  /** Adds a product of two numbers to a sum. */
  public void addProduct(Measure measure, long one, long other) {
    addWide(measure.position(), Math.multiplyHigh(one, other), one * other);
  }

  private void raise(int index, long amount) {
    measures[index] = Math.max(measures[index], amount);
    if (high != null) {
      high[index] = measures[index] >> 63;
    }
  }

  /** Adds to a sum a number of 128 bits, given as two halves. */
  void addWide(Measure measure, long amountHigh, long amount) {
    addWide(measure.position(), amountHigh, amount);
  }

  private void addWide(int index, long amountHigh, long amount) {
    long before = measures[index];
    long after = before + amount;
    boolean fits = amountHigh == amount >> 63 && ((before ^ after) & (amount ^ after)) >= 0;
    if (high != null || !fits) {
      long[] halves = widened();
      halves[index] += amountHigh + (Long.compareUnsigned(after, before) < 0 ? 1 : 0);
    }
    measures[index] = after;
  }

  private long[] widened() {
    long[] halves = high;
    if (halves == null) {
      halves = new long[measures.length];
      for (int i = 0; i < halves.length; i++) {
        halves[i] = measures[i] >> 63;
      }
      high = halves;
    }
    return halves;
  }

  /** Joins a change. */
  public void merge(CellValue change) {
    long[] changeHigh = change.high;
    for (int i = 0; i < measures.length; i++) {
      long amount = change.measures[i];
      if (table.keepsLargest(i)) {
        raise(i, amount);
      } else {
        addWide(i, changeHigh == null ? amount >> 63 : changeHigh[i], amount);
      }
    }
    for (int i = 0; i < histograms.length; i++) {
      Histogram other = change.histograms[i];
      if (other != null && !other.isEmpty()) {
        histogram(i).addAll(other);
      }
    }
    if (samples != null) {
      samples.addAll(change.samples());
    }
  }

  /** Takes a change of sums back; what keeps the largest cannot be taken back and stays. */
  void subtract(CellValue change) {
    long[] changeHigh = change.high;
    for (int i = 0; i < measures.length; i++) {
      if (!table.keepsLargest(i)) {
        long amount = change.measures[i];
        long amountHigh = changeHigh == null ? amount >> 63 : changeHigh[i];
        addWide(i, amount == 0 ? -amountHigh : ~amountHigh, -amount);
      }
    }
    for (int i = 0; i < histograms.length; i++) {
      Histogram other = change.histograms[i];
      if (other != null) {
        histogram(i).subtractAll(other);
      }
    }
  }

  CellTable table() {
    return table;
  }

  /** Whether nothing is counted: such a cell has no row. */
  public boolean isZero() {
    for (int i = 0; i < measures.length; i++) {
      if (measures[i] != table.identity(i) || (high != null && high[i] != measures[i] >> 63)) {
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
    for (int i = 0; i < measures.length; i++) {
      long measure = measures[i];
      out.writeWide(high == null ? measure >> 63 : high[i], measure);
    }
    out.writeUnsigned(histograms.length);
    for (Histogram histogram : histograms) {
      if (histogram == null) {
        out.writeUnsigned(0);
      } else {
        histogram.write(out);
      }
    }
    if (samples != null) {
      samples.write(out);
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
      value.measures[i] = in.readWide();
      long readHigh = in.wideHigh();
      if (value.high != null || readHigh != value.measures[i] >> 63) {
        value.widened()[i] = readHigh;
      }
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
    if (value.samples != null) {
      value.samples.read(in);
    }
    return value;
  }
}
