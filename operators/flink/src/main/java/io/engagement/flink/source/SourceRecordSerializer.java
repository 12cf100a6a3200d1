package io.engagement.flink.source;

import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.WarningCode;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.serde.UserEventSerializer;
import io.engagement.flink.serde.WireSerializer;
import io.engagement.flink.serde.WireType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Source records between a source and its intake. The two are chained, so in practice records are
 * handed over as they are; this serves the case in which they are not.
 */
public final class SourceRecordSerializer extends WireSerializer<SourceRecord> {
  private static final long serialVersionUID = 1L;

  /** The type of a source's stream. */
  public static final WireType<SourceRecord> TYPE =
      WireType.of(SourceRecord.class, new SourceRecordSerializer());

  private static final RejectionReason[] REASONS = RejectionReason.values();

  private final UserEventSerializer events = new UserEventSerializer();

  @Override
  protected void write(SourceRecord record, StateWriter out) {
    RejectionReason rejection = record.rejection;
    out.writeUnsigned(rejection == null ? 0 : rejection.ordinal() + 1L);
    out.writeText(record.detail);
    out.writeUnsigned(record.topicIndex);
    out.writeUnsigned(record.partition);
    out.writeUnsigned(record.offset);
    out.writeLong(record.appendTimeMillis);
    out.writeByte(record.isArrivalTrusted ? 1 : 0);
    out.writeUnsigned(record.original.length);
    out.writeBytes(record.original, 0, record.original.length);
    out.writeText(record.file);
    out.writeUnsigned(record.line);
    SourceRecord.Whole whole = record.whole;
    out.writeUnsigned(whole == null ? 0 : whole.bytes());
    out.writeText(whole == null ? null : whole.sha256());
    out.writeUnsigned(record.warnings.size());
    for (int i = 0; i < record.warnings.size(); i++) {
      out.writeByte(record.warnings.code(i).ordinal());
      out.writeText(record.warnings.field(i));
      out.writeText(record.warnings.example(i));
    }
    if (rejection == null) {
      DataOutputSerializer event = new DataOutputSerializer(512);
      try {
        events.serialize(record.event, event);
      } catch (IOException impossible) {
        throw new IllegalStateException("writing to memory failed", impossible);
      }
      out.writeUnsigned(event.length());
      out.writeBytes(event.getSharedBuffer(), 0, event.length());
    }
  }

  @Override
  protected SourceRecord read(StateReader in) {
    int rejection = in.readUnsignedInt();
    SourceRecord record = new SourceRecord();
    record.detail = in.readRequiredText();
    record.topicIndex = in.readUnsignedInt();
    record.partition = in.readUnsignedInt();
    record.offset = in.readUnsigned();
    record.appendTimeMillis = in.readLong();
    record.isArrivalTrusted = in.readByte() != 0;
    record.original = in.readBytes(in.readUnsignedInt());
    record.file = in.readText();
    record.line = in.readUnsigned();
    long wholeBytes = in.readUnsigned();
    String sha256 = in.readText();
    record.whole = sha256 == null ? null : new SourceRecord.Whole(wholeBytes, sha256);
    for (int left = in.readUnsignedInt(); left > 0; left--) {
      record.warnings.warn(
          WarningCode.at(in.readByte()), in.readRequiredText(), in.readRequiredText());
    }
    if (rejection > 0) {
      record.rejection = REASONS[rejection - 1];
    } else {
      try {
        UserEvent event =
            events.deserialize(new DataInputDeserializer(in.readBytes(in.readUnsignedInt())));
        record.event.copyFrom(event);
      } catch (IOException damaged) {
        throw new IllegalStateException("reading from memory failed", damaged);
      }
    }
    return record;
  }

  @Override
  public SourceRecord createInstance() {
    return new SourceRecord();
  }

  @Override
  public SourceRecord copy(SourceRecord from) {
    StateWriter out = new StateWriter(1024);
    write(from, out);
    return read(new StateReader().over(out.array(), 0, out.size()));
  }

  @Override
  public SourceRecordSerializer duplicate() {
    return new SourceRecordSerializer();
  }
}
