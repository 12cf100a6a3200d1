package io.engagement.flink.sink.files;

import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.serde.RowJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code <table>.jsonl} files. Each appears under its name only when all of them are
 * complete on disk.
 */
final class TableFiles {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path directory;
  private final RowJson json = new RowJson();
  private final Map<Path, Path> written = new LinkedHashMap<>();

  TableFiles(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /** Writes a table under a temporary name; an empty one becomes an empty file. */
  void write(TableSpec table, List<RowChange> rows) throws IOException {
    rows.sort(new RowOrder());
    Path target = directory.resolve(table.name() + ".jsonl");
    Path temporary = directory.resolve("." + table.name() + ".jsonl.tmp");
    written.put(temporary, target);
    try (FileChannel channel =
            FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out =
            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
      for (RowChange row : rows) {
        out.write(json.line(row));
        out.write('\n');
      }
      out.flush();
      channel.force(true);
    }
  }

  /** Gives every file its name. */
  void publish() throws IOException {
    for (Map.Entry<Path, Path> file : written.entrySet()) {
      Files.move(file.getKey(), file.getValue(), StandardCopyOption.ATOMIC_MOVE);
    }
    written.clear();
  }

  /** Removes what was written but not published. */
  void discard() throws IOException {
    for (Path temporary : written.keySet()) {
      Files.deleteIfExists(temporary);
    }
    written.clear();
  }
}
