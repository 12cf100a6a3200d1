package io.engagement.flink.source.files;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.source.PartitionClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Keeps the split in checkpoints: of the reader, and of the enumerator while it is unassigned. */
final class FilesSplitSerializer implements SimpleVersionedSerializer<Optional<FilesSplit>> {
  /** Presence, number of files and their paths, then file, offset, line, records and the clock. */
  private static final int VERSION_1 = 1;

  @Override
  public int getVersion() {
    return VERSION_1;
  }

  @Override
  public byte[] serialize(Optional<FilesSplit> split) {
    StateWriter out = new StateWriter(256);
    out.writeBoolean(split.isPresent());
    split.ifPresent(present -> write(present, out));
    return out.toBytes();
  }

  private static void write(FilesSplit split, StateWriter out) {
    out.writeUnsigned(split.files().size());
    split.files().forEach(out::writeText);
    out.writeUnsigned(split.file());
    out.writeUnsigned(split.offset());
    out.writeUnsigned(split.line());
    out.writeUnsigned(split.records());
    split.clock().write(out);
  }

  @Override
  public Optional<FilesSplit> deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION_1) {
      throw new IOException("unknown version of a files split: " + version);
    }
    StateReader in = new StateReader().over(serialized);
    Optional<FilesSplit> split = in.readBoolean() ? Optional.of(read(in)) : Optional.empty();
    in.expectEnd();
    return split;
  }

  private static FilesSplit read(StateReader in) {
    List<String> files = new ArrayList<>();
    for (int left = in.readCount(1); left > 0; left--) {
      files.add(in.readRequiredText());
    }
    return new FilesSplit(
        files,
        in.readUnsignedInt(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        PartitionClock.read(in));
  }

  /** The same for a split that is there. */
  static SimpleVersionedSerializer<FilesSplit> present() {
    FilesSplitSerializer serializer = new FilesSplitSerializer();
    return new SimpleVersionedSerializer<>() {
      @Override
      public int getVersion() {
        return serializer.getVersion();
      }

      @Override
      public byte[] serialize(FilesSplit split) {
        return serializer.serialize(Optional.of(split));
      }

      @Override
      public FilesSplit deserialize(int version, byte[] serialized) throws IOException {
        return serializer
            .deserialize(version, serialized)
            .orElseThrow(() -> new IOException("a reader's split is missing"));
      }
    };
  }
}
