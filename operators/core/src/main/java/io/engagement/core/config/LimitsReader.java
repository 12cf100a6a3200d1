package io.engagement.core.config;

import io.engagement.core.yaml.ConfigNode;

/** Reads {@code limits}. */
final class LimitsReader {
  private static final String NONE = "none";
  private static final int MOST_EVENTS = 10_000_000;
  private static final int MOST_VALUES = 100_000;

  private LimitsReader() {}

  static LimitsConfig read(ConfigNode node) {
    LimitsConfig usual = LimitsConfig.DEFAULT;
    return new LimitsConfig(
        eventsPerUser(node.child("events-per-user")),
        (int)
            node.child("values-per-breakdown")
                .integerOr(usual.valuesPerBreakdown(), 1, MOST_VALUES),
        (int) node.child("values-per-user").integerOr(usual.valuesPerUser(), 1, MOST_VALUES));
  }

  private static int eventsPerUser(ConfigNode node) {
    if (node.isScalar()) {
      String text = node.text();
      if (text.equals(NONE)) {
        return LimitsConfig.NO_LIMIT;
      }
      if (!text.isEmpty() && !text.matches("-?[0-9]{1,18}")) {
        node.problem(
            '"' + text + "\" is neither a whole number nor " + NONE,
            "for example " + LimitsConfig.DEFAULT.eventsPerUser());
        return LimitsConfig.NO_LIMIT;
      }
      if (text.isEmpty()) {
        return LimitsConfig.NO_LIMIT;
      }
    }
    return (int) node.integerOr(LimitsConfig.DEFAULT.eventsPerUser(), 1, MOST_EVENTS);
  }
}
