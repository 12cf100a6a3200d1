package io.engagement.core.metric.recommendations;

import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A definition fed by hand, and what it has published so far. */
final class RecommendationRun {
  final MetricRun<?> run;

  RecommendationRun(Recommending recommending) {
    run = MetricRun.of(recommending.trial(RandomHistories.around(recommending.sample)));
  }

  RecommendationRun does(RawEvent... events) {
    run.acceptAll(events);
    return this;
  }

  RecommendationRun watermark(String instant) {
    run.advanceTo(Instant.parse(instant).toEpochMilli());
    return this;
  }

  /**
   * Recommendation {@code r} of model {@code m} at placement {@code top} shows items.
   *
   * @param time on 2024-03-01, or an instant
   */
  static RawEvent viewed(String time, String... items) {
    List<Object> list = new ArrayList<>();
    for (String item : items) {
      list.add(item("item_id", item));
    }
    return ofModel(RawEvent.track("Recommendation Viewed"))
        .with("properties.items", list)
        .at(instant(time));
  }

  /** A click on an item of recommendation {@code r} at a position. */
  static RawEvent clicked(String time, String item, long position) {
    return ofModel(RawEvent.track("Recommendation Clicked"))
        .with("properties.item_id", item)
        .with("properties.position", position)
        .at(instant(time));
  }

  /** An order of lines made by {@link #item}. */
  static RawEvent ordered(String time, Map<?, ?>... lines) {
    return RawEvent.track("Order Completed")
        .with("properties.products", List.of((Object[]) lines))
        .at(instant(time));
  }

  static Map<String, Object> line(String product, Object price) {
    return item("product_id", product, "price", price);
  }

  /** An object of names and values. */
  static Map<String, Object> item(Object... members) {
    Map<String, Object> object = new TreeMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    return object;
  }

  private static RawEvent ofModel(RawEvent event) {
    return event
        .with("properties.recommendation_id", "r")
        .with("properties.placement_id", "top")
        .with("properties.model_id", "m");
  }

  private static String instant(String time) {
    return time.contains("T") ? time : "2024-03-01T" + time + "Z";
  }

  /** All rows of the total of 2024-03-01, placement {@code top}, model {@code m}, no currency. */
  List<Object> row() {
    return row("2024-03-01", "top", "m", 0, "", "", "");
  }

  /**
   * Impressions, clicks, clicked impressions, conversions, millionths, unattributed clicks; null
   * when there is no such row.
   */
  List<Object> row(
      String bucket,
      String placement,
      String model,
      long position,
      String currency,
      String dimension,
      String value) {
    return run.rows()
        .values(
            "recommendations",
            "recs",
            LocalDate.parse(bucket).toEpochDay(),
            placement,
            model,
            position,
            currency,
            dimension,
            value);
  }

  /** As {@link #row()}, at a position and in a currency. */
  List<Object> row(long position, String currency) {
    return row("2024-03-01", "top", "m", position, currency, "", "");
  }
}
