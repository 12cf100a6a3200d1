package io.engagement.core.table;

/** Takes rows that metrics publish themselves: facts. */
@FunctionalInterface
public interface RowSink {
  void accept(RowChange change);
}
