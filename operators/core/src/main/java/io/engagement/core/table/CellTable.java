package io.engagement.core.table;

import io.engagement.core.time.ZoneCalendar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are cells: sums over users by key. Declares the key columns with their place
 * in {@link CellKey}, the measures, and how the published columns follow from the measures.
 *
 * <p>The {@code metric} column is always first and comes from the definition key; it is not
 * declared. Declare with {@link #named}.
 */
public final class CellTable implements TableSpec {

  /** How a key column is written into {@link CellKey}, after table id and definition key. */
  public enum KeyPart {
    /** One byte, {@link Period}'s ordinal; published as its label. */
    PERIOD,
    /** Signed number; published by the row's period. */
    BUCKET,
    /** Signed number: epoch day; published as a date. */
    DATE,
    /** Four bytes, {@link Breakdown#key()} or 0 for the total; published as its name. */
    DIMENSION,
    /** UTF-8 with its length. */
    TEXT,
    /** Signed number. */
    INT,
    /**
     * Signed number: the first instant after what the row counts, epoch milliseconds. Decides
     * {@code complete} where period and bucket alone do not; not published.
     */
    COMPLETE_AT
  }

  private final int id;
  private final String name;
  private final String meaning;
  private final CellLayout layout;
  private final List<Measure> measures;
  private final List<Distribution> distributions;
  private final List<CellColumns.ValueColumn> values;
  private final int beforeComplete;
  private final boolean withLabels;
  private final boolean withSamples;
  private final boolean outlivesBucket;
  private final boolean neverEnds;
  private final List<Column> keyColumns;
  private final List<Column> valueColumns;
  private final boolean[] keepsLargest;

  CellTable(CellColumns columns) {
    this.id = columns.id;
    this.name = columns.name;
    this.meaning = columns.meaning;
    this.layout = new CellLayout(columns.keys, columns.ownedByDefinition);
    this.measures = List.copyOf(columns.measures);
    this.distributions = List.copyOf(columns.distributions);
    this.values = List.copyOf(columns.values);
    this.beforeComplete = Math.min(columns.beforeComplete, columns.values.size());
    this.withSamples = columns.withSamples;
    this.outlivesBucket = columns.outlivesBucket;
    this.neverEnds = columns.neverEnds;
    this.withLabels = values.stream().anyMatch(value -> value.value() == null);
    List<Column> keyed = new ArrayList<>();
    if (columns.ownedByDefinition) {
      keyed.add(new Column("metric", ColumnType.TEXT, "Id of the definition."));
    }
    for (CellLayout.KeyColumn key : columns.keys) {
      if (key.column() != null) {
        keyed.add(columns.described(key.column()));
      }
    }
    this.keyColumns = List.copyOf(keyed);
    List<Column> valued = new ArrayList<>();
    values.forEach(value -> valued.add(columns.described(value.column())));
    if (beforeComplete >= 0) {
      valued.add(beforeComplete, columns.described(new Column("complete", ColumnType.BOOLEAN)));
    }
    this.valueColumns = List.copyOf(valued);
    this.keepsLargest = new boolean[measures.size()];
    for (int i = 0; i < keepsLargest.length; i++) {
      keepsLargest[i] = measures.get(i).combine() != Measure.Combine.SUM;
      measures.get(i).place(i);
    }
    for (int i = 0; i < distributions.size(); i++) {
      distributions.get(i).place(i);
    }
  }

  /**
   * Starts the declaration of its columns.
   *
   * @param id 1 to 127, never reused
   * @param meaning what a row is, in a sentence
   */
  public static CellColumns named(int id, String name, String meaning) {
    return new CellColumns(id, name, meaning);
  }

  /** Starts a declaration of a table that nobody reads but the program. */
  public static CellColumns named(int id, String name) {
    return named(id, name, "");
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public List<Column> keyColumns() {
    return keyColumns;
  }

  @Override
  public List<Column> valueColumns() {
    return valueColumns;
  }

  /** Whether its cells are rows of the output; the program keeps others for itself. */
  public boolean isPublished() {
    return !valueColumns.isEmpty();
  }

  /** What its cells keep, by position. */
  public List<Measure> measures() {
    return measures;
  }

  /** How many {@link Distribution}s its cells keep. */
  public int histogramCount() {
    return distributions.size();
  }

  /** Whether its cells keep a measure. */
  boolean has(Measure measure) {
    return measure.position() < measures.size() && measures.get(measure.position()) == measure;
  }

  /** Whether its cells keep a distribution. */
  boolean has(Distribution distribution) {
    return distribution.position() < distributions.size()
        && distributions.get(distribution.position()) == distribution;
  }

  /**
   * Whether a complete row may change without anything late: {@link CellColumns#outlivesBucket}.
   */
  public boolean outlivesBucket() {
    return outlivesBucket;
  }

  boolean hasSamples() {
    return withSamples;
  }

  long identity(int measure) {
    return keepsLargest[measure] ? Long.MIN_VALUE : 0L;
  }

  boolean keepsLargest(int measure) {
    return keepsLargest[measure];
  }

  /**
   * The row's key as published.
   *
   * @throws IllegalStateException when the key has other parts than the table's key columns
   * @return {@code null} when the definition or dimension is no longer configured: such a cell has
   *     no row
   */
  public Object @Nullable [] publishedKey(CellKey key, DefinitionNames names) {
    return layout.published(layout.read(key), names, keyColumns.size());
  }

  /**
   * What decides which of its values a breakdown shows: the key itself for a cell of the total,
   * else definition, period, bucket and breakdown. All cells of a group are kept in one place.
   */
  public CellKey group(CellKey key) {
    return layout.group(key);
  }

  /**
   * What of a definition a cell belongs to.
   *
   * @param period null where the table has none
   * @param dimension {@link Breakdown#key}, 0 for the total
   */
  public record Place(int definition, @Nullable Period period, int dimension) {}

  /** What of a definition a cell, or a group of cells, belongs to. */
  public Place place(CellKey key) {
    return layout.place(key);
  }

  /** When the bucket of a cell begins; {@link Long#MIN_VALUE} for a table without buckets. */
  public long startMillis(CellKey key, ZoneCalendar calendar) {
    return layout.startMillis(layout.read(key), calendar);
  }

  /** Whether its buckets are never complete: {@link CellColumns#neverEnds}. */
  public boolean neverEnds() {
    return neverEnds;
  }

  /**
   * When the bucket of a cell ends; {@link Long#MAX_VALUE} for a table without buckets, and for one
   * whose buckets {@link #neverEnds never end}.
   */
  public long endMillis(CellKey key, ZoneCalendar calendar) {
    return neverEnds ? Long.MAX_VALUE : layout.completeAtMillis(layout.read(key), calendar);
  }

  /** The value of the breakdown in a key that {@link #group} gives a group for. */
  public String value(CellKey key) {
    return layout.value(layout.read(key));
  }

  /** The same key with another value of its breakdown. */
  public CellKey withValue(CellKey key, String value) {
    return layout.withValue(key, layout.read(key), value);
  }

  /**
   * The row's other columns, for a table without labels.
   *
   * @param complete whether the watermark has passed the end of what the row counts
   */
  public @Nullable Object[] publishedValues(CellValue value, boolean complete) {
    return publishedValues(value, complete, null);
  }

  /**
   * The row's other columns.
   *
   * @param complete whether the watermark has passed the end of what the row counts
   */
  public @Nullable Object[] publishedValues(
      CellKey key, CellValue value, boolean complete, DefinitionNames names) {
    return publishedValues(value, complete, withLabels ? label(key, names) : null);
  }

  private @Nullable String label(CellKey key, DefinitionNames names) {
    CellLayout.Parts parts = layout.read(key);
    return names.label(parts.definition, parts.number);
  }

  private @Nullable Object[] publishedValues(
      CellValue value, boolean complete, @Nullable String label) {
    @Nullable Object[] published = new Object[valueColumns.size()];
    int at = 0;
    for (int i = 0; i < values.size(); i++) {
      if (i == beforeComplete) {
        published[at++] = complete;
      }
      Function<CellValue, @Nullable Object> function = values.get(i).value();
      published[at++] = function == null ? label : function.apply(value);
    }
    if (values.size() == beforeComplete) {
      published[at] = complete;
    }
    return published;
  }

  /**
   * When the row becomes complete: the first instant after what it counts, epoch milliseconds;
   * {@link Long#MIN_VALUE} for a table without {@code complete}.
   */
  public long completeAtMillis(CellKey key, ZoneCalendar calendar) {
    if (beforeComplete < 0) {
      return Long.MIN_VALUE;
    }
    return layout.completeAtMillis(layout.read(key), calendar);
  }
}
