package io.engagement.core.metric.recommendations;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.DimensionText;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.Identifiers;
import io.engagement.core.event.LineItem;
import io.engagement.core.event.Money;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.event.Vocabulary.Field;
import io.engagement.core.history.Moment;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.recommendations.Purchase.PurchasedItem;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.time.ZoneCalendar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads impressions, clicks and orders from events: {@code Recommendation Viewed} and {@code
 * Recommendation Clicked}; {@code Product List Viewed} and {@code Product Clicked} with a {@code
 * list_id}; {@code Order Completed} with {@code products}.
 */
final class RecommendationEvents {
  private final ZoneCalendar calendar;
  private final String defaultCurrency;
  private final Positions positions;
  private final List<Breakdown> breakdowns;
  private final int wanted;
  private final int recommendationId;
  private final int placementId;
  private final int modelId;
  private final int modelVersion;
  private final int listId;
  private final StateWriter id = new StateWriter(64);

  RecommendationEvents(
      RecommendationsDefinition definition, MetricSetup setup, List<Breakdown> breakdowns) {
    Vocabulary names = setup.vocabulary();
    this.calendar = setup.calendar();
    this.defaultCurrency = definition.currency();
    this.positions = definition.positions();
    this.breakdowns = breakdowns;
    wanted =
        setup
            .schema()
            .matcher(
                new EventMatcher.AnyOf(
                    List.of(
                        names.track(Commerce.Kind.RECOMMENDATION_VIEWED),
                        names.track(Commerce.Kind.RECOMMENDATION_CLICKED),
                        names.trackWith(Field.LIST_ID, Commerce.Kind.LIST_VIEWED),
                        names.trackWith(Field.LIST_ID, Commerce.Kind.LIST_CLICKED),
                        names.trackWith(Field.PRODUCTS, Commerce.Kind.ORDER))));
    setup.readCommerce(
        Commerce.Kind.RECOMMENDATION_VIEWED,
        Commerce.Kind.RECOMMENDATION_CLICKED,
        Commerce.Kind.LIST_VIEWED,
        Commerce.Kind.LIST_CLICKED,
        Commerce.Kind.ORDER);
    recommendationId = setup.id(Field.RECOMMENDATION_ID);
    placementId = setup.id(Field.PLACEMENT_ID);
    modelId = setup.id(Field.MODEL_ID);
    modelVersion = setup.id(Field.MODEL_VERSION);
    listId = setup.id(Field.LIST_ID);
  }

  boolean isWanted(UserEvent event) {
    return event.matches(wanted) && !event.repeatedOrder;
  }

  /** What an event shows, clicks on or buys; null when that is nothing. */
  @Nullable Moment read(UserEvent event) {
    Commerce says = event.commerce;
    List<LineItem> items = says == null ? null : says.items();
    if (says == null || items == null) {
      return null;
    }
    return switch (says.kind()) {
      case RECOMMENDATION_VIEWED ->
          impressions(
              event,
              recommendation(event),
              Impressions.Kind.RECOMMENDATION,
              modelSurface(event),
              items);
      case LIST_VIEWED -> {
        String list = text(event, listId);
        yield list.isEmpty()
            ? null
            : impressions(
                event,
                ShownKeys.list(list),
                Impressions.Kind.LIST,
                surface(event, list, list),
                items);
      }
      case RECOMMENDATION_CLICKED ->
          click(event, recommendation(event), modelSurface(event), items);
      case LIST_CLICKED -> {
        String list = text(event, listId);
        yield list.isEmpty()
            ? null
            : click(event, ShownKeys.list(list), surface(event, list, list), items);
      }
      case ORDER -> purchase(event, says, items);
      default -> null;
    };
  }

