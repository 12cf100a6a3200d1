package io.engagement.core.table;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the key columns of a table lie in the bytes of a {@link CellKey}, and what they say. */
final class CellLayout {
  /** Table id and definition key. */
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  /**
   * A part of the key.
   *
   * @param column null for a part that is not published
   */
  record KeyColumn(@Nullable Column column, CellTable.KeyPart part) {}

  private final List<KeyColumn> columns;
  private final boolean ownedByDefinition;
  private final boolean withCompleteAt;

  /** The index of the value of a breakdown; -1 for a table without breakdowns. */
  private final int valueColumn;

  CellLayout(List<KeyColumn> columns, boolean ownedByDefinition) {
    this.columns = List.copyOf(columns);
    this.ownedByDefinition = ownedByDefinition;
    int dimension = -1;
    boolean completeAt = false;
    for (int i = 0; i < columns.size(); i++) {
      dimension = columns.get(i).part() == CellTable.KeyPart.DIMENSION ? i : dimension;
      completeAt |= columns.get(i).part() == CellTable.KeyPart.COMPLETE_AT;
    }
    this.valueColumn = dimension < 0 ? -1 : dimension + 1;
    this.withCompleteAt = completeAt;
  }

  /** What the bytes of one key say. */
  static final class Parts {
    final int definition;
    final Object[] columns;
    Period period = Period.DAY;
    boolean hasPeriod;
    long bucket;
    boolean hasBucket;
    long number;
    long completeAtMillis = Long.MAX_VALUE;
    int dimension;

    /** Where the value of the breakdown begins, with its length, and ends. */
    int valueFrom;

    int valueTo;

    private Parts(int definition, int columns) {
      this.definition = definition;
      this.columns = new Object[columns];
    }
  }

  /**
   * Takes a key apart.
   *
   * @throws IllegalStateException when it has other parts than the table's key columns
   */
  Parts read(CellKey key) {
    StateReader in = new StateReader().over(key.bytes());
    in.skip(1);
    Parts parts = new Parts(in.readInt(), columns.size());
    for (int i = 0; i < columns.size(); i++) {
      int from = in.position();
      parts.columns[i] = read(columns.get(i).part(), in, parts);
      if (i == valueColumn) {
        parts.valueFrom = from;
        parts.valueTo = in.position();
      }
    }
    in.expectEnd();
    return parts;
  }

  private static Object read(CellTable.KeyPart part, StateReader in, Parts parts) {
    switch (part) {
      case PERIOD -> {
        parts.hasPeriod = true;
        parts.period = Period.at(in.readByte());
        return parts.period.label();
      }
      case BUCKET -> {
        bucket(in.readSigned(), parts);
        return parts.period.text(parts.bucket);
      }
      case DATE -> {
        bucket(in.readSigned(), parts);
        return parts.bucket;
      }
      case INT -> {
        parts.number = in.readSigned();
        return parts.number;
      }
      case DIMENSION -> {
        parts.dimension = in.readInt();
        return parts.dimension;
      }
      case TEXT -> {
        return in.readRequiredText();
      }
      case COMPLETE_AT -> {
        parts.completeAtMillis = in.readSigned();
        return parts.completeAtMillis;
      }
    }
    throw new IllegalStateException("no part of a key: " + part);
  }

  /** The first date is the bucket. */
  private static void bucket(long number, Parts parts) {
    if (!parts.hasBucket) {
      parts.bucket = number;
      parts.hasBucket = true;
    }
  }

  /**
   * The row's key as published; null when the definition or breakdown is no longer configured.
   *
   * @param size the number of published key columns
   */
  Object @Nullable [] published(Parts parts, DefinitionNames names, int size) {
    Object[] published = new Object[size];
    int at = 0;
    if (ownedByDefinition) {
      String metric = names.definition(parts.definition);
      if (metric == null) {
        return null;
      }
      published[at++] = metric;
    }
    for (int i = 0; i < columns.size(); i++) {
      KeyColumn column = columns.get(i);
      Object value = parts.columns[i];
      if (column.part() == CellTable.KeyPart.DIMENSION) {
        value = names.dimension(parts.dimension);
        if (value == null) {
          return null;
        }
      }
      if (column.column() != null) {
        published[at++] = value;
      }
    }
    return published;
  }

  long completeAtMillis(Parts parts, ZoneCalendar calendar) {
    return withCompleteAt || !parts.hasBucket
        ? parts.completeAtMillis
        : parts.period.endMillis(parts.bucket, calendar);
  }

  /** When the bucket begins; {@link Long#MIN_VALUE} for a table without buckets. */
  long startMillis(Parts parts, ZoneCalendar calendar) {
    return parts.hasBucket ? parts.period.startMillis(parts.bucket, calendar) : Long.MIN_VALUE;
  }

  /** See {@link CellTable#place}. */
  CellTable.Place place(CellKey key) {
    if (!key.isGroup()) {
      Parts parts = read(key);
      return new CellTable.Place(
          parts.definition, parts.hasPeriod ? parts.period : null, parts.dimension);
    }
    byte[] bytes = key.bytes();
    StateReader in = new StateReader().over(bytes);
    in.skip(1);
    int definition = in.readInt();
    boolean hasPeriod = columns.stream().anyMatch(c -> c.part() == CellTable.KeyPart.PERIOD);
    Period period = hasPeriod ? Period.at(in.readByte()) : null;
    in.skip(in.remaining() - Integer.BYTES);
    return new CellTable.Place(definition, period, in.readInt());
  }

  /** See {@link CellTable#group}. */
  CellKey group(CellKey key) {
    if (valueColumn < 0) {
      return key;
    }
    Parts parts = read(key);
    if (parts.dimension == 0) {
      return key;
    }
    StateWriter out = new StateWriter(HEADER_BYTES + 16);
    out.writeByte(key.bytes()[0] | CellKey.GROUP);
    out.writeInt(parts.definition);
    if (parts.hasPeriod) {
      out.writeByte(parts.period.ordinal());
    }
    if (parts.hasBucket) {
      out.writeSigned(parts.bucket);
    }
    out.writeInt(parts.dimension);
    return new CellKey(out.toBytes());
  }

  /** The value of the breakdown, as text. */
  String value(Parts parts) {
    return (String) parts.columns[valueColumn];
  }

  /** The same key with another value of its breakdown. */
  CellKey withValue(CellKey key, Parts parts, String value) {
    byte[] bytes = key.bytes();
    StateWriter out = new StateWriter(bytes.length + value.length());
    out.writeBytes(bytes, 0, parts.valueFrom);
    out.writeText(value);
    out.writeBytes(bytes, parts.valueTo, bytes.length - parts.valueTo);
    return new CellKey(out.toBytes());
  }
}
