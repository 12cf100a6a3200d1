package io.engagement.bench;

import java.util.Map;

/**
 * One definition of each family as a shop would write it, with one breakdown where the family has
 * them, and the same for events that never come.
 */
final class OneDefinition {
  /** No family at all: what the timeline itself costs. */
  static final String NONE = "none";

  private static final String BREAKDOWNS =
      "breakdowns: {platform: context.device.type, channel: context.campaign.source}\n";
  private static final String NEVER = "{type: track, event: Never}";

  private static final Map<String, String> AS_USED =
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
              "funnels: [{id: a,"
                  + " steps: [Product Viewed, Product Added, Checkout Started, Order Completed],"
                  + " window: 7d, exclude: [{event: Payment Failed, between: [3, 4]}],"
                  + " breakdowns: [channel]}]"),
          Map.entry(
              "paths",
              "paths: [{id: a, events: {type: page}, item: properties.path, steps: 5,"
                  + " breakdowns: [channel]}]"),
          Map.entry(
              "content",
              "content: [{id: a, events: {type: page}, item: properties.path, bucket: day,"
                  + " breakdowns: [platform]}]"),
          Map.entry("carts", "carts: [{id: a, abandon-after: 1h, breakdowns: [channel]}]"),
          Map.entry(
              "recommendations",
              "recommendations: [{id: a, click-window: 30m, conversion-window: 7d,"
                  + " breakdowns: [platform]}]"),
          Map.entry(
              "experiments",
              "experiments: [{id: a, goals: [{id: order, event: Order Completed,"
                  + " value: properties.revenue}], breakdowns: [platform]}]"),
          Map.entry(
              "score",
              "score: [{id: a, half-life: 7d,"
                  + " weights: {Product Viewed: 1, Product Added: 3, Order Completed: 10}}]"));

  private static final Map<String, String> UNMATCHED =
      Map.ofEntries(
          Map.entry("active-users", "active-users: [{id: a, events: " + NEVER + "}]"),
          Map.entry("sessions", "sessions: [{id: a, events: " + NEVER + "}]"),
          Map.entry("lifecycle", "lifecycle: [{id: a, events: " + NEVER + "}]"),
          Map.entry("stickiness", "stickiness: [{id: a, events: " + NEVER + "}]"),
          Map.entry("retention", "retention: [{id: a, start: Never, return: Never}]"),
          Map.entry("funnels", "funnels: [{id: a, steps: [Never, Nor This]}]"),
          Map.entry("paths", "paths: [{id: a, events: " + NEVER + "}]"),
          Map.entry("content", "content: [{id: a, events: " + NEVER + "}]"),
          Map.entry(
              "experiments",
              "experiments: [{id: a, exposure: Never, goals: [{id: order, event: Nor This}]}]"),
          Map.entry("score", "score: [{id: a, half-life: 7d, weights: {Never: 1}}]"));

  private OneDefinition() {}

  /** The configuration of a family in use. */
  static String asUsed(String family) {
    String metrics = AS_USED.get(family);
    if (metrics == null) {
      throw new IllegalArgumentException("no family " + family + ": " + AS_USED.keySet());
    }
    return BREAKDOWNS + "metrics:\n  " + metrics + "\n";
  }

  /**
   * The configuration of a family whose events never come. Where the events are not the user's to
   * choose this is {@link #asUsed}, and its events are to be left out of the traffic.
   */
  static String unmatched(String family) {
    String metrics = UNMATCHED.get(family);
    return metrics == null ? asUsed(family) : BREAKDOWNS + "metrics:\n  " + metrics + "\n";
  }

  /** Whether a family takes events of given names only, so that other traffic is to be made. */
  static boolean hasFixedEvents(String family) {
    return !family.equals(NONE) && !UNMATCHED.containsKey(family);
  }
}
