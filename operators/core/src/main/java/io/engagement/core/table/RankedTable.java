package io.engagement.core.table;

import io.engagement.core.state.StableHash;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are the first items of rankings: one ranking per definition, bucket and
 * dimension value; the items with the largest first measure, then second measure, then in the order
 * of their code points; numbered from 1. How many are published is up to the definition.
 *
 * <p>The items are counted in cells of a table of their own with the same id, which is not
 * published: {@link #items}. The key of an item's cell is bucket, dimension, value, item.
 *
 * <p>How many values a breakdown has in a bucket no ranking knows: it is of one of them. So each is
 * counted in a cell of another table that is not published: {@link #values}.
 *
 * <p>A ranking is kept in {@link #SHARDS} parts, by a hash of the item, so that a bucket that
 * everybody looks at is not all on one machine.
 */
public final class RankedTable implements TableSpec {
  /** Part of the state's keys: never changes. */
  public static final int SHARDS = 16;

  private final CellTable items;
  private final CellTable values;
  private final Measure rankings;
  private final List<Column> keyColumns;
  private final List<Column> valueColumns;

  private RankedTable(CellTable items, int valuesId) {
    this.items = items;
    this.rankings = Measure.sum("rankings");
    this.values =
        CellTable.named(valuesId, items.name() + "_values")
            .key("bucket", CellTable.KeyPart.DATE)
            .dimension()
            .hidden(rankings)
            .build();
    List<Column> keyed = new ArrayList<>(items.keyColumns());
    Column item = keyed.remove(keyed.size() - 1);
    keyed.add(new Column("rank", ColumnType.INT, "Place of the item, from 1."));
    this.keyColumns = List.copyOf(keyed);
    List<Column> valued = new ArrayList<>();
    valued.add(item);
    valued.addAll(items.valueColumns());
    this.valueColumns = List.copyOf(valued);
  }

  /**
   * Declares a table.
   *
   * @param id 1 to 127, never reused
   * @param valuesId likewise, of {@link #values}
   * @param meaning what a row is, in a sentence
   * @param item the name of the item's column
   * @param measures in published order, at least the two that are ranked by
   */
  public static RankedTable named(
      int id, int valuesId, String name, String meaning, String item, Measure... measures) {
    CellColumns cells =
        CellTable.named(id, name, meaning)
            .key("bucket", CellTable.KeyPart.DATE)
            .means("First day of the day, week or month; 1970-01-01 for all.")
            .dimension()
            .key(item, CellTable.KeyPart.TEXT)
            .means("What was counted, (none) when absent.");
    return new RankedTable(cells.measures(measures).build(), valuesId);
  }

  @Override
  public int id() {
    return items.id();
  }

  @Override
  public String name() {
    return items.name();
  }

  @Override
  public String meaning() {
    return items.meaning();
  }

  @Override
  public List<Column> keyColumns() {
    return keyColumns;
  }

  @Override
  public List<Column> valueColumns() {
    return valueColumns;
  }

  /** The cells in which items are counted. */
  public CellTable items() {
    return items;
  }

  /**
   * The cells of values: one for each ranking of a breakdown's value. Their key is that of the
   * ranking, but for the table.
   */
  public CellTable values() {
    return values;
  }

  /** The change when the value of a ranking gets it (1) or loses it (-1). */
  public CellDelta valueOf(CellKey ranking, int change) {
    byte[] key = ranking.bytes().clone();
    key[0] = (byte) values.id();
    CellValue cell = new CellValue(values);
    cell.add(rankings, change);
    return new CellDelta(new CellKey(key), cell);
  }

  /** The ranking that an item's cell belongs to: the cell's key without the item. */
  public static CellKey ranking(CellKey item) {
    return new CellKey(Arrays.copyOf(item.bytes(), itemAt(item)));
  }

  /** The part of the ranking that an item's cell belongs to: the ranking's key and one byte. */
  public static CellKey shard(CellKey item) {
    byte[] bytes = item.bytes();
    int at = itemAt(item);
    byte[] shard = Arrays.copyOf(bytes, at + 1);
    shard[at] = (byte) part(bytes, at, bytes.length - at);
    return new CellKey(shard);
  }

  /** The number of the part that an item belongs to, in every ranking; from 0. */
  public static int part(String item) {
    StateWriter out = new StateWriter(item.length() + 4);
    out.writeText(item);
    return part(out.array(), 0, out.size());
  }

  private static int part(byte[] bytes, int offset, int length) {
    return (int) (StableHash.hash64(bytes, offset, length) & (SHARDS - 1));
  }

  /** The ranking of a part of one. */
  public static CellKey rankingOfShard(CellKey shard) {
    return new CellKey(Arrays.copyOf(shard.bytes(), shard.bytes().length - 1));
  }

  /** The item of an item's cell. */
  public static String item(CellKey item) {
    byte[] bytes = item.bytes();
    int at = itemAt(item);
    return new StateReader().over(bytes, at, bytes.length - at).readRequiredText();
  }

  /** The cell of an item in a ranking. */
  public static CellKey itemOf(CellKey ranking, String item) {
    StateWriter out = new StateWriter(ranking.bytes().length + item.length() + 4);
    out.writeBytes(ranking.bytes(), 0, ranking.bytes().length);
    out.writeText(item);
    return new CellKey(out.toBytes());
  }

  /** What of a definition a cell, shard or ranking belongs to. */
  public static CellTable.Place place(CellKey key) {
    StateReader in = header(key);
    int definition = definitionKey(key);
    in.readSigned();
    return new CellTable.Place(definition, null, in.readInt());
  }

  /**
   * The first instant after the bucket of a cell, shard or ranking.
   *
   * @param bucket how the definition cuts buckets: the key does not say
   */
  public static long endMillis(CellKey key, Period bucket, ZoneCalendar calendar) {
    return bucket.endMillis(header(key).readSigned(), calendar);
  }

  private static StateReader header(CellKey key) {
    StateReader in = new StateReader().over(key.bytes());
    in.skip(1 + Integer.BYTES);
    return in;
  }

  /** The definition that a cell, shard or ranking belongs to. */
  public static int definitionKey(CellKey key) {
    StateReader in = new StateReader().over(key.bytes());
    in.skip(1);
    return in.readInt();
  }

  private static int itemAt(CellKey item) {
    StateReader in = new StateReader().over(item.bytes());
    in.skip(1 + Integer.BYTES);
    in.readSigned();
    in.skip(Integer.BYTES);
    in.skip(Math.max(0, in.readUnsignedInt() - 1));
    return in.position();
  }

  /**
   * The row of an item at a rank, or its absence.
   *
   * @param rank from 1
   * @param value null when there is no item at the rank any more
   * @return null when the definition or dimension is no longer configured
   */
  public @Nullable RowChange row(
      CellKey ranking, long rank, String item, @Nullable CellValue value, DefinitionNames names) {
    Object[] key = items.publishedKey(itemOf(ranking, item), names);
    if (key == null) {
      return null;
    }
    key[key.length - 1] = rank;
    if (value == null) {
      return new RowChange(this, key, null);
    }
    @Nullable Object[] counted = items.publishedValues(value, false);
    @Nullable Object[] values = new Object[counted.length + 1];
    values[0] = item;
    System.arraycopy(counted, 0, values, 1, counted.length);
    return new RowChange(this, key, values);
  }
}
