package io.engagement.core.table;

import io.engagement.core.time.ZoneCalendar;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** The function is null for a label: its value follows from the key. */
  private record ValueColumn(
      Column column, @Nullable Function<CellValue, @Nullable Object> value) {}

  private final int id;
  private final String name;
  private final String meaning;
  private final CellLayout layout;
  private final List<Measure> measures;
  private final int histogramCount;
  private final List<ValueColumn> values;
  private final boolean withComplete;
  private final boolean withLabels;
  private final boolean withSamples;
  private final List<Column> keyColumns;
  private final List<Column> valueColumns;
  private final boolean[] maximum;

  private CellTable(Builder builder) {
    this.id = builder.id;
    this.name = builder.name;
    this.meaning = builder.meaning;
    this.layout = new CellLayout(builder.keys, builder.ownedByDefinition);
    this.measures = List.copyOf(builder.measures);
    this.histogramCount = builder.histogramCount;
    this.values = List.copyOf(builder.values);
    this.withComplete = builder.withComplete;
    this.withSamples = builder.withSamples;
    this.withLabels = values.stream().anyMatch(value -> value.value() == null);
    List<Column> keyed = new ArrayList<>();
    if (builder.ownedByDefinition) {
      keyed.add(new Column("metric", ColumnType.TEXT, "Id of the definition."));
    }
    for (CellLayout.KeyColumn key : builder.keys) {
      if (key.column() != null) {
        keyed.add(builder.described(key.column()));
      }
    }
    this.keyColumns = List.copyOf(keyed);
    List<Column> valued = new ArrayList<>();
    values.forEach(value -> valued.add(builder.described(value.column())));
    if (withComplete) {
      valued.add(builder.described(new Column("complete", ColumnType.BOOLEAN)));
    }
    this.valueColumns = List.copyOf(valued);
    this.maximum = new boolean[measures.size()];
    for (int i = 0; i < maximum.length; i++) {
      maximum[i] = measures.get(i).combine() == Measure.Combine.MAX;
    }
  }

  /**
   * Starts a declaration.
   *
   * @param id 1 to 127, never reused
   * @param meaning what a row is, in a sentence
   */
  public static Builder named(int id, String name, String meaning) {
    return new Builder(id, name, meaning);
  }

  /** Starts a declaration of a table that nobody reads but the program. */
  public static Builder named(int id, String name) {
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

  public List<Measure> measures() {
    return measures;
  }

  public int histogramCount() {
    return histogramCount;
  }

  boolean hasSamples() {
    return withSamples;
  }

  long identity(int measure) {
    return maximum[measure] ? Long.MIN_VALUE : 0L;
  }

  boolean keepsLargest(int measure) {
    return maximum[measure];
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

  /** When the bucket of a cell ends; {@link Long#MAX_VALUE} for a table without buckets. */
  public long endMillis(CellKey key, ZoneCalendar calendar) {
    return layout.completeAtMillis(layout.read(key), calendar);
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
    for (int i = 0; i < values.size(); i++) {
      Function<CellValue, @Nullable Object> function = values.get(i).value();
      published[i] = function == null ? label : function.apply(value);
    }
    if (withComplete) {
      published[values.size()] = complete;
    }
    return published;
  }

  /**
   * When the row becomes complete: the first instant after what it counts, epoch milliseconds;
   * {@link Long#MIN_VALUE} for a table without {@code complete}.
   */
  public long completeAtMillis(CellKey key, ZoneCalendar calendar) {
    if (!withComplete) {
      return Long.MIN_VALUE;
    }
    return layout.completeAtMillis(layout.read(key), calendar);
  }

  /** Declares a table, column by column in published order. */
  public static final class Builder {
    private final int id;
    private final String name;
    private boolean ownedByDefinition = true;
    private final List<CellLayout.KeyColumn> keys = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();
    private int histogramCount;
    private final List<ValueColumn> values = new ArrayList<>();
    private boolean withComplete;
    private boolean withSamples;
    private final String meaning;
    private final Map<String, String> meanings = new HashMap<>();
    private String lastColumn = "";

    private Builder(int id, String name, String meaning) {
      this.id = id;
      this.name = name;
      this.meaning = meaning;
    }

    /** Says in a sentence what the column declared last holds. */
    public Builder means(String sentence) {
      meanings.put(lastColumn, sentence);
      return this;
    }

    private Column described(Column column) {
      return new Column(column.name(), column.type(), meanings.getOrDefault(column.name(), ""));
    }

    private Builder value(Column column, @Nullable Function<CellValue, @Nullable Object> value) {
      lastColumn = column.name();
      values.add(new ValueColumn(column, value));
      return this;
    }

    /** The table belongs to the deployment, not to a metric: no {@code metric} column. */
    public Builder withoutDefinition() {
      ownedByDefinition = false;
      return this;
    }

    public Builder key(String column, KeyPart part) {
      ColumnType type =
          switch (part) {
            case PERIOD, DIMENSION, TEXT -> ColumnType.TEXT;
            case BUCKET -> ColumnType.BUCKET;
            case DATE -> ColumnType.DATE;
            case INT -> ColumnType.INT;
            case COMPLETE_AT -> throw new IllegalArgumentException("use completeAt()");
          };
      lastColumn = column;
      keys.add(new CellLayout.KeyColumn(new Column(column, type), part));
      return this;
    }

    /** The usual pair of key columns for breakdowns. */
    public Builder dimension() {
      return key("dimension", KeyPart.DIMENSION)
          .means("Name of the breakdown; empty for the total.")
          .key("value", KeyPart.TEXT)
          .means("Value of the breakdown, (none) when absent; empty for the total.");
    }

    /** A measure that is published as it is; null where the column's type cannot hold it. */
    public Builder sum(String column, ColumnType type) {
      return measured(column, type, Measure.Combine.SUM);
    }

    /** A measure that keeps the largest and is published as it is; null while there is none. */
    public Builder max(String column, ColumnType type) {
      return measured(column, type, Measure.Combine.MAX);
    }

    private Builder measured(String column, ColumnType type, Measure.Combine combine) {
      int index = measures.size();
      measures.add(new Measure(column, combine));
      return value(new Column(column, type), value -> published(value, index, type, combine));
    }

    private static @Nullable Object published(
        CellValue value, int index, ColumnType type, Measure.Combine combine) {
      Number number = value.number(index);
      boolean absent =
          combine == Measure.Combine.MAX
              ? number.longValue() == Long.MIN_VALUE
              : number instanceof BigInteger && !type.isWide();
      return absent ? null : number;
    }

    /** A measure that keeps the smallest and is published as it is; null while there is none. */
    public Builder min(String column, ColumnType type) {
      int index = measures.size();
      // The largest of the negated is kept: -1 - x has a value for every x.
      measures.add(new Measure(column, Measure.Combine.MAX));
      return value(
          new Column(column, type),
          value -> value.measure(index) == Long.MIN_VALUE ? null : -1 - value.measure(index));
    }

    /** A column of JSON with a few of the texts that were added to {@link CellValue#samples}. */
    public Builder samples(String column) {
      withSamples = true;
      return value(new Column(column, ColumnType.JSON), value -> value.samples().json());
    }

    /** A measure that only derived columns use. */
    public Builder hidden(String measure) {
      measures.add(new Measure(measure, Measure.Combine.SUM));
      return this;
    }

    /** Makes room for the histograms that {@link #derived} columns read. */
    public Builder histograms(int count) {
      histogramCount = count;
      return this;
    }

    /** A column computed from the cell. */
    public Builder derived(
        String column, ColumnType type, Function<CellValue, @Nullable Object> value) {
      return value(new Column(column, type), value);
    }

    /** Adds the {@code complete} column, decided by the row's period and bucket. */
    public Builder complete() {
      return complete("Whether the watermark has passed the end of what the row counts.");
    }

    /** The same with another sentence. */
    public Builder complete(String sentence) {
      withComplete = true;
      meanings.put("complete", sentence);
      return this;
    }

    /**
     * Adds the {@code complete} column, decided by an instant that the key has at this place and
     * that is not published.
     */
    public Builder completeAt() {
      return completeAt("Whether the watermark has passed the end of what the row counts.");
    }

    /** The same with another sentence. */
    public Builder completeAt(String sentence) {
      keys.add(new CellLayout.KeyColumn(null, KeyPart.COMPLETE_AT));
      return complete(sentence);
    }

    /**
     * A text that the definition has for the number in the (last) {@link KeyPart#INT} column: see
     * the labels of its definition. Null when it has none.
     */
    public Builder label(String column) {
      return value(new Column(column, ColumnType.TEXT), null);
    }

    public CellTable build() {
      return new CellTable(this);
    }
  }
}
