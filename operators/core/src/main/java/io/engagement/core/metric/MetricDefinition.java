package io.engagement.core.metric;

import java.util.List;

/** What every definition of a metric has, whatever its family. */
public interface MetricDefinition {

  /** Published in the {@code metric} column; unique in its family. */
  String id();

  /** Names of the dimensions that get rows beside the total. */
  List<String> breakdowns();
}
