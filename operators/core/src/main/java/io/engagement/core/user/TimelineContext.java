package io.engagement.core.user;

import io.engagement.core.metric.UserContext;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.RowSink;
import java.util.ArrayList;
import java.util.List;

/** What the metrics of a timeline see. Facts are held until all metrics are through. */
final class TimelineContext implements UserContext {
  String user = "";
  long watermarkMillis = Long.MIN_VALUE;
  long acceptedFromMillis = Long.MIN_VALUE;
  long restatedFromMillis = Long.MIN_VALUE;
  DeltaBuffer deltas;
  private final RowSink published;
  private final List<RowChange> held = new ArrayList<>();
  private final RowSink facts = this::hold;

  /** Whether the facts that metrics emit are deleted instead. */
  boolean takesFactsBack;

  TimelineContext(DeltaBuffer deltas, RowSink published) {
    this.deltas = deltas;
    this.published = published;
  }

  private void hold(RowChange fact) {
    held.add(takesFactsBack ? new RowChange(fact.table(), fact.key(), null) : fact);
  }

  void publishFacts() {
    if (!held.isEmpty()) {
      held.forEach(published::accept);
      held.clear();
    }
  }

  void dropFacts() {
    held.clear();
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public long watermarkMillis() {
    return watermarkMillis;
  }

  @Override
  public long acceptedFromMillis() {
    return acceptedFromMillis;
  }

  @Override
  public long restatedFromMillis() {
    return restatedFromMillis;
  }

  @Override
  public DeltaBuffer deltas() {
    return deltas;
  }

  @Override
  public RowSink facts() {
    return facts;
  }
}
