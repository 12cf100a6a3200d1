package io.engagement.flink.operator;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.TableSpec;
import io.engagement.core.yaml.ConfigNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts events, and throws where it is told to once it has counted one named {@code Poison}.
 *
 * @param where {@code event, flush, write, contributions, facts} or {@code merge}
 */
record PlantedMetric(String where) implements UserMetric<long[]> {
  /** The metrics of a configuration, and beside them a planted one. */
  static Metrics beside(ConfigText config, String where) {
    return beside(EngagementConfigReader.read(config).config(), where);
  }

  /** The same of a configuration that has been read. */
  static Metrics beside(EngagementConfig read, String where) {
    List<ConfiguredMetric<?>> metrics = new ArrayList<>(read.metrics());
    metrics.add(new ConfiguredMetric<>(new PlantedFamily(where), new Planted()));
    return Metrics.of(
        new EngagementConfig(
            read.deployment(),
            read.time(),
            read.source(),
            read.identity(),
            read.deletion(),
            read.dedup(),
            read.limits(),
            read.exclude(),
            read.breakdowns(),
            read.vocabulary(),
            read.sinks(),
            read.retention(),
            metrics));
  }

  @Override
  public DefinitionKey definition() {
    return DefinitionKey.of("planted", "planted", "");
  }

  @Override
  public int stateVersion() {
    return 1;
  }

  @Override
  public long[] create() {
    return new long[2];
  }

  @Override
  public long[] read(StateReader in, int version) {
    return new long[] {in.readLong(), in.readLong()};
  }

  @Override
  public void write(long[] state, StateWriter out) {
    throwIfPoisoned(state, "write");
    out.writeLong(state[0]);
    out.writeLong(state[1]);
  }

  @Override
  public int heapBytes(long[] state) {
    return 32;
  }

  @Override
  public boolean wants(UserEvent event) {
    return true;
  }

  @Override
  public void onEvent(long[] state, UserEvent event, UserContext user) {
    state[0]++;
    if (event.name.equals("Poison")) {
      state[1]++;
      throwIfPoisoned(state, "event");
    }
  }

  @Override
  public void flush(long[] state, UserContext user) {
    throwIfPoisoned(state, "flush");
  }

  @Override
  public void merge(long[] into, long[] from, UserContext user) {
    throwIfPoisoned(from, "merge");
    into[0] += from[0];
    into[1] += from[1];
  }

  @Override
  public void contributions(long[] state, UserContext user) {
    throwIfPoisoned(state, "contributions");
  }

  @Override
  public void facts(long[] state, UserContext user) {
    throwIfPoisoned(state, "facts");
  }

  private void throwIfPoisoned(long[] state, String here) {
    if (state[1] > 0 && where.equals(here)) {
      throw new IllegalStateException("planted");
    }
  }

  private record Planted() implements MetricDefinition {
    @Override
    public String id() {
      return "planted";
    }

    @Override
    public List<String> breakdowns() {
      return List.of();
    }
  }

  private record PlantedFamily(String where) implements MetricFamily<Planted> {
    @Override
    public String name() {
      return "planted";
    }

    @Override
    public Planted read(ConfigNode node, DefinitionContext context) {
      return new Planted();
    }

    @Override
    public List<TableSpec> tables() {
      return List.of();
    }

    @Override
    public UserMetric<?> metric(Planted definition, MetricSetup setup) {
      return new PlantedMetric(where);
    }
  }
}
