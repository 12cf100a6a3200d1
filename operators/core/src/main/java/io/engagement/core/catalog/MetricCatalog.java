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
import io.engagement.core.metric.trends.TrendsFamily;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
          new ContentFamily(),
          new TrendsFamily());

  private MetricCatalog() {}

  public static List<MetricFamily<?>> families() {
    return FAMILIES;
  }

  /** The tables of facts that a family fills; none for a family that is not known any more. */
  public static List<FactTable> facts(String family) {
    return FAMILIES.stream()
        .filter(known -> known.name().equals(family))
        .flatMap(known -> known.tables().stream())
        .filter(FactTable.class::isInstance)
        .map(FactTable.class::cast)
        .toList();
  }

  /** The family that fills a table; null for one that is not about definitions. */
  public static @Nullable String family(TableSpec table) {
    return FAMILIES.stream()
        .filter(known -> known.tables().stream().anyMatch(own -> own.id() == table.id()))
        .map(MetricFamily::name)
        .findFirst()
        .orElse(null);
  }

  /** All output tables: those about the input, the definitions and ids, then the families'. */
  public static List<TableSpec> tables() {
    List<TableSpec> tables = new ArrayList<>(InputTables.all());
    tables.add(DefinitionTables.DEFINITIONS);
    tables.add(IdentityTables.MERGES);
    tables.add(DeletionTables.DELETIONS);
    FAMILIES.forEach(family -> tables.addAll(family.tables()));
    return tables;
  }
}
