package io.engagement.core.event;

import io.engagement.core.event.Commerce.Kind;
import io.engagement.core.event.Vocabulary.Field;
import io.engagement.core.event.Vocabulary.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Commerce} of the events that some definition needs it of. Never throws for what an
 * event holds. Not thread-safe: one per decoder.
 */
public final class CommerceReader {
  private static final List<Field> FIELDS =
      List.of(
          Field.CART_ID, Field.ORDER_ID, Field.TOTAL, Field.REVENUE, Field.PRODUCTS, Field.ITEMS);

  private final int matcher;
  private final Map<String, Kind> kinds = new HashMap<>();
  private final Set<String> removals;
  private final NamedFields fields;
  private final LineItemReader items;

  /**
   * @param needed the kinds of events to read
   * @param matcher the number of the matcher that holds for them
   */
  CommerceReader(Vocabulary vocabulary, Set<Kind> needed, int matcher) {
    this.matcher = matcher;
    for (Kind kind : needed) {
      for (Name name : kind.names()) {
        vocabulary.names(name).forEach(spelled -> kinds.putIfAbsent(spelled, kind));
      }
    }
    removals = Set.copyOf(vocabulary.names(Name.PRODUCT_REMOVED));
    List<Field> all = new ArrayList<>(FIELDS);
    all.addAll(LineItemReader.fields());
    fields = new NamedFields(vocabulary::paths, all);
    items = new LineItemReader(vocabulary, fields);
  }

  /** The dotted JSON paths it looks at. */
  public List<String> paths() {
    return fields.paths();
  }

  /**
   * What an event says, whose type, name and matches are set.
   *
   * @param values the record's values by the index of {@link #paths}
   * @param warnings where to say what could not be read
   * @return null when no definition needs it
   */
  public @Nullable Commerce read(UserEvent event, PathValues values, Warnings warnings) {
    if (!event.matches(matcher)) {
      return null;
    }
    Kind kind = kinds.getOrDefault(event.name, Kind.CHECKOUT);
    boolean isOrder = kind == Kind.ORDER;
    boolean isRefund = kind == Kind.REFUND;
    boolean isOfCart = isOrder || kind.ordinal() <= Kind.CHECKOUT.ordinal();
    String currency =
        isOrder || isRefund || kind == Kind.CART_VIEWED ? currency(values, warnings) : null;
    long amount = isOrder || isRefund ? amount(values, warnings) : Money.ABSENT;
    if (currency == null && Money.isKnown(amount)) {
      currency = Money.currencyOf(amountValue(values));
    }
    List<LineItem> read = items(kind, event.name, values, warnings);
    boolean isListUnreadable = read == null && fields.value(Field.PRODUCTS, values) != null;
    return new Commerce(
        kind,
        isOfCart ? identifier(Field.CART_ID, values, warnings) : null,
        isOrder || isRefund ? identifier(Field.ORDER_ID, values, warnings) : null,
        currency,
        amount == Money.ABSENT && (isOrder || isRefund) && isListUnreadable
            ? Money.UNREADABLE
            : amount,
        read);
  }

  private @Nullable String currency(PathValues values, Warnings warnings) {
    Object value = fields.value(Field.CURRENCY, values);
    String currency = Money.currency(value);
    if (value != null && currency == null) {
      warnings.warn(WarningCode.UNREADABLE_CURRENCY, fields.path(Field.CURRENCY, values), value);
    }
    return currency;
  }

  private @Nullable Object amountValue(PathValues values) {
    Object total = fields.value(Field.TOTAL, values);
    return Money.amount(total) == Money.ABSENT ? fields.value(Field.REVENUE, values) : total;
  }

