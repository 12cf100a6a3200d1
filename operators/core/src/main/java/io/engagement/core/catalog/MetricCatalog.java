package io.engagement.core.catalog;

import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.activeusers.ActiveUsersFamily;
import io.engagement.core.metric.carts.CartsFamily;
import io.engagement.core.metric.content.ContentFamily;
import io.engagement.core.metric.experiments.ExperimentsFamily;
import io.engagement.core.metric.funnels.FunnelsFamily;
import io.engagement.core.metric.lifecycle.LifecycleFamily;
import io.engagement.core.metric.paths.PathsFamily;
import io.engagement.core.metric.recommendations.RecommendationsFamily;
import io.engagement.core.metric.retention.RetentionFamily;
import io.engagement.core.metric.score.ScoreFamily;
import io.engagement.core.metric.sessions.SessionsFamily;
import io.engagement.core.metric.stickiness.StickinessFamily;
import io.engagement.core.table.TableSpec;
import java.util.ArrayList;
import java.util.List;

/** The metric families of this version, in the order of the documentation. */
public final class MetricCatalog {
  private static final List<MetricFamily<?>> FAMILIES =
      List.of(
          new ActiveUsersFamily(), //
          new SessionsFamily(),
          new LifecycleFamily(),
          new StickinessFamily(),
          new RetentionFamily(),
          new FunnelsFamily(),
          new ExperimentsFamily(),
          new ScoreFamily(),
          new PathsFamily(),
          new RecommendationsFamily(),
          new CartsFamily(),
          new ContentFamily());

  private MetricCatalog() {}

  public static List<MetricFamily<?>> families() {
    return FAMILIES;
  }

  /** All output tables: those about the input, the definitions and ids, then the families'. */
  public static List<TableSpec> tables() {
    List<TableSpec> tables = new ArrayList<>(InputTables.all());
    tables.add(DefinitionTables.DEFINITIONS);
    tables.add(IdentityTables.MERGES);
    FAMILIES.forEach(family -> tables.addAll(family.tables()));
    return tables;
  }
}
