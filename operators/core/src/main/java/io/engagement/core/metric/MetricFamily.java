package io.engagement.core.metric;

import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import java.util.List;

/**
 * A kind of metric: how its definitions are written and which tables they fill.
 *
 * @param <D> one definition, as data
 */
public interface MetricFamily<D extends MetricDefinition> {

  /** The key under {@code metrics}, for example {@code active-users}. */
  String name();

  /**
   * Reads one definition. What is wrong is reported at its node; the result may be used only when
   * nothing was.
   */
  D read(ConfigNode node, DefinitionContext context);

  /** The tables its definitions fill. */
  List<TableSpec> tables();

  /** Makes a definition ready to run. */
  UserMetric<?> metric(D definition, MetricSetup setup);
}
