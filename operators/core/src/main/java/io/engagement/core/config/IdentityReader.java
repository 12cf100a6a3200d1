package io.engagement.core.config;

import static io.engagement.core.yaml.Durations.DAY;

import io.engagement.core.identity.ClaimRules;
import io.engagement.core.yaml.ConfigNode;

/** Reads {@code identity}. */
final class IdentityReader {
  private static final int MOST_DEVICES = 100_000;
  private static final int MOST_CLAIMS = 1_000;

  private IdentityReader() {}

  static IdentityConfig read(ConfigNode node) {
    IdentityConfig usual = IdentityConfig.DEFAULT;
    ClaimRules claims = usual.claims();
    return new IdentityConfig(
        node.child("mode").oneOfOr(usual.mode()),
        node.child("restate").durationMillisOr(usual.restateMillis(), DAY, 400 * DAY),
        new ClaimRules(
            node.child("history").oneOfOr(claims.history()),
            node.child("contested").oneOfOr(claims.contested()),
            (int) node.child("most-devices").integerOr(claims.mostDevices(), 1, MOST_DEVICES),
            (int) node.child("most-claims").integerOr(claims.mostClaims(), 1, MOST_CLAIMS)));
  }
}
