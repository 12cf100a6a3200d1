package io.engagement.core.metric.carts;

import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Carts of user {@code u}, fed by hand; times are of 2024-03-01 unless they say otherwise. */
final class Shopper {
  final MetricRun<?> run;

  Shopper() {
    this(CartsCases.plain());
  }

  Shopper(MetricCase trial) {
    run = MetricRun.of(trial);
  }

  /** A row of the fact table. */
  record Row(
      String id,
      String state,
      String currency,
      long items,
      double amount,
      String created,
      String last,
      String closed,
      boolean recovered,
      boolean overRemoved,
      boolean mixedCurrencies,
      BigDecimal exactItems,
      String order,
      Double gross,
      Double refunded,
      String checkout) {}

  static RawEvent event(String name, String time) {
    return RawEvent.track(name).at(instant(time));
  }

  static RawEvent added(String time, String product, Object price) {
    return event("Product Added", time)
        .with("properties.product_id", product)
        .with("properties.price", price);
  }

  static RawEvent removed(String time, String product) {
    return event("Product Removed", time).with("properties.product_id", product);
  }

  static RawEvent viewed(String time, Object... products) {
    return event("Cart Viewed", time).with("properties.products", List.of(products));
  }

  static Map<String, Object> line(String product, Object price, Object quantity) {
    return Map.of("product_id", product, "price", price, "quantity", quantity);
  }

  static RawEvent checkout(String time) {
    return event("Checkout Started", time);
  }

  static RawEvent ordered(String time, String order, Object total) {
    RawEvent event = event("Order Completed", time).with("properties.order_id", order);
    return total == null ? event : event.with("properties.total", total);
  }

  static RawEvent refunded(String time, String order, Object total) {
    RawEvent event = event("Order Refunded", time).with("properties.order_id", order);
    return total == null ? event : event.with("properties.total", total);
  }

  /** The same of a cart. */
  static RawEvent of(String cartId, RawEvent event) {
    return event.with("properties.cart_id", cartId);
  }

  static String instant(String time) {
    return time.contains("T") ? time : "2024-03-01T" + time + "Z";
  }

  Shopper does(RawEvent... events) {
    run.acceptAll(events);
    return this;
  }

  /** The watermark comes to an instant. */
  Shopper watermark(String time) {
    run.advanceTo(Instant.parse(instant(time)).toEpochMilli());
    run.flush();
    return this;
  }

  Shopper ends() {
    run.finish();
    return this;
  }

  /** All carts, by creation. */
  List<Row> carts() {
    List<Row> rows = new ArrayList<>();
    run.rows().table("carts").forEach((key, values) -> rows.add(row(key, values)));
    rows.sort(java.util.Comparator.comparing(Row::created).thenComparing(Row::id));
    return rows;
  }

  Row cart() {
    List<Row> all = carts();
    if (all.size() != 1) {
      throw new AssertionError("one cart expected: " + all);
    }
    return all.get(0);
  }

  private static Row row(List<Object> key, List<Object> values) {
    return new Row(
        (String) key.get(1),
        (String) values.get(0),
        (String) values.get(1),
        ((BigDecimal) values.get(2)).longValue(),
        values.get(3) == null ? Double.NaN : (long) values.get(3) / 1e6,
        text(values.get(4)),
        text(values.get(5)),
        text(values.get(6)),
        (boolean) values.get(7),
        (boolean) values.get(8),
        (boolean) values.get(9),
        (BigDecimal) values.get(2),
        (String) values.get(10),
        units(values.get(11)),
        units(values.get(12)),
        text(values.get(13)));
  }

  private static Double units(Object millionths) {
    return millionths == null ? null : (Double) ((long) millionths / 1e6);
  }

  private static String text(Object millis) {
    return millis == null ? null : Instant.ofEpochMilli((long) millis).toString();
  }

  /** The sums of a day and currency; null when there is no row. */
  List<Object> sums(String date, String currency) {
    return sums(date, currency, "", "");
  }

  List<Object> sums(String date, String currency, String dimension, String value) {
    return run.rows()
        .values(
            "cart_metrics",
            "carts",
            LocalDate.parse(date).toEpochDay(),
            currency,
            dimension,
            value);
  }
}
