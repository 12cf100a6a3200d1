package io.engagement.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As many definitions as one likes: those of the full catalogue, one family after the other, and
 * again from the first with other ids, until there are enough. Each round means something else, so
 * that no two definitions share what they keep of a user unless those of the catalogue do.
 */
final class DefinitionCycle {
  /** In the second format argument is the number of the round, from 1. */
  private static final List<Template> TEMPLATES =
      List.of(
          new Template(
              "sessions", "{id: web_%1$d, gap: %3$dm, key-events: [Order Completed], %2$s}"),
          new Template(
              "active-users",
              "{id: active_%1$d, events: any, periods: [day, week, month, rolling-7d, rolling-30d,"
                  + " rolling-5m], %2$s}"),
          new Template(
              "score",
              "{id: score_%1$d, sessions: web_%1$d, half-life: %1$dd, weights: {Product Viewed: 1,"
                  + " Product Added: 3, Order Completed: 10}}"),
          new Template(
              "content",
              "{id: products_%1$d, sessions: web_%1$d, events: Product Viewed, item:"
                  + " properties.product_id, bucket: day, %2$s}"),
          new Template("lifecycle", "{id: lifecycle_%1$d, periods: [day, week, month], %2$s}"),
          new Template(
              "stickiness", "{id: sticky_%1$d, periods: [week, month, rolling-30d], %2$s}"),
          new Template(
              "funnels",
              "{id: checkout_%1$d, steps: [Product Viewed, Product Added, Checkout Started, Order"
                  + " Completed], window: %1$dd, %2$s}"),
          new Template(
              "retention",
              "{id: weekly_%1$d, start: Product Viewed, return: any, period: week, periods: 12,"
                  + " %2$s}"),
          new Template(
              "experiments",
              "{id: exp_%1$d, goals: [{id: order, event: Order Completed, value:"
                  + " properties.revenue}], %2$s}"),
          new Template(
              "paths",
              "{id: pages_%1$d, sessions: web_%1$d, events: {type: page}, item: properties.path,"
                  + " steps: 5, %2$s}"),
          new Template("carts", "{id: carts_%1$d, abandon-after: %1$dh, %2$s}"),
          new Template(
              "recommendations",
              "{id: recs_%1$d, click-window: %3$dm, conversion-window: 7d, %2$s}"));

  private static final int FIRST_GAP_MINUTES = 29;

  private record Template(String family, String yaml) {}

  private DefinitionCycle() {}

  /** YAML of the first of them. */
  static String first(int count) {
    Map<String, List<String>> byFamily = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      Template template = TEMPLATES.get(i % TEMPLATES.size());
      int round = 1 + i / TEMPLATES.size();
      byFamily
          .computeIfAbsent(template.family(), first -> new ArrayList<>())
          .add(
              template
                  .yaml()
                  .formatted(round, "breakdowns: [platform]", FIRST_GAP_MINUTES + round));
    }
    StringBuilder yaml =
        new StringBuilder("breakdowns: {platform: context.device.type}\nmetrics:\n");
    byFamily.forEach(
        (family, definitions) -> {
          yaml.append("  ").append(family).append(":\n");
          definitions.forEach(each -> yaml.append("    - ").append(each).append('\n'));
        });
    return yaml.toString();
  }
}
