package io.engagement.core.metric;

/** Takes rows that metrics publish themselves: facts. */
@FunctionalInterface
public interface RowSink {
  void accept(RowChange change);
}
