package io.engagement.core.catalog;

import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.activeusers.ActiveUsersFamily;
import io.engagement.core.metric.sessions.SessionsFamily;
import java.util.List;

/** The metric families of this version, in the order of the documentation. */
public final class MetricCatalog {
  private static final List<MetricFamily<?>> FAMILIES =
      List.of(
          new ActiveUsersFamily(), //
          new SessionsFamily());

  private MetricCatalog() {}

  public static List<MetricFamily<?>> families() {
    return FAMILIES;
  }
}