  private @Nullable Impressions impressions(
      UserEvent event,
      long shownUnder,
      Impressions.Kind kind,
      Surface surface,
      List<LineItem> items) {
    int base = base(items);
    List<Impression> impressions = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      LineItem item = items.get(i);
      String product = item.product();
      String ownId = item.impressionId();
      long itemKey = product == null ? ShownKeys.NO_ITEM : ShownKeys.item(product);
      int written = item.position();
      if (written == LineItem.NOWHERE || written + base == 0) {
        written = i + 1 - base;
      }
      if (ownId != null) {
        impressions.add(
            Impression.withOwnKey(ShownKeys.impression(ownId), itemKey, written + base));
      } else if (product != null) {
        impressions.add(new Impression(shownUnder, itemKey, written + base, written));
      }
    }
    return impressions.isEmpty()
        ? null
        : new Impressions(
            event.timeMillis,
            id(event),
            shownUnder,
            kind,
            base,
            surface,
            impressions.toArray(new Impression[0]));
  }

  /** 1 when the positions of a list count from 0. */
  private int base(List<LineItem> items) {
    return switch (positions) {
      case FROM_0 -> 1;
      case FROM_1 -> 0;
      case AUTO -> items.stream().anyMatch(item -> item.position() == 0) ? 1 : 0;
    };
  }

  private @Nullable Click click(
      UserEvent event, long shownUnder, Surface surface, List<LineItem> items) {
    if (items.isEmpty()) {
      return null;
    }
    LineItem item = items.get(0);
    String product = item.product();
    String ownId = item.impressionId();
    int base = base(items);
    boolean isPlaced = item.position() != LineItem.NOWHERE && item.position() + base > 0;
    Spot own = new Spot(surface, isPlaced ? item.position() + base : Spot.ANYWHERE);
    if (ownId != null) {
      return Click.onImpression(event.timeMillis, id(event), ShownKeys.impression(ownId), own);
    }
    if (product == null) {
      return null;
    }
    long anywhere = ShownKeys.anywhere(shownUnder, ShownKeys.item(product));
    boolean isEitherBase = positions == Positions.AUTO;
    return Click.onItem(event.timeMillis, id(event), anywhere, own, base, isEitherBase);
  }

  private @Nullable Purchase purchase(UserEvent event, Commerce order, List<LineItem> items) {
    List<PurchasedItem> lines = new ArrayList<>(items.size());
    for (LineItem item : items) {
      String product = item.product();
      if (product != null) {
        long amount = item.amountMillionths();
        boolean isPriced = item.priceMillionths() != Money.ABSENT && Money.isKnown(amount);
        String of = item.currency() != null ? item.currency() : order.currency();
        lines.add(
            new PurchasedItem(
                ShownKeys.item(product),
                !isPriced ? "" : of == null ? defaultCurrency : of,
                isPriced ? amount : 0));
      }
    }
    return lines.isEmpty()
        ? null
        : new Purchase(event.timeMillis, id(event), lines.toArray(new PurchasedItem[0]));
  }

  private long recommendation(UserEvent event) {
    return ShownKeys.recommendation(text(event, recommendationId));
  }

  private Surface modelSurface(UserEvent event) {
    String model = name(event, modelId);
    String version = text(event, modelVersion);
    return surface(
        event,
        name(event, placementId),
        version.isEmpty() ? model : Identifiers.bounded(model + '@' + version));
  }

  private Surface surface(UserEvent event, String placement, String model) {
    String[] values = breakdowns.isEmpty() ? Surface.NO_VALUES : new String[breakdowns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = DimensionText.cut(DimensionText.of(event.field(breakdowns.get(i).slot())));
    }
    return new Surface(calendar.day(event.timeMillis), placement, model, values);
  }

  /** An id as it is published where there may be none. */
  private static String name(UserEvent event, int slot) {
    String text = text(event, slot);
    return text.isEmpty() ? DimensionText.NONE : text;
  }

  private byte[] id(UserEvent event) {
    id.clear();
    MessageIds.write(event.messageId, id);
    return id.toBytes();
  }

  /** A field as text, {@code ""} when it is absent. */
  private static String text(UserEvent event, int slot) {
    String text = Identifiers.text(event.field(slot));
    return text == null ? "" : text;
  }
}
