package io.engagement.core.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded records of a shop in which everything that metrics look at is odd: names of members, the
 * length and type of ids, numbers, lists of products, times. All are well-formed JSON.
 */
public final class HostileRecords {
  private static final List<String> EVENTS =
      List.of(
          "Product Viewed",
          "Product Added",
          "Product Removed",
          "Cart Viewed",
          "Checkout Started",
          "Checkout Step Viewed",
          "Payment Info Entered",
          "Payment Failed",
          "Order Completed",
          "Completed Order",
          "purchase",
          "Order Refunded",
          "Order Cancelled",
          "Recommendation Viewed",
          "Recommendation Clicked",
          "Product List Viewed",
          "Product Clicked",
          "Experiment Viewed",
          "Page Ping",
          "Home");
  private static final List<String> MEMBERS =
      List.of(
          "product_id",
          "productId",
          "sku",
          "price",
          "quantity",
          "currency",
          "order_id",
          "cart_id",
          "total",
          "revenue",
          "value",
          "products",
          "items",
          "recommendation_id",
          "placement_id",
          "model_id",
          "model_version",
          "impression_id",
          "item_id",
          "position",
          "list_id",
          "experiment_id",
          "variation_id",
          "variant",
          "path",
          "url",
          "engagement_time_ms",
          "final",
          "tags");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "0.1",
          "1e-300",
          "1e300",
          "1e999",
          "-1e307",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "10000000000",
          "10000000000.000001",
          "0.0000001",
          "1000000",
          "1000001",
          "2147483648",
          "1e15",
          "99999999999999999999999999999999999999",
          "1".repeat(101));
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "null",
          "19.99",
          "1,299.00",
          "1.299,00",
          "$16.13",
          "-16.13 EUR",
          "1e5",
          ".",
          ",",
          "-",
          "NaN",
          "[]",
          "[{",
          "[{\\\"product_id\\\":\\\"p\\\",\\\"price\\\":1}]",
          "{}",
          "usd",
          "EUR",
          "\\u0000",
          "\\ud800",
          "\\ud83d\\ude00",
          "\u00E9\uFF21",
          "p1",
          "p2",
          "a b");

  private static final int MOST_BYTES = 900_000;

  private final SplittableRandom random;
  private final long startMillis;
  private long number;

  /**
   * @param startMillis of the first event; each is a second later
   */
  public HostileRecords(long seed, long startMillis) {
    this.random = new SplittableRandom(seed);
    this.startMillis = startMillis;
  }

  /** The next record; never larger than a broker takes. */
  public byte[] next() {
    byte[] record = draw();
    while (record.length > MOST_BYTES) {
      record = draw();
    }
    return record;
  }

  private byte[] draw() {
    number++;
    StringBuilder out = new StringBuilder("{\"type\":\"");
    out.append(pick(List.of("track", "track", "track", "page", "screen", "identify", "Track")));
    out.append("\",\"event\":\"").append(pick(EVENTS)).append("\",\"name\":\"Home\"");
    member(out, "userId", id("u" + random.nextInt(5)));
    if (random.nextInt(3) == 0) {
      member(out, "anonymousId", id("a" + random.nextInt(5)));
    }
    member(out, "messageId", id("m" + (random.nextInt(10) == 0 ? 1 : number)));
    member(out, "timestamp", time());
    if (random.nextInt(4) == 0) {
      member(out, "sentAt", time());
      member(out, "receivedAt", time());
    }
    member(out, "properties", random.nextInt(20) == 0 ? value(0) : object(0));
    if (random.nextInt(3) == 0) {
      member(out, "context", "{\"device\":{\"type\":%s},\"campaign\":{\"source\":%s}}");
      int at = out.lastIndexOf("{\"device\"");
      String context = out.substring(at).formatted(value(2), value(2));
      out.setLength(at);
      out.append(context);
    }
    return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private String id(String usual) {
    return switch (random.nextInt(24)) {
      case 0 -> value(3);
      case 1 -> quoted("x".repeat(random.nextInt(9000)));
      case 2 -> quoted("\u00E9".repeat(120 + random.nextInt(20)));
      case 3 -> quoted("\uD83D\uDE00".repeat(60 + random.nextInt(10)));
      default -> quoted(usual);
    };
  }

  private String time() {
    long millis = startMillis + number * 1000 - random.nextInt(60_000);
    return switch (random.nextInt(30)) {
      case 0 -> value(3);
      case 1 -> Long.toString(millis / 1000);
      case 2 -> Long.toString(millis * 1000);
      case 3 -> quoted("0001-01-01T00:00:00Z");
      case 4 -> Long.toString(millis + 86_400_000L * random.nextInt(10_000));
      case 5 -> Long.toString(Math.max(0, millis - 86_400_000L * random.nextInt(30)));
      default -> quoted(Instant.ofEpochMilli(millis).toString());
    };
  }

  private String object(int depth) {
    StringBuilder out = new StringBuilder("{");
    for (int left = random.nextInt(8); left > 0; left--) {
      out.append(out.length() > 1 ? "," : "");
      out.append(quoted(name())).append(':').append(value(depth + 1));
    }
    if (random.nextInt(60) == 0) {
      colliding(out);
    }
    return out.append('}').toString();
  }

  private String name() {
    return switch (random.nextInt(40)) {
      case 0 -> "n".repeat(random.nextInt(5000));
      case 1 -> "\\u0000";
      case 2 -> "\\ud800";
      case 3 -> "";
      default -> pick(MEMBERS);
    };
  }

  /** 512 names of one hash in every table that hashes by a polynomial. */
  private static void colliding(StringBuilder out) {
    for (int name = 0; name < 512; name++) {
      out.append(out.length() > 1 ? ",\"" : "\"");
      for (int bit = 0; bit < 9; bit++) {
        out.append((name >> bit & 1) == 0 ? "Ab" : "BA");
      }
      out.append("\":1");
    }
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 9)) {
      case 0 -> pick(NUMBERS);
      case 1, 2 -> quoted(pick(TEXTS));
      case 3 -> pick(List.of("true", "false", "null", "[]", "{}"));
      case 4 -> Integer.toString(random.nextInt(100));
      case 5 -> quoted("v".repeat(random.nextInt(random.nextInt(50) == 0 ? 20_000 : 300)));
      case 6 -> object(depth);
      default -> array(depth);
    };
  }

  private String array(int depth) {
    List<String> elements = new ArrayList<>();
    int most = random.nextInt(200) == 0 ? 2000 : 4;
    for (int left = random.nextInt(most); left > 0; left--) {
      elements.add(random.nextInt(3) > 0 ? object(depth + 2) : value(depth + 2));
    }
    if (random.nextInt(100) == 0) {
      elements.add("[".repeat(40) + "]".repeat(40));
    }
    return '[' + String.join(",", elements) + ']';
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":").append(value);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
