package io.engagement.core.table;

import io.engagement.core.table.CellTable.KeyPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Declares the columns of a {@link CellTable} in published order: each with what it means, and for
 * each measure the handle by which it is added to.
 */
public final class CellColumns {
  private static final int ALL = Integer.MAX_VALUE;

  /** The function is null for a label: its value follows from the key. */
  record ValueColumn(Column column, @Nullable Function<CellValue, @Nullable Object> value) {}

  final int id;
  final String name;
  boolean ownedByDefinition = true;
  final List<CellLayout.KeyColumn> keys = new ArrayList<>();
  final List<Measure> measures = new ArrayList<>();
  final List<Distribution> distributions = new ArrayList<>();
  final List<ValueColumn> values = new ArrayList<>();

  /** How many columns come before {@code complete}; below 0 without one. */
  int beforeComplete = -1;

  boolean withSamples;
  boolean outlivesBucket;
  boolean neverEnds;
  final String meaning;
  private final Map<String, String> meanings = new HashMap<>();
  private String lastColumn = "";

  CellColumns(int id, String name, String meaning) {
    this.id = id;
    this.name = name;
    this.meaning = meaning;
  }

  /** Says in a sentence what the column declared last holds. */
  public CellColumns means(String sentence) {
    meanings.put(lastColumn, sentence);
    return this;
  }

  Column described(Column column) {
    return new Column(column.name(), column.type(), meanings.getOrDefault(column.name(), ""));
  }

  private CellColumns value(Column column, @Nullable Function<CellValue, @Nullable Object> value) {
    lastColumn = column.name();
    values.add(new ValueColumn(column, value));
    return this;
  }

  /** The table belongs to the deployment, not to a metric: no {@code metric} column. */
  public CellColumns withoutDefinition() {
    ownedByDefinition = false;
    return this;
  }

  public CellColumns key(String column, KeyPart part) {
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
  public CellColumns dimension() {
    return key("dimension", KeyPart.DIMENSION)
        .means("Name of the breakdown; empty for the total.")
        .key("value", KeyPart.TEXT)
        .means("Value of the breakdown, (none) when absent; empty for the total.");
  }

  /**
   * Measures that are published as they are, a column each.
   *
   * @throws IllegalArgumentException for one that is a column already, of this table or another
   */
  public CellColumns measures(Measure... published) {
    for (Measure measure : published) {
      measures.add(measure);
      value(measure.column(), measure::published);
      means(measure.column().meaning());
    }
    return this;
  }

  /** A column of JSON with a few of the texts that were added to {@link CellValue#samples}. */
  public CellColumns samples(String column) {
    withSamples = true;
    return value(new Column(column, ColumnType.JSON), value -> value.samples().json());
  }

  /** Measures that only derived columns use. */
  public CellColumns hidden(Measure... unpublished) {
    measures.addAll(List.of(unpublished));
    return this;
  }

  /** Distributions that {@link #derived} columns read. */
  public CellColumns distributions(Distribution... kept) {
    distributions.addAll(List.of(kept));
    return this;
  }

  /** A column computed from the cell. */
  public CellColumns derived(
      String column, ColumnType type, Function<CellValue, @Nullable Object> value) {
    return value(new Column(column, type), value);
  }

  /** Adds the {@code complete} column, decided by the row's period and bucket. */
  public CellColumns complete() {
    return complete("Whether the watermark has passed the end of what the row counts.");
  }

  /**
   * The same with another sentence. Columns that are declared after it come after it: a table that
   * has been published gets new ones at its end.
   */
  public CellColumns complete(String sentence) {
    beforeComplete = values.size();
    meanings.put("complete", sentence);
    return this;
  }

  /**
   * Adds the {@code complete} column, decided by an instant that the key has at this place and that
   * is not published.
   */
  public CellColumns completeAt() {
    return completeAt("Whether the watermark has passed the end of what the row counts.");
  }

  /** The same with another sentence. */
  public CellColumns completeAt(String sentence) {
    keys.add(new CellLayout.KeyColumn(null, KeyPart.COMPLETE_AT));
    complete(sentence);
    beforeComplete = ALL;
    return this;
  }

  /**
   * A text that the definition has for the number in the (last) {@link KeyPart#INT} column: see the
   * labels of its definition. Null when it has none.
   */
  public CellColumns label(String column) {
    return value(new Column(column, ColumnType.TEXT), null);
  }

  /**
   * What began in a bucket may go on after its end without limit: a session past midnight, a refund
   * of an order. So a change of a complete row does not prove that something came late.
   */
  public CellColumns outlivesBucket() {
    outlivesBucket = true;
    return this;
  }

  /**
   * What happens at any later time still changes a bucket as a matter of course, so none is ever
   * complete: {@link CellTable#endMillis}.
   */
  public CellColumns neverEnds() {
    neverEnds = true;
    return this;
  }

  public CellTable build() {
    return new CellTable(this);
  }
}
