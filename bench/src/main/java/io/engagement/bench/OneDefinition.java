package io.engagement.bench;

import java.util.Map;

/**
 * One definition of each family as a shop would write it, in a zone where clocks change, with one
 * breakdown where the family has them; of some families what makes them dearer or cheaper; and the
 * four that share a section of sessions, together.
 */
final class OneDefinition {
  /** No family at all: what the timeline itself costs. */
  static final String NONE = "none";

  private static final String SHOP =
      "time: {zone: Europe/Berlin}\n"
          + "breakdowns: {platform: context.device.type, channel: context.campaign.source}\n";
  private static final String CHECKOUT =
      "steps: [Product Viewed, Product Added, Checkout Started, Order Completed]";

  private static final Map<String, String> DEFINITIONS =
      Map.ofEntries(
          Map.entry(NONE, "active-users: [{id: a, events: any}]"),
          Map.entry(
              "active-users",
              "active-users: [{id: a, events: any, periods: [day, week, month, rolling-7d,"
                  + " rolling-30d], breakdowns: [platform]}]"),
          Map.entry(
              "sessions",
              "sessions: [{id: a, key-events: [Order Completed], breakdowns: [platform]}]"),
          Map.entry(
              "sessions-split",
              "sessions: [{id: a, split: [campaign, midnight], breakdowns: [platform, channel]}]"),
          Map.entry(
              "lifecycle",
              "lifecycle: [{id: a, events: any, periods: [day, week, month],"
                  + " breakdowns: [platform]}]"),
          Map.entry(
              "stickiness",
              "stickiness: [{id: a, events: any, periods: [week, month], breakdowns: [platform]}]"),
          Map.entry(
              "retention",
              "retention: [{id: a, start: Product Viewed, return: any, period: week, periods: 12,"
                  + " breakdowns: [channel]}]"),
          Map.entry(
              "funnels",
              "funnels: [{id: a, "
                  + CHECKOUT
                  + ", window: 7d, exclude: [{event: Payment Failed, between: [3, 4]}],"
                  + " breakdowns: [channel]}]"),
          Map.entry(
              "funnels-90d",
              "funnels: [{id: a, "
                  + CHECKOUT
                  + ", window: 90d, exclude: [{event: Product Removed, between: [2, 3]}]}]"),
          Map.entry("funnels-any-order", "funnels: [{id: a, " + CHECKOUT + ", order: any}]"),
          Map.entry("funnels-strict", "funnels: [{id: a, " + CHECKOUT + ", order: strict}]"),
          Map.entry(
              "paths",
              "paths: [{id: a, events: {type: page}, item: properties.path, steps: 5,"
                  + " breakdowns: [channel]}]"),
          Map.entry(
              "paths-2-breakdowns",
              "paths: [{id: a, events: {type: page}, item: properties.path,"
                  + " breakdowns: [platform, channel]}]"),
          Map.entry(
              "content",
              "content: [{id: a, events: {type: page}, item: properties.path, bucket: day,"
                  + " breakdowns: [platform]}]"),
          Map.entry(
              "content-2-breakdowns",
              "content: [{id: a, events: {type: page}, item: properties.path,"
                  + " breakdowns: [platform, channel]}]"),
          Map.entry(
              "content-without-entries",
              "content: [{id: a, events: {type: page}, item: properties.path, entries: false}]"),
          Map.entry(
              "trends",
              "trends: [{id: a, events: Product Viewed, periods: [hour, day], sum: properties.price,"
                  + " breakdowns: [platform]}]"),
          Map.entry("carts", "carts: [{id: a, abandon-after: 1h, breakdowns: [channel]}]"),
          Map.entry(
              "recommendations",
              "recommendations: [{id: a, click-window: 30m, conversion-window: 7d,"
                  + " breakdowns: [platform]}]"),
          Map.entry(
              "recommendations-once-within-1s", "recommendations: [{id: a, once-within: 1s}]"),
          Map.entry(
              "experiments",
              "experiments: [{id: a, goals: [{id: order, event: Order Completed,"
                  + " value: properties.revenue}, {id: view,"
                  + " event: Product Viewed}], breakdowns: [platform]}]"),
          Map.entry(
              "shared-sessions",
              "sessions: [{id: a, key-events: [Order Completed], breakdowns: [platform, channel]}]\n"
                  + "  paths: [{id: a, events: {type: page}, item: properties.path, steps: 5,"
                  + " breakdowns: [channel]}]\n"
                  + "  content: [{id: a, events: {type: page}, item: properties.path,"
                  + " breakdowns: [platform]}]\n"
                  + "  score: [{id: a, half-life: 7d,"
                  + " weights: {Product Viewed: 1, Product Added: 3, Order Completed: 10}}]"),
          Map.entry(
              "score",
              "score: [{id: a, half-life: 7d,"
                  + " weights: {Product Viewed: 1, Product Added: 3, Order Completed: 10}}]"));

  private OneDefinition() {}

  /** A configuration of one definition only. */
  static String of(String name) {
    String metrics = DEFINITIONS.get(name);
    if (metrics == null) {
      throw new IllegalArgumentException("no definition " + name + ": " + DEFINITIONS.keySet());
    }
    return SHOP + "metrics:\n  " + metrics + "\n";
  }
}
