package io.engagement.flink.checkpoint;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.serde.WireSerializer;
import io.engagement.flink.serde.WireType;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * How far a partition had been read when the barrier of a checkpoint passed its reader. Travels
 * beside the rows and becomes part of the checkpoint's {@link CheckpointMark}.
 */
public record InputProgress(String topic, int partition, long nextOffset) {
  /** The type of a stream of progress. */
  public static final TypeInformation<InputProgress> TYPE =
      WireType.of(InputProgress.class, new Serializer());

  private static final class Serializer extends WireSerializer<InputProgress> {
    private static final long serialVersionUID = 1L;

    @Override
    protected void write(InputProgress progress, StateWriter out) {
      out.writeText(progress.topic());
      out.writeUnsigned(progress.partition());
      out.writeUnsigned(progress.nextOffset());
    }

    @Override
    protected InputProgress read(StateReader in) {
      return new InputProgress(in.readRequiredText(), in.readUnsignedInt(), in.readUnsigned());
    }

    @Override
    public TypeSerializer<InputProgress> duplicate() {
      return new Serializer();
    }

    @Override
    public InputProgress createInstance() {
      return new InputProgress("", 0, 0);
    }

    @Override
    public InputProgress copy(InputProgress from) {
      return from;
    }
  }
}
