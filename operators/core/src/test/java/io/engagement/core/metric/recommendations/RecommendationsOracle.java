package io.engagement.core.metric.recommendations;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PlainJson;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawSlices;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Recommendations from scratch: every click looks at every impression, every line item at every
 * click.
 */
record RecommendationsOracle(Recommending recommending) implements NaiveOracle {

  /** Where something counts; the position is null when it is not known. */
  private record Place(RawEvent event, String placement, String model, Long position) {}

  /** Its position as it is written is part of its name. */
  private record Shown(Place place, long written, String kind, List<Object> name, String item) {
    long time() {
      return place.event().timeMillis();
    }

    boolean isSame(Shown other) {
      boolean samePlace = kind.equals("own") || written == other.written;
      return kind.equals(other.kind) && name.equals(other.name) && samePlace;
    }
  }

  private record Clicked(Place place, Long written, String kind, List<Object> name) {
    long time() {
      return place.event().timeMillis();
    }

    boolean isOn(Shown shown, int further) {
      return kind.equals(shown.kind())
          && name.equals(shown.name())
          && (kind.equals("own") || written == null || written + further == shown.written());
    }
  }

  private record Bought(long time, String item, String currency, long micros) {}

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    Map<String, List<RawEvent>> users = new TreeMap<>();
    for (RawEvent event : events) {
      users.computeIfAbsent(event.user(), absent -> new ArrayList<>()).add(event);
    }
    Map<List<Object>, long[]> sums = new LinkedHashMap<>();
    for (List<RawEvent> user : users.values()) {
      user.sort(RawEvent.ORDER);
      count(user, sums);
    }
    PublishedRows rows = new PublishedRows();
    sums.forEach(
        (key, numbers) -> {
          if (Arrays.stream(numbers).anyMatch(number -> number != 0)) {
            rows.put("recommendations", key, Arrays.stream(numbers).boxed().toList());
          }
        });
    return rows;
  }

  private void count(List<RawEvent> user, Map<List<Object>, long[]> sums) {
    List<Shown> impressions = impressions(user);
    for (Shown one : impressions) {
      add(sums, one.place(), "", 0, 1);
    }
    Map<Shown, Boolean> isClicked = new java.util.IdentityHashMap<>();
    List<Clicked> clicks = clicks(user);
    Map<Clicked, Shown> joined = new java.util.IdentityHashMap<>();
    for (Clicked click : clicks) {
      Shown found = lastOf(impressions, click, 0);
      if (found == null && recommending.positions == Positions.AUTO) {
        found = lastOf(impressions, click, 1);
      }
      if (found == null) {
        add(sums, click.place(), "", 5, 1);
        continue;
      }
      joined.put(click, found);
      add(sums, found.place(), "", 1, 1);
      if (isClicked.put(found, true) == null) {
        add(sums, found.place(), "", 2, 1);
      }
    }
    for (Bought line : bought(user)) {
      Shown last = null;
      for (Clicked click : clicks) {
        long after = line.time() - click.time();
        Shown on = joined.get(click);
        boolean inTime = after >= 0 && after <= recommending.conversionWindowMillis;
        if (on != null && inTime && line.item().equals(on.item())) {
          last = on;
        }
      }
      if (last != null) {
        add(sums, last.place(), line.currency(), 3, 1);
        add(sums, last.place(), line.currency(), 4, line.micros());
      }
    }
  }

  private Shown lastOf(List<Shown> impressions, Clicked click, int further) {
    Shown found = null;
    for (Shown one : impressions) {
      long after = click.time() - one.time();
      if (click.isOn(one, further) && after >= -5_000 && after <= recommending.clickWindowMillis) {
        found = one;
      }
    }
    return found;
  }

  private List<Shown> impressions(List<RawEvent> user) {
    List<Shown> shown = new ArrayList<>();
    Map<LocalDate, Integer> ofDay = new HashMap<>();
    for (RawEvent event : user) {
      List<Shown> items = items(event);
      int before = ofDay.merge(day(event), items.size(), Integer::sum) - items.size();
      if (before < recommending.limits.items()) {
        shown.addAll(items);
      }
    }
    List<Shown> impressions = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      Shown one = shown.get(i);
      boolean repeats =
          shown.subList(0, i).stream()
              .anyMatch(
                  before -> before.isSame(one) && one.time() - before.time() <= onceWithin(one));
      if (!repeats) {
        impressions.add(one);
      }
    }
    return impressions;
  }

  private long onceWithin(Shown one) {
    return one.kind().equals("list")
        ? recommending.listOnceWithinMillis()
        : recommending.onceWithinMillis;
  }

  private List<Shown> items(RawEvent event) {
    boolean isList = is(event, "Product List Viewed") && listed(event);
    if (!is(event, "Recommendation Viewed") && !isList) {
      return List.of();
    }
    List<Shown> items = new ArrayList<>();
    if (list(event, isList) instanceof List<?> list) {
      long base =
          switch (recommending.positions) {
            case FROM_0 -> 1;
            case FROM_1 -> 0;
            case AUTO -> list.stream().anyMatch(RecommendationsOracle::isAtZero) ? 1 : 0;
          };
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof Map<?, ?> item) {
          String id = id(item, isList);
          String own = text(item.get("impression_id"));
          Long given = position(item.get("position"));
          long written = given == null || given + base == 0 ? i + 1 - base : given;
          Place place = place(event, isList, written + base);
          if (own != null) {
            items.add(new Shown(place, written, "own", List.of(own), id));
          } else if (id != null) {
            String kind = isList ? "list" : "rec";
            items.add(new Shown(place, written, kind, name(event, isList, id), id));
          }
        }
      }
    }
    return items;
  }

  private List<Clicked> clicks(List<RawEvent> user) {
    List<Clicked> clicks = new ArrayList<>();
    Map<LocalDate, Integer> ofDay = new HashMap<>();
    for (RawEvent event : user) {
      boolean isList = is(event, "Product Clicked") && listed(event);
      if (is(event, "Recommendation Clicked") || isList) {
        Clicked click = click(event, isList);
        if (click != null
            && ofDay.merge(day(event), 1, Integer::sum) <= recommending.limits.clicks()) {
          clicks.add(click);
        }
      }
    }
    return clicks;
  }

  private Clicked click(RawEvent event, boolean isList) {
    Map<String, Object> item = new HashMap<>();
    for (String name : List.of("product_id", "item_id", "impression_id", "position")) {
      item.put(name, event.field("properties." + name));
    }
    boolean isInEvent = id(item, isList) != null || text(item.get("impression_id")) != null;
    if (!isInEvent && list(event, isList) != null) {
      boolean hasOne = list(event, isList) instanceof List<?> list && !list.isEmpty();
      if (!hasOne) {
        return null;
      }
      item.clear();
      if (((List<?>) list(event, isList)).get(0) instanceof Map<?, ?> first) {
        first.forEach((name, value) -> item.put((String) name, value));
      }
    }
    String id = id(item, isList);
    String own = text(item.get("impression_id"));
    Long written = position(item.get("position"));
    boolean countsFromZero =
        recommending.positions == Positions.FROM_0
            || (recommending.positions == Positions.AUTO && written != null && written == 0);
    Long position = written == null ? null : (Long) (countsFromZero ? written + 1 : written);
    if (position != null && position == 0) {
      position = null;
      written = null;
    }
    Place place = place(event, isList, position);
    if (own != null) {
      return new Clicked(place, written, "own", List.of(own));
    }
    return id == null
        ? null
        : new Clicked(place, written, isList ? "list" : "rec", name(event, isList, id));
  }

  private static boolean isAtZero(Object element) {
    return element instanceof Map<?, ?> item && Long.valueOf(0).equals(item.get("position"));
  }

  /** An item goes by two names; that of its kind of event goes first. */
  private static String id(Map<?, ?> item, boolean isList) {
    String first = text(item.get(isList ? "product_id" : "item_id"));
    return first != null ? first : text(item.get(isList ? "item_id" : "product_id"));
  }

  private static Object list(RawEvent event, boolean isList) {
    Object first = event.field(isList ? "properties.products" : "properties.items");
    Object second = event.field(isList ? "properties.items" : "properties.products");
    return first == null || first.equals("") ? second : first;
  }

  private List<Bought> bought(List<RawEvent> user) {
    List<Bought> all = new ArrayList<>();
    Map<LocalDate, Integer> ofDay = new HashMap<>();
    for (RawEvent event : user) {
      List<Bought> lines = new ArrayList<>();
      if (is(event, "Order Completed") && list(event, true) instanceof List<?> products) {
        for (Object product : products) {
          if (product instanceof Map<?, ?> line && id(line, true) != null) {
            lines.add(line(event, line));
          }
        }
      }
      int before = ofDay.merge(day(event), lines.size(), Integer::sum) - lines.size();
      if (before < recommending.limits.lines()) {
        all.addAll(lines);
      }
    }
    return all;
  }

  private Bought line(RawEvent event, Map<?, ?> line) {
    String item = id(line, true);
    Object price = line.get("price");
    if (!(price instanceof Number)) {
      return new Bought(event.timeMillis(), item, "", 0);
    }
    String currency = recommending.currency;
    for (Object named : Arrays.asList(event.field("properties.currency"), line.get("currency"))) {
      if (named instanceof String code && !code.isBlank()) {
        currency = code.strip().toUpperCase(Locale.ROOT);
      }
    }
    BigDecimal pieces =
        line.get("quantity") instanceof Long quantity
            ? BigDecimal.valueOf(quantity)
            : BigDecimal.ONE;
    long micros =
        new BigDecimal(price.toString())
            .setScale(6, RoundingMode.HALF_UP)
            .multiply(pieces)
            .movePointRight(6)
            .longValueExact();
    return new Bought(event.timeMillis(), item, currency, micros);
  }

  private static List<Object> name(RawEvent event, boolean isList, String item) {
    String under =
        text(event.field(isList ? "properties.list_id" : "properties.recommendation_id"));
    return Arrays.asList(under, item);
  }

  private static Place place(RawEvent event, boolean isList, Long position) {
    if (isList) {
      String list = text(event.field("properties.list_id"));
      return new Place(event, list, list, position);
    }
    String model = value(event.field("properties.model_id"));
    String version = text(event.field("properties.model_version"));
    return new Place(
        event,
        value(event.field("properties.placement_id")),
        version == null ? model : model + "@" + version,
        position);
  }

  private static boolean is(RawEvent event, String name) {
    return event.type().equals("track") && event.name().equals(name);
  }

  private static boolean listed(RawEvent event) {
    return text(event.field("properties.list_id")) != null;
  }

  private static Long position(Object value) {
    return value instanceof Long number && number >= 0 && number <= 1_000_000 ? number : null;
  }

  private static LocalDate day(RawEvent event) {
    return Instant.ofEpochMilli(event.timeMillis()).atZone(ZoneOffset.UTC).toLocalDate();
  }

  private void add(
      Map<List<Object>, long[]> sums, Place place, String currency, int column, long amount) {
    long bucket =
        RawSlices.date(place.event().timeMillis(), recommending.sample.zone()).toEpochDay();
    List<Long> positions = place.position() == null ? List.of(0L) : List.of(0L, place.position());
    for (long position : positions) {
      Map<String, String> slices = new LinkedHashMap<>();
      slices.put("", "");
      recommending
          .dimensions()
          .forEach((name, path) -> slices.put(name, value(place.event().field(path))));
      slices.forEach(
          (dimension, value) ->
              sums.computeIfAbsent(
                          List.of(
                              recommending.id,
                              bucket,
                              place.placement(),
                              place.model(),
                              position,
                              currency,
                              dimension,
                              value),
                          absent -> new long[6])[column] +=
                  amount);
    }
  }

  private static String value(Object value) {
    String text = text(value);
    return text == null ? "(none)" : text;
  }

  /** Null for what is absent. */
  private static String text(Object value) {
    if (value == null || value.equals("") || value.equals("(none)")) {
      return null;
    }
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }
    return value instanceof List || value instanceof Map
        ? PlainJson.compact(value)
        : value.toString();
  }
}
