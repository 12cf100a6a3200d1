package io.engagement.core.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.engagement.core.event.json.JsonNumbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an array of objects, for example {@code properties.products}: of each object the members
 * that were asked for. Elements that are no objects are passed over. Not thread-safe.
 *
 * <pre>{@code
 * lines.over(event.field(products));
 * while (lines.next()) {
 *   ... lines.index(), lines.value(0) ...
 * }
 * }</pre>
 */
public final class ObjectArray {
  private final List<String> members;
  private final @Nullable Object[] values;
  private String text = "";
  private @Nullable JsonParser parser;
  private int index;

  /**
   * @param members the names to read, numbered from 0
   */
  public ObjectArray(String... members) {
    this.members = List.of(members);
    this.values = new Object[members.length];
  }

  /** Whether a value of {@link UserEvent#field} is an array, be it empty. */
  public static boolean isArray(@Nullable Object field) {
    return field instanceof JsonText json && json.text().startsWith("[");
  }

  /** Begins with a value of {@link UserEvent#field}; what is no array has no objects. */
  public void over(@Nullable Object field) {
    index = -1;
    parser = null;
    if (field instanceof JsonText json && isArray(field)) {
      text = json.text();
      try {
        JsonParser opened = JsonText.FACTORY.createParser(text);
        opened.nextToken();
        parser = opened;
      } catch (IOException damaged) {
        throw new UncheckedIOException("not the JSON it was", damaged);
      }
    }
  }

  /**
   * Moves to the next object.
   *
   * @return false when there is none
   */
  public boolean next() {
    JsonParser in = parser;
    if (in == null) {
      return false;
    }
    try {
      JsonToken token = in.nextToken();
      while (token != JsonToken.END_ARRAY) {
        index++;
        if (token == JsonToken.START_OBJECT) {
          readObject(in);
          return true;
        }
        in.skipChildren();
        token = in.nextToken();
      }
      in.close();
    } catch (IOException damaged) {
      throw new UncheckedIOException("not the JSON it was", damaged);
    }
    parser = null;
    return false;
  }

  /** The place of the current object in the array, from 0; other elements count. */
  public int index() {
    return index;
  }

  /** A member of the current object, in the form of {@link UserEvent#field}. */
  public @Nullable Object value(int member) {
    return values[member];
  }

  private void readObject(JsonParser in) throws IOException {
    Arrays.fill(values, null);
    while (in.nextToken() != JsonToken.END_OBJECT) {
      int member = members.indexOf(in.currentName());
      JsonToken token = in.nextToken();
      if (member < 0) {
        in.skipChildren();
      } else {
        values[member] = value(in, token);
      }
    }
  }

  private @Nullable Object value(JsonParser in, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> in.getText();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonNumbers.canonical(in.getDecimalValue());
      case START_OBJECT, START_ARRAY -> {
        int from = (int) in.currentTokenLocation().getCharOffset();
        in.skipChildren();
        yield new JsonText(text.substring(from, (int) in.currentLocation().getCharOffset()));
      }
      default -> null;
    };
  }
}
