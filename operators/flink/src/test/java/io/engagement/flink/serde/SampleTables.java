package io.engagement.flink.serde;

import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.math.BigDecimal;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Tables with a column of every type, and rows of them. */
public final class SampleTables {
  /** Two key columns, a value column of every type. */
  public static final FactTable WIDE =
      new FactTable(
          101,
          "wide",
          List.of(new Column("metric", ColumnType.TEXT), new Column("step", ColumnType.INT)),
          List.of(
              new Column("text", ColumnType.TEXT),
              new Column("long", ColumnType.LONG),
              new Column("int", ColumnType.INT),
              new Column("flag", ColumnType.BOOLEAN),
              new Column("seconds", ColumnType.SECONDS),
              new Column("money", ColumnType.MONEY),
              new Column("date", ColumnType.DATE),
              new Column("at", ColumnType.TIMESTAMP),
              new Column("json", ColumnType.JSON),
              new Column("double", ColumnType.DOUBLE)));

  public static final FactTable NARROW =
      new FactTable(
          102,
          "narrow",
          List.of(new Column("day", ColumnType.DATE)),
          List.of(new Column("users", ColumnType.LONG)));

  /** Decimals, as key and as value; younger than the golden bytes and so not among {@link #all}. */
  public static final FactTable EXACT =
      new FactTable(
          103,
          "exact",
          List.of(new Column("at_least", ColumnType.DECIMAL)),
          List.of(new Column("sum", ColumnType.DECIMAL)));

  private static final String[] TEXTS = {
    "",
    "web",
    "a\tb",
    "line\nline\r\n",
    "back\\slash",
    "\\.",
    "\\N",
    "quo\"te's",
    "é漢😀",
    "\u2028",
    ","
  };
  private static final long[] NUMBERS = {0, 1, -1, 58_000, 58_500, Integer.MAX_VALUE, 1L << 40};

  private SampleTables() {}

  public static List<TableSpec> all() {
    return List.of(WIDE, NARROW);
  }

  /** A row with all values, the same every time. */
  public static RowChange fullRow() {
    return new RowChange(
        WIDE,
        new Object[] {"web", 3L},
        new Object[] {
          "say \"hi\"",
          1L << 40,
          -7L,
          true,
          58_500L,
          12_500_000L,
          19_726L,
          1_704_366_000_123L,
          "{\"a\": 1,\n\"b\":[]}",
          0.1
        });
  }

  public static RowChange emptyRow() {
    return new RowChange(WIDE, new Object[] {"", 0L}, new Object[10]);
  }

  public static RowChange deletedRow() {
    return new RowChange(WIDE, new Object[] {"web", 4L}, null);
  }

  public static RowChange narrowRow(long day, long users) {
    return new RowChange(NARROW, new Object[] {day}, new Object[] {users});
  }

  public static RowChange exactRow(String atLeast, @Nullable String sum) {
    return new RowChange(
        EXACT,
        new Object[] {new BigDecimal(atLeast)},
        new Object[] {sum == null ? null : new BigDecimal(sum)});
  }

  /** Any row; keys repeat often. */
  public static RowChange anyRow(RandomGenerator random) {
    if (random.nextInt(4) == 0) {
      Object[] key = {(long) random.nextInt(20)};
      return random.nextInt(5) == 0
          ? new RowChange(NARROW, key, null)
          : new RowChange(NARROW, key, new Object[] {number(random)});
    }
    Object[] key = {text(random), (long) random.nextInt(3)};
    if (random.nextInt(5) == 0) {
      return new RowChange(WIDE, key, null);
    }
    Object[] values = {
      text(random),
      number(random),
      (long) random.nextInt(),
      random.nextBoolean(),
      number(random),
      number(random),
      (long) random.nextInt(-100_000, 100_000),
      random.nextLong(-50_000_000_000_000L, 200_000_000_000_000L),
      "{\"k\":" + random.nextInt(9) + "}",
      random.nextGaussian()
    };
    for (int i = 0; i < values.length; i++) {
      if (random.nextInt(6) == 0) {
        values[i] = null;
      }
    }
    return new RowChange(WIDE, key, values);
  }

  private static String text(RandomGenerator random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private static Long number(RandomGenerator random) {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }
}