  private long amount(PathValues values, Warnings warnings) {
    Field field = Field.TOTAL;
    Object value = fields.value(field, values);
    long amount = Money.amount(value);
    if (amount == Money.ABSENT) {
      field = Field.REVENUE;
      value = fields.value(field, values);
      amount = Money.amount(value);
    }
    if (amount == Money.UNREADABLE) {
      warnings.warn(WarningCode.UNREADABLE_AMOUNT, fields.path(field, values), value);
    }
    return amount;
  }

  private @Nullable List<LineItem> items(
      Kind kind, String name, PathValues values, Warnings warnings) {
    return switch (kind) {
      case CHECKOUT -> null;
      case CART_CHANGED -> {
        List<LineItem> changed = one(Field.PRODUCTS, Field.PRODUCT_ID, values, warnings);
        String currency = currency(values, warnings);
        yield changed.stream()
            .map(item -> removals.contains(name) ? item.negated() : item)
            .map(item -> item.currency() == null ? item.withCurrency(currency) : item)
            .toList();
      }
      case LIST_CLICKED -> one(Field.PRODUCTS, Field.PRODUCT_ID, values, warnings);
      case RECOMMENDATION_CLICKED -> one(Field.ITEMS, Field.ITEM_ID, values, warnings);
      case CART_VIEWED, ORDER, REFUND ->
          withoutNegative(kind, list(Field.PRODUCTS, Field.PRODUCT_ID, values, warnings));
      case LIST_VIEWED -> {
        List<LineItem> shown = list(Field.PRODUCTS, Field.PRODUCT_ID, values, warnings);
        yield warnedOfZero(shown, Field.PRODUCTS, values, warnings);
      }
      case RECOMMENDATION_VIEWED -> {
        List<LineItem> shown = list(Field.ITEMS, Field.ITEM_ID, values, warnings);
        yield warnedOfZero(shown, Field.ITEMS, values, warnings);
      }
    };
  }

  /** What the event itself is about; what its list holds only when it names nothing itself. */
  private List<LineItem> one(Field list, Field id, PathValues values, Warnings warnings) {
    if (!items.isInEvent(id, values)) {
      List<LineItem> listed = list(list, id, values, warnings);
      if (listed != null && !listed.isEmpty()) {
        return listed;
      }
    }
    return List.of(items.ofEvent(id, values, warnings));
  }

  private @Nullable List<LineItem> list(
      Field list, Field id, PathValues values, Warnings warnings) {
    Object value = fields.value(list, values);
    return value == null ? null : items.ofList(value, fields.path(list, values), id, warnings);
  }

  /** A list holds no less than nothing of a product; of a refund the sign tells nothing. */
  private static @Nullable List<LineItem> withoutNegative(
      Kind kind, @Nullable List<LineItem> items) {
    if (items == null || items.stream().allMatch(item -> item.quantityMillionths() >= 0)) {
      return items;
    }
    return items.stream()
        .map(
            item -> {
              long quantity = item.quantityMillionths();
              long counted = kind == Kind.REFUND ? Math.abs(quantity) : Math.max(0, quantity);
              return item.withQuantity(counted);
            })
        .toList();
  }

  private @Nullable List<LineItem> warnedOfZero(
      @Nullable List<LineItem> shown, Field list, PathValues values, Warnings warnings) {
    if (shown != null && shown.stream().anyMatch(item -> item.position() == 0)) {
      warnings.warn(WarningCode.POSITIONS_FROM_ZERO, fields.path(list, values), null);
    }
    return shown;
  }

  private @Nullable String identifier(Field field, PathValues values, Warnings warnings) {
    Object value = fields.value(field, values);
    if (value instanceof Number) {
      return Identifiers.normalized(DimensionText.of(value));
    }
    if (value instanceof String text) {
      if (Identifiers.isLong(text.strip())) {
        warnings.warn(WarningCode.ID_HASHED, fields.path(field, values), null);
      }
      return Identifiers.normalized(text);
    }
    if (value != null) {
      warnings.warn(WarningCode.UNREADABLE_ID, fields.path(field, values), null);
    }
    return null;
  }
}
