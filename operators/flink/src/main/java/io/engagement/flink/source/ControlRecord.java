package io.engagement.flink.source;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.serde.WireSerializer;
import io.engagement.flink.serde.WireType;

/**
 * A record of the control topic as it came.
 *
 * @param value empty when the record has none
 * @param appendTimeMillis epoch milliseconds; negative when it is not known
 */
public record ControlRecord(int partition, long offset, long appendTimeMillis, byte[] value) {

  /** The type of a stream of them. */
  public static final WireType<ControlRecord> TYPE =
      WireType.of(ControlRecord.class, new Serializer());

  private static final class Serializer extends WireSerializer<ControlRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    protected void write(ControlRecord record, StateWriter out) {
      out.writeUnsigned(record.partition());
      out.writeUnsigned(record.offset());
      out.writeLong(record.appendTimeMillis());
      out.writeUnsigned(record.value().length);
      out.writeBytes(record.value(), 0, record.value().length);
    }

    @Override
    protected ControlRecord read(StateReader in) {
      return new ControlRecord(
          in.readUnsignedInt(),
          in.readUnsigned(),
          in.readLong(),
          in.readBytes(in.readUnsignedInt()));
    }

    @Override
    public ControlRecord createInstance() {
      return new ControlRecord(0, 0, 0, new byte[0]);
    }

    @Override
    public ControlRecord copy(ControlRecord from) {
      return from;
    }

    @Override
    public boolean isImmutableType() {
      return true;
    }

    @Override
    public Serializer duplicate() {
      return new Serializer();
    }
  }
}
