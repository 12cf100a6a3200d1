package io.engagement.flink.source.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Keeps the split in checkpoints: of the reader, and of the enumerator while it is unassigned. */
final class FilesSplitSerializer implements SimpleVersionedSerializer<Optional<FilesSplit>> {
  /** Presence, files as counted UTF-8, then file, offset, line, records. */
  private static final int VERSION_1 = 1;

  @Override
  public int getVersion() {
    return VERSION_1;
  }

  @Override
  public byte[] serialize(Optional<FilesSplit> split) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBoolean(split.isPresent());
      if (split.isPresent()) {
        write(split.get(), out);
      }
    }
    return bytes.toByteArray();
  }

  private static void write(FilesSplit split, DataOutputStream out) throws IOException {
    out.writeInt(split.files().size());
    for (String file : split.files()) {
      byte[] path = file.getBytes(StandardCharsets.UTF_8);
      out.writeInt(path.length);
      out.write(path);
    }
    out.writeInt(split.file());
    out.writeLong(split.offset());
    out.writeLong(split.line());
    out.writeLong(split.records());
  }

  @Override
  public Optional<FilesSplit> deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION_1) {
      throw new IOException("unknown version of a files split: " + version);
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      Optional<FilesSplit> split = in.readBoolean() ? Optional.of(read(in)) : Optional.empty();
      if (in.read() >= 0) {
        throw new IOException("a files split has bytes left over");
      }
      return split;
    }
  }

  private static FilesSplit read(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<String> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
    }
    return new FilesSplit(files, in.readInt(), in.readLong(), in.readLong(), in.readLong());
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
      public byte[] serialize(FilesSplit split) throws IOException {
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
