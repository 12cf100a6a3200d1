package io.engagement.core.event;

import io.engagement.core.event.Vocabulary.Field;
import io.engagement.core.event.json.Captures;
import io.engagement.core.event.json.JsonRefusal;
import io.engagement.core.event.json.JsonScanner;
import io.engagement.core.event.json.PathTrie;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads line items: of a list, be it an array or the text of one, or of the event itself. What
 * cannot be read is warned about and never throws. Not thread-safe.
 */
final class LineItemReader {
  private static final List<Field> MEMBERS =
      List.of(
          Field.PRODUCT_ID,
          Field.ITEM_ID,
          Field.PRICE,
          Field.QUANTITY,
          Field.CURRENCY,
          Field.POSITION,
          Field.IMPRESSION_ID);

  /** Keeps the place of what is no object in its list. */
  private static final LineItem NOTHING = new LineItem(null, Money.ABSENT, 0, null);

  private final NamedFields eventFields;
  private final NamedFields members;
  private final JsonScanner scanner;
  private final PathValues memberValues;

  private byte[] json = {};

  LineItemReader(Vocabulary vocabulary, NamedFields eventFields) {
    this.eventFields = eventFields;
    members = new NamedFields(vocabulary::lineItemPaths, MEMBERS);
    PathTrie.Builder trie = new PathTrie.Builder();
    int[] captures =
        members.paths().stream().mapToInt(path -> trie.capture(path, PathTrie.Use.VALUE)).toArray();
    scanner = new JsonScanner(SegmentDecoder.limits(Integer.MAX_VALUE), trie.build(Set.of()));
    Captures captured = scanner.captures();
    memberValues = path -> SegmentDecoder.value(captured, captures[path]);
  }

  /** The fields of an event that {@link #ofEvent} looks at. */
  static List<Field> fields() {
    return MEMBERS;
  }

  /** Whether an event has a product itself, outside any list. */
  boolean isInEvent(Field id, PathValues values) {
    return eventFields.value(id, values) != null
        || eventFields.value(Field.IMPRESSION_ID, values) != null;
  }

  /**
   * The one item that an event itself is about.
   *
   * @param id by which field it is called
   */
  LineItem ofEvent(Field id, PathValues values, Warnings warnings) {
    return item(eventFields, id, values, "", warnings);
  }

  /**
   * The items of a list.
   *
   * @param list a value of {@link UserEvent#field}
   * @param path where it is, for people
   * @param id by which field an item is called
   * @return null when it is no list
   */
  @Nullable List<LineItem> ofList(Object list, String path, Field id, Warnings warnings) {
    String text =
        list instanceof JsonText array ? array.text() : list instanceof String string ? string : "";
    json = text.getBytes(StandardCharsets.UTF_8);
    List<LineItem> items = new ArrayList<>();
    if (!readElements(items, path, id, warnings)) {
      warnings.warn(WarningCode.UNREADABLE_ITEMS, path, list);
      return null;
    }
    return items;
  }

  private boolean readElements(List<LineItem> items, String path, Field id, Warnings warnings) {
    int at = skip(0);
    if (at == json.length || json[at] != '[') {
      return false;
    }
    at = skip(at + 1);
    if (at < json.length && json[at] == ']') {
      return skip(at + 1) == json.length;
    }
    while (at < json.length) {
      int end = endOfValue(at);
      if (end <= at) {
        return false;
      }
      if (items.size() < Commerce.MOST_ITEMS) {
        items.add(element(at, end, path, id, warnings));
      } else {
        warnings.warn(WarningCode.TOO_MANY_ITEMS, path, null);
      }
      at = skip(end);
      if (at < json.length && json[at] == ']') {
        return skip(at + 1) == json.length;
      }
      if (at == json.length || json[at] != ',') {
        return false;
      }
      at = skip(at + 1);
    }
    return false;
  }

  private LineItem element(int from, int to, String path, Field id, Warnings warnings) {
    try {
      scanner.scan(json, from, to - from);
      return item(members, id, memberValues, path + "[].", warnings);
    } catch (JsonRefusal refusal) {
      String text = new String(json, from, to - from, StandardCharsets.UTF_8);
      warnings.warn(WarningCode.UNREADABLE_ITEMS, path + "[]", text);
      return NOTHING;
    }
  }

  private static LineItem item(
      NamedFields fields, Field id, PathValues values, String prefix, Warnings warnings) {
    Object price = fields.value(Field.PRICE, values);
    Object quantity = fields.value(Field.QUANTITY, values);
    Object position = fields.value(Field.POSITION, values);
    Object currency = fields.value(Field.CURRENCY, values);
    long priceMillionths = Money.amount(price);
    long quantityMillionths = Money.quantity(quantity);
    long place = Money.whole(position, Commerce.MOST_POSITION);
    String ownCurrency = Money.currency(currency);
    long pieces = Money.isKnown(quantityMillionths) ? quantityMillionths : Money.ONE;
    if (Money.times(priceMillionths, pieces) == Money.UNREADABLE) {
      String path = prefix + fields.path(Field.PRICE, values);
      warnings.warn(WarningCode.UNREADABLE_AMOUNT, path, price);
    }
    if (quantityMillionths == Money.UNREADABLE) {
      String path = prefix + fields.path(Field.QUANTITY, values);
      warnings.warn(WarningCode.UNREADABLE_QUANTITY, path, quantity);
    } else if (Money.isKnown(quantityMillionths) && quantityMillionths < 0) {
      String path = prefix + fields.path(Field.QUANTITY, values);
      warnings.warn(WarningCode.NEGATIVE_QUANTITY, path, quantity);
    }
    if (place == Money.UNREADABLE) {
      String path = prefix + fields.path(Field.POSITION, values);
      warnings.warn(WarningCode.UNREADABLE_POSITION, path, position);
    }
    if (currency != null && ownCurrency == null) {
      String path = prefix + fields.path(Field.CURRENCY, values);
      warnings.warn(WarningCode.UNREADABLE_CURRENCY, path, currency);
    }
    return new LineItem(
        id(fields, id, values, prefix, warnings),
        priceMillionths,
        pieces,
        ownCurrency == null ? Money.currencyOf(price) : ownCurrency,
        Money.isKnown(place) ? (int) place : LineItem.NOWHERE,
        id(fields, Field.IMPRESSION_ID, values, prefix, warnings));
  }

  private static @Nullable String id(
      NamedFields fields, Field field, PathValues values, String prefix, Warnings warnings) {
    Object value = fields.value(field, values);
    if (value instanceof String text && Identifiers.isLong(text.strip())) {
      warnings.warn(WarningCode.ID_HASHED, prefix + fields.path(field, values), null);
    }
    return Identifiers.text(value);
  }

  private int skip(int from) {
    int at = from;
    while (at < json.length
        && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
      at++;
    }
    return at;
  }

  /** Where a value ends, well-formed or not; -1 when it does not. */
  private int endOfValue(int from) {
    int depth = 0;
    boolean isQuoted = false;
    for (int at = from; at < json.length; at++) {
      byte b = json[at];
      if (isQuoted) {
        if (b == '\\') {
          at++;
        } else if (b == '"') {
          isQuoted = false;
        }
        continue;
      }
      switch (b) {
        case '"' -> isQuoted = true;
        case '{', '[' -> depth++;
        case '}', ']' -> {
          if (depth == 0) {
            return at;
          }
          depth--;
          if (depth == 0) {
            return at + 1;
          }
        }
        case ',' -> {
          if (depth == 0) {
            return at;
          }
        }
        default -> {
          // Within the value.
        }
      }
    }
    return -1;
  }
}
