package io.engagement.flink.source;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.serde.WireSerializer;
import io.engagement.flink.serde.WireType;

/**
 * Refuses to serialize or copy source records, which share the progress of their partition with the
 * source: its intake is chained to it and takes them as they are.
 */
public final class SourceRecordSerializer extends WireSerializer<SourceRecord> {
  private static final long serialVersionUID = 1L;

  /** The type of a source's stream. */
  public static final WireType<SourceRecord> TYPE =
      WireType.of(SourceRecord.class, new SourceRecordSerializer());

  @Override
  protected void write(SourceRecord record, StateWriter out) {
    throw notChained();
  }

  @Override
  protected SourceRecord read(StateReader in) {
    throw notChained();
  }

  @Override
  public SourceRecord copy(SourceRecord from) {
    throw notChained();
  }

  private static UnsupportedOperationException notChained() {
    return new UnsupportedOperationException(
        "source records only go to an operator that is chained to the source, with objects reused");
  }

  @Override
  public SourceRecord createInstance() {
    return new SourceRecord();
  }

  @Override
  public SourceRecordSerializer duplicate() {
    return this;
  }
}
