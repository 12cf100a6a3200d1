package io.engagement.flink.serde;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.engagement.core.table.Column;
import io.engagement.core.table.RowChange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as JSON objects in UTF-8, members in column order, on one line: the same notation in topics
 * and files. Equal rows give equal bytes.
 *
 * <p>Dates are {@code "2024-01-04"}, instants UTC ({@code "2024-01-04T11:00:00Z"}), seconds, money
 * and decimals plain numbers without trailing zeros, JSON columns embedded, null {@code null}. Not
 * thread-safe.
 */
public final class RowJson {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          // The shortest form that reads back, the same on every JDK.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .rootValueSeparator((String) null)
          .build();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  /** Writes one object after the other; null until the first, and after one that failed. */
  private @Nullable JsonGenerator generator;

  /** The key columns. */
  public byte[] key(RowChange row) {
    return object(row.table().keyColumns(), row.key(), List.of(), new Object[0]);
  }

  /**
   * The definition that a key of {@link #key} belongs to; null for one of a table without
   * definitions.
   *
   * @throws IllegalArgumentException when it is no such key
   */
  public @Nullable String metric(byte[] key) {
    try (JsonParser in = JSON.createParser(key)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String member = in.currentName();
        in.nextToken();
        if (member.equals("metric")) {
          return in.getText();
        }
        in.skipChildren();
      }
      return null;
    } catch (IOException e) {
      throw new IllegalArgumentException("this is no key of a row", e);
    }
  }

  /**
   * The value columns.
   *
   * @return {@code null} when the row is deleted
   */
  public byte @Nullable [] value(RowChange row) {
    @Nullable Object[] values = row.values();
    return values == null
        ? null
        : object(row.table().valueColumns(), values, List.of(), new Object[0]);
  }

  /**
   * Key and value columns in one object, without a line end.
   *
   * @throws IllegalArgumentException when the row is deleted
   */
  public byte[] line(RowChange row) {
    @Nullable Object[] values = row.values();
    if (values == null) {
      throw new IllegalArgumentException("a deleted row has no line: " + row);
    }
    return object(row.table().keyColumns(), row.key(), row.table().valueColumns(), values);
  }

  private byte[] object(
      List<Column> columns,
      @Nullable Object[] values,
      List<Column> more,
      @Nullable Object[] moreValues) {
    JsonGenerator json = generator;
    generator = null;
    out.reset();
    try {
      if (json == null) {
        json = JSON.createGenerator(out, JsonEncoding.UTF8);
      }
      json.writeStartObject();
      write(columns, values, json);
      write(more, moreValues, json);
      json.writeEndObject();
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a row as JSON", e);
    }
    generator = json;
    return out.toByteArray();
  }

  private static void write(List<Column> columns, @Nullable Object[] values, JsonGenerator json)
      throws IOException {
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i);
      json.writeFieldName(column.name());
      Object value = values[i];
      if (value == null) {
        json.writeNull();
        continue;
      }
      switch (column.type()) {
        case TEXT, BUCKET -> json.writeString(wellFormed((String) value));
        case JSON -> json.writeRawValue(oneLine(wellFormed((String) value)));
        case BOOLEAN -> json.writeBoolean((Boolean) value);
        case DOUBLE -> json.writeNumber((Double) value);
        case DECIMAL -> json.writeNumber(PublishedText.decimal((BigDecimal) value));
        case LONG, INT -> json.writeNumber((Long) value);
        case SECONDS -> json.writeNumber(PublishedText.seconds((Number) value));
        case MONEY -> json.writeNumber(PublishedText.money((Number) value));
        case DATE -> json.writeString(PublishedText.date((Long) value));
        case TIMESTAMP -> json.writeString(PublishedText.instant((Long) value));
      }
    }
  }

  /** A lone surrogate has no UTF-8: it becomes what {@link RowFormat} makes of it. */
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      }
    }
    return text;
  }

  /** In JSON a line end can only stand between tokens, where a space means the same. */
  private static String oneLine(String json) {
    return json.indexOf('\n') < 0 && json.indexOf('\r') < 0
        ? json
        : json.replace('\n', ' ').replace('\r', ' ');
  }
}
