package io.engagement.core.metric.recommendations;

import io.engagement.core.event.Condition;
import io.engagement.core.event.DimensionText;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.EventType;
import io.engagement.core.event.Money;
import io.engagement.core.event.ObjectArray;
import io.engagement.core.event.ProductLine;
import io.engagement.core.event.ProductLines;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads views, clicks and orders from events: {@code Recommendation Viewed} and {@code
 * Recommendation Clicked}; {@code Product List Viewed} and {@code Product Clicked} with a {@code
 * list_id}; {@code Order Completed} with {@code products}.
 */
final class RecommendationEvents {
  /** Items of an event beyond so many are not looked at. */
  static final int MOST_ITEMS = 500;

  /** Higher positions count as absent. */
  static final int MOST_POSITION = 1_000_000;

  private static final String LIST_ID = "properties.list_id";
  private static final String PRODUCTS = "properties.products";
  private static final int NO_POSITION = 0;

  private final ZoneCalendar calendar;
  private final String defaultCurrency;
  private final List<Breakdown> breakdowns;
  private final int viewed;
  private final int clicked;
  private final int listViewed;
  private final int listClicked;
  private final int ordered;
  private final int recommendationId;
  private final int placementId;
  private final int modelId;
  private final int modelVersion;
  private final int impressionId;
  private final int itemId;
  private final int position;
  private final int items;
  private final int listId;
  private final int productId;
  private final int products;
  private final int currency;
  private final ObjectArray shownItems = new ObjectArray("item_id", "position", "impression_id");
  private final ObjectArray listItems = new ObjectArray("product_id", "position", "impression_id");
  private final ProductLines lines = new ProductLines();
  private final StateWriter id = new StateWriter(64);

  RecommendationEvents(
      EventSchema.Builder schema,
      ZoneCalendar calendar,
      String defaultCurrency,
      List<Breakdown> breakdowns) {
    this.calendar = calendar;
    this.defaultCurrency = defaultCurrency;
    this.breakdowns = breakdowns;
    viewed = schema.matcher(track("Recommendation Viewed", null));
    clicked = schema.matcher(track("Recommendation Clicked", null));
    listViewed = schema.matcher(track("Product List Viewed", LIST_ID));
    listClicked = schema.matcher(track("Product Clicked", LIST_ID));
    ordered = schema.matcher(track("Order Completed", PRODUCTS));
    recommendationId = schema.field("properties.recommendation_id");
    placementId = schema.field("properties.placement_id");
    modelId = schema.field("properties.model_id");
    modelVersion = schema.field("properties.model_version");
    impressionId = schema.field("properties.impression_id");
    itemId = schema.field("properties.item_id");
    position = schema.field("properties.position");
    items = schema.field("properties.items");
    listId = schema.field(LIST_ID);
    productId = schema.field("properties.product_id");
    products = schema.field(PRODUCTS);
    currency = schema.field("properties.currency");
  }

  private static EventMatcher track(String name, @Nullable String required) {
    List<Condition> where =
        required == null
            ? List.of()
            : List.of(new Condition(required, Condition.Operator.EXISTS, List.of(true)));
    return new EventMatcher.Spec(List.of(EventType.TRACK), List.of(name), where);
  }

  boolean isWanted(UserEvent event) {
    return event.matches(viewed)
        || event.matches(clicked)
        || event.matches(listViewed)
        || event.matches(listClicked)
        || event.matches(ordered);
  }

  /** The view that an event is; null when it is none, or showed nothing. */
  @Nullable View view(UserEvent event) {
    if (event.matches(viewed)) {
      long shownUnder = ShownKeys.recommendation(text(event.field(recommendationId)));
      return view(
          event,
          shownUnder,
          View.Kind.RECOMMENDATION,
          modelSurface(event),
          shownItems,
          event.field(items));
    }
    String list = event.matches(listViewed) ? text(event.field(listId)) : "";
    return list.isEmpty()
        ? null
        : view(
            event,
            ShownKeys.list(list),
            View.Kind.LIST,
            surface(event, list, list),
            listItems,
            event.field(products));
  }

