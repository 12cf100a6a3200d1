package io.engagement.core.metric;

/**
 * A definition together with the family that understands it.
 *
 * @param <D> the family's definitions
 */
public record ConfiguredMetric<D extends MetricDefinition>(MetricFamily<D> family, D definition) {

  /** The id, unique in the family. */
  public String id() {
    return definition.id();
  }
}
