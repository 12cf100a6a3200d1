package io.engagement.core.user;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.Measure;

/**
 * The simplest metric there is: how many events each user had; wants to be flushed a while later.
 */
class CountingMetric implements UserMetric<CountingMetric.Count> {
  static final Measure EVENTS = Measure.sum("events");
  static final CellTable TABLE =
      CellTable.named(120, "event_counts").key("user", KeyPart.TEXT).measures(EVENTS).build();

  static class Count {
    long events;
    long deadlineMillis = Long.MAX_VALUE;
    int flushed;
    boolean isPoisoned;
    boolean isMerged;
  }

  private final DefinitionKey definition;
  private final long silenceMillis;
  int reads;

  /** A fault: the deadline stays where it was, however often it is flushed. */
  boolean keepsDeadline;

  CountingMetric(String id, long silenceMillis) {
    this.definition = DefinitionKey.of("counts", id, "any");
    this.silenceMillis = silenceMillis;
  }

  @Override
  public DefinitionKey definition() {
    return definition;
  }

  @Override
  public int stateVersion() {
    return 1;
  }

  @Override
  public Count create() {
    return new Count();
  }

  @Override
  public Count read(StateReader in, int version) {
    reads++;
    Count count = new Count();
    count.events = in.readUnsigned();
    count.deadlineMillis = in.readLong();
    return count;
  }

  @Override
  public void write(Count count, StateWriter out) {
    out.writeUnsigned(count.events);
    out.writeLong(count.deadlineMillis);
  }

  @Override
  public int heapBytes(Count count) {
    return 32;
  }

  @Override
  public boolean wants(UserEvent event) {
    return true;
  }

  @Override
  public void onEvent(Count count, UserEvent event, UserContext user) {
    count.events++;
    count.deadlineMillis = event.timeMillis + silenceMillis;
    user.deltas().at(TABLE, definition).text(user.user()).cell().add(EVENTS, 1);
  }

  @Override
  public void flush(Count count, UserContext user) {
    count.flushed++;
    if (count.isMerged) {
      count.isMerged = false;
      contributions(count, user);
    }
    if (!keepsDeadline && count.deadlineMillis <= user.watermarkMillis()) {
      count.deadlineMillis = Long.MAX_VALUE;
    }
  }

  @Override
  public long deadlineMillis(Count count) {
    return count.deadlineMillis;
  }

  @Override
  public void merge(Count into, Count from, UserContext user) {
    into.events += from.events;
    into.deadlineMillis = Math.min(into.deadlineMillis, from.deadlineMillis);
    into.isPoisoned |= from.isPoisoned;
    into.isMerged = true;
  }

  @Override
  public void contributions(Count count, UserContext user) {
    user.deltas().at(TABLE, definition).text(user.user()).cell().add(EVENTS, count.events);
  }
}