  private @Nullable View view(
      UserEvent event,
      long shownUnder,
      View.Kind kind,
      Surface surface,
      ObjectArray reader,
      @Nullable Object array) {
    List<Showing> showings = new ArrayList<>();
    reader.over(array);
    while (reader.next() && reader.index() < MOST_ITEMS) {
      String item = text(reader.value(0));
      String ownId = text(reader.value(2));
      long itemKey = item.isEmpty() ? ShownKeys.NO_ITEM : ShownKeys.item(item);
      int at = position(reader.value(1), reader.index() + 1);
      if (!ownId.isEmpty()) {
        showings.add(Showing.withOwnKey(ShownKeys.impression(ownId), itemKey, at));
      } else if (!item.isEmpty()) {
        showings.add(new Showing(shownUnder, itemKey, at));
      }
    }
    return showings.isEmpty()
        ? null
        : new View(
            event.timeMillis,
            id(event),
            shownUnder,
            kind,
            surface,
            showings.toArray(new Showing[0]));
  }

  /** The click that an event is; null when it is none, or on nothing. */
  @Nullable Click click(UserEvent event) {
    if (event.matches(clicked)) {
      long shownUnder = ShownKeys.recommendation(text(event.field(recommendationId)));
      return click(event, shownUnder, modelSurface(event), text(event.field(itemId)));
    }
    String list = event.matches(listClicked) ? text(event.field(listId)) : "";
    return list.isEmpty()
        ? null
        : click(
            event, ShownKeys.list(list), surface(event, list, list), text(event.field(productId)));
  }

  private @Nullable Click click(UserEvent event, long shownUnder, Surface surface, String item) {
    String ownId = text(event.field(impressionId));
    Spot own = new Spot(surface, position(event.field(position), Spot.ANYWHERE));
    if (!ownId.isEmpty()) {
      return Click.onImpression(event.timeMillis, id(event), ShownKeys.impression(ownId), own);
    }
    if (item.isEmpty()) {
      return null;
    }
    long anywhere = ShownKeys.anywhere(shownUnder, ShownKeys.item(item));
    return Click.onItem(event.timeMillis, id(event), anywhere, own);
  }

  /** The order that an event is; null when it is none, or of nothing. */
  @Nullable Purchase purchase(UserEvent event) {
    List<ProductLine> read =
        event.matches(ordered) ? lines.read(event.field(products), MOST_ITEMS) : null;
    if (read == null) {
      return null;
    }
    String ofOrder = Money.currency(event.field(currency));
    List<Line> taken = new ArrayList<>(read.size());
    for (ProductLine line : read) {
      if (!line.product().equals(DimensionText.NONE)) {
        boolean priced = line.priceMillionths() != Money.ABSENT;
        String ofLine = line.currency() != null ? line.currency() : ofOrder;
        taken.add(
            new Line(
                ShownKeys.item(line.product()),
                !priced ? "" : ofLine == null ? defaultCurrency : ofLine,
                line.amountMillionths()));
      }
    }
    return taken.isEmpty()
        ? null
        : new Purchase(event.timeMillis, id(event), taken.toArray(new Line[0]));
  }

  private Surface modelSurface(UserEvent event) {
    String model = DimensionText.of(event.field(modelId));
    String version = text(event.field(modelVersion));
    return surface(
        event,
        DimensionText.cut(DimensionText.of(event.field(placementId))),
        version.isEmpty() ? DimensionText.cut(model) : DimensionText.cut(model + '@' + version));
  }

  private Surface surface(UserEvent event, String placement, String model) {
    String[] values = breakdowns.isEmpty() ? Surface.NO_VALUES : new String[breakdowns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = DimensionText.cut(DimensionText.of(event.field(breakdowns.get(i).slot())));
    }
    return new Surface(calendar.day(event.timeMillis), placement, model, values);
  }

  private byte[] id(UserEvent event) {
    id.clear();
    MessageIds.write(event.messageId, id);
    return id.toBytes();
  }

  /** A field as text, {@code ""} when it is absent. */
  private static String text(@Nullable Object field) {
    String text = DimensionText.cut(DimensionText.of(field));
    return text.equals(DimensionText.NONE) ? "" : text;
  }

  private static int position(@Nullable Object field, int otherwise) {
    int read = (int) Money.count(field, MOST_POSITION, NO_POSITION);
    return read == NO_POSITION ? otherwise : read;
  }
}
