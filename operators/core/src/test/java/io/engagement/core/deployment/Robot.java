package io.engagement.core.deployment;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * One user who does everything a shop knows at a steady rate, day and night: all kinds of events
 * that the reference configuration looks at, some of them out of order, some hours late.
 */
final class Robot {
  private static final String[] CAMPAIGNS = {"news", "ads", "mail"};
  private static final String[] DEVICES = {"ios", "android", "web"};
  private static final String[] PAGES = {"Home", "Category", "Product", "Help"};
  private static final int PRODUCTS = 5_000;

  private final long startMillis;
  private final double millisPerEvent;
  private final int campaigns;
  private final SplittableRandom random;
  private final StringBuilder json = new StringBuilder();

  /**
   * @param events how many it sends between the start and a day later
   * @param campaigns how many of a thousand events name a campaign: each may begin a session
   */
  Robot(long startMillis, int events, int campaigns, long seed) {
    this.startMillis = startMillis;
    this.millisPerEvent = 86_400_000.0 / events;
    this.campaigns = campaigns;
    this.random = new SplittableRandom(seed);
  }

  /** When an event arrives, epoch milliseconds. */
  long arrivalMillis(int number) {
    return startMillis + (long) (number * millisPerEvent);
  }

  /** The record of an event. */
  byte[] record(int number) {
    long millis = arrivalMillis(number);
    int chance = random.nextInt(1_000);
    if (chance < 100) {
      millis -= random.nextInt(8_000);
    } else if (chance < 102) {
      millis -= random.nextInt(6 * 3_600_000);
    }
    json.setLength(0);
    json.append("{\"userId\":\"robot\",\"messageId\":\"");
    json.append(Long.toHexString(0x1000_0000_0000_0000L | random.nextLong() >>> 4)).append("\",");
    json.append("\"timestamp\":").append(millis).append(",\"context\":{\"device\":{\"type\":\"");
    json.append(DEVICES[random.nextInt(DEVICES.length)]).append("\"}");
    if (random.nextInt(1_000) < campaigns) {
      json.append(",\"campaign\":{\"source\":\"").append(CAMPAIGNS[random.nextInt(3)]);
      json.append("\"}");
    }
    json.append("},");
    what(random.nextInt(100));
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void what(int chance) {
    String product = "p" + random.nextInt(PRODUCTS);
    if (chance < 35) {
      json.append("\"type\":\"page\",\"name\":\"").append(PAGES[random.nextInt(PAGES.length)]);
      json.append("\",\"properties\":{\"path\":\"/").append(random.nextInt(2_000)).append("\"}");
    } else if (chance < 60) {
      track("Product Viewed").append("\"product_id\":\"").append(product).append("\"}");
    } else if (chance < 70) {
      track("Page Ping").append("\"n\":1}");
    } else if (chance < 78) {
      recommendations(product);
    } else if (chance < 82) {
      track("Recommendation Clicked").append("\"placement_id\":\"home\",\"model_id\":\"m\",");
      json.append("\"recommendation_id\":\"r").append(random.nextInt(100_000));
      json.append("\",\"item_id\":\"").append(product).append("\",\"position\":1}");
    } else if (chance < 88) {
      track("Product Added").append("\"price\":12.5,\"product_id\":\"").append(product);
      json.append("\"}");
    } else if (chance < 90) {
      track("Product Removed").append("\"product_id\":\"").append(product).append("\"}");
    } else if (chance < 93) {
      track("Checkout Started").append("\"value\":20}");
    } else if (chance < 95) {
      track("Payment Failed").append("\"final\":true}");
    } else if (chance < 98) {
      String order = Long.toHexString(random.nextLong());
      track("Order Completed").append("\"total\":25.1,\"revenue\":25.1,\"currency\":\"EUR\",");
      json.append("\"order_id\":\"").append(order).append("\",\"products\":[{\"product_id\":\"");
      json.append(product).append("\",\"price\":12.55,\"quantity\":2}]}");
    } else {
      track("Experiment Viewed").append("\"experiment_id\":\"e").append(random.nextInt(20));
      json.append("\",\"variation_id\":\"a\"}");
    }
  }

  private void recommendations(String product) {
    track("Recommendation Viewed").append("\"placement_id\":\"home\",\"model_id\":\"m\",");
    json.append("\"recommendation_id\":\"r").append(random.nextInt(100_000));
    json.append("\",\"items\":[{\"item_id\":\"").append(product).append("\"}");
    for (int i = 0; i < 3; i++) {
      json.append(",{\"item_id\":\"p").append(random.nextInt(PRODUCTS)).append("\"}");
    }
    json.append("]}");
  }

  private StringBuilder track(String event) {
    return json.append("\"type\":\"track\",\"event\":\"")
        .append(event)
        .append("\",\"properties\":{");
  }
}
