package io.engagement.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What one person does in a shop over months: visits of some minutes, so often as the person's kind
 * comes, until they stay away for good. Records come in order of time.
 */
final class Visitor {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final String[] CAMPAIGNS = {"news", "ads", "mail", "social"};
  private static final int PRODUCTS = 3_000;

  private final int number;
  private final SplittableRandom random;
  private final String device;
  private final double daysBetweenVisits;
  private final long goneMillis;
  private final StringBuilder json = new StringBuilder();

  /** When the next record was made, epoch milliseconds. */
  long millis;

  /** How many visits have begun, the present one included. */
  int visits;

  /** Members of the next records that say whose they are. */
  String ids;

  private int leftInVisit;
  private int made;
  private String campaign = "";
  private String cart = "";
  private String recommendation = "";

  /** Half of all come once; the others every month, week or other day, some of them for good. */
  Visitor(int number, long startMillis, int days) {
    this.number = number;
    this.random = new SplittableRandom(0x5EEDL + number);
    int kind = random.nextInt(100);
    this.device = kind % 3 == 0 ? "web" : kind % 3 == 1 ? "ios" : "android";
    this.daysBetweenVisits = kind < 50 ? 1e6 : kind < 80 ? 30 : kind < 95 ? 7 : 2;
    this.millis = startMillis + random.nextLong(days * DAY);
    this.ids = "\"userId\":\"u" + number + '"';
    this.goneMillis = kind < 80 ? Long.MAX_VALUE : millis + random.nextLong(2 * days * DAY);
    visit();
  }

  private void visit() {
    visits++;
    leftInVisit = 2 + (int) Math.min(200, -10 * Math.log(random.nextDouble()));
    campaign = random.nextInt(3) == 0 ? CAMPAIGNS[random.nextInt(CAMPAIGNS.length)] : "";
    cart = Long.toHexString(random.nextLong());
  }

  /** The record made at {@link #millis}. */
  byte[] record() {
    json.setLength(0);
    json.append('{').append(ids).append(",\"messageId\":\"");
    json.append(Long.toHexString(0x1000_0000_0000_0000L | random.nextLong() >>> 4));
    json.append("\",\"timestamp\":").append(millis).append(",\"context\":{\"device\":{\"type\":\"");
    json.append(device).append("\"}");
    if (!campaign.isEmpty()) {
      json.append(",\"campaign\":{\"source\":\"").append(campaign).append("\"}");
    }
    json.append("},");
    what(random.nextInt(100), "p" + random.nextInt(PRODUCTS));
    made++;
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Goes on to the next record; the time is {@link Long#MAX_VALUE} when there is none. */
  void next() {
    if (--leftInVisit > 0) {
      millis += 1_000 + random.nextLong(90_000);
      return;
    }
    millis += (long) (-daysBetweenVisits * Math.log(random.nextDouble()) * DAY) + DAY / 24;
    if (millis < 0 || millis > goneMillis) {
      millis = Long.MAX_VALUE;
    }
    visit();
  }

  private void what(int chance, String product) {
    if (chance < 35) {
      String[] pages = {"Home", "Category", "Product"};
      json.append("\"type\":\"page\",\"name\":\"").append(pages[random.nextInt(3)]);
      json.append("\",\"properties\":{\"path\":\"/").append(random.nextInt(300)).append("\"}");
    } else if (chance < 60) {
      track("Product Viewed").append("\"product_id\":\"").append(product).append("\"}");
    } else if (chance < 72) {
      track("Page Ping").append("\"n\":").append(made).append('}');
    } else if (chance < 80) {
      recommendation = Long.toHexString(random.nextLong());
      recommended("Recommendation Viewed").append(",\"items\":[{\"item_id\":\"").append(product);
      json.append("\"},{\"item_id\":\"p1\"},{\"item_id\":\"p2\"},{\"item_id\":\"p3\"}]}");
    } else if (chance < 83 && !recommendation.isEmpty()) {
      recommended("Recommendation Clicked").append(",\"item_id\":\"p1\",\"position\":2}");
    } else if (chance < 91) {
      carted("Product Added").append(",\"price\":12.5,\"product_id\":\"").append(product);
      json.append("\"}");
    } else if (chance < 94) {
      carted("Checkout Started").append(",\"value\":20}");
    } else if (chance < 97) {
      carted("Order Completed").append(",\"total\":25.1,\"revenue\":25.1,\"order_id\":\"o");
      json.append(number).append('-').append(made).append("\",\"products\":[{\"product_id\":\"");
      json.append(product).append("\",\"price\":12.55,\"quantity\":2}]}");
      cart = Long.toHexString(random.nextLong());
    } else {
      track("Experiment Viewed").append("\"experiment_id\":\"e").append(random.nextInt(10));
      json.append("\",\"variation_id\":\"").append((char) ('a' + number % 2)).append("\"}");
    }
  }

  private StringBuilder recommended(String event) {
    return track(event)
        .append("\"placement_id\":\"home\",\"model_id\":\"m\",\"recommendation_id\":\"")
        .append(recommendation)
        .append('"');
  }

  private StringBuilder carted(String event) {
    return track(event).append("\"cart_id\":\"").append(cart).append('"');
  }

  private StringBuilder track(String event) {
    return json.append("\"type\":\"track\",\"event\":\"")
        .append(event)
        .append("\",\"properties\":{");
  }
}
