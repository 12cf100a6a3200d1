package io.engagement.flink.source.files;

import io.engagement.core.deployment.Metrics;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.source.PartitionClock;
import io.engagement.flink.source.PartitionProgress;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.source.SourceRecord;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files one after the other on the task's own thread. A line's content never makes it
 * fail; a file that cannot be read does, and is named.
 */
final class FilesReader implements SourceReader<SourceRecord, FilesSplit> {
  private final RecordDecoder decoder;
  private final int mostBytes;
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private boolean noMoreSplits;
  private List<String> files = List.of();
  private int file;
  private long line;
  private long offset;
  private long records;
  private PartitionProgress progress = new PartitionProgress(0, 0, new PartitionClock());
  private @Nullable RecordLines lines;

  FilesReader(MetricsFactory factory) {
    Metrics metrics = factory.create();
    this.decoder = new RecordDecoder(metrics);
    this.mostBytes = metrics.decoderOptions().recordBytes() + 1;
  }

  @Override
  public void start() {}

  @Override
  public InputStatus pollNext(ReaderOutput<SourceRecord> output) throws IOException {
    SourceRecord record = next();
    if (record != null) {
      output.collect(record);
      return InputStatus.MORE_AVAILABLE;
    }
    return noMoreSplits ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
  }

  /** The next record, reused; null behind the last one. */
  @Nullable SourceRecord next() throws IOException {
    while (file < files.size()) {
      String path = files.get(file);
      try {
        RecordLines open = lines == null ? RecordLines.open(path, mostBytes, line, offset) : lines;
        lines = open;
        if (open.next()) {
          line = open.line();
          offset = open.nextOffset();
          return decoded(open, path);
        }
        open.close();
      } catch (IOException e) {
        throw new IOException("cannot read " + path + " after line " + line, e);
      }
      lines = null;
      file++;
      line = 0;
      offset = 0;
    }
    return null;
  }

  private SourceRecord decoded(RecordLines lines, String path) {
    SourceRecord record = decoder.decode(lines.bytes(), 0, 0, records, SourceRecord.NO_TIME);
    record.whole = lines.whole();
    records++;
    record.file = path;
    record.line = line;
    record.progress = progress;
    return record;
  }

  @Override
  public List<FilesSplit> snapshotState(long checkpointId) {
    return files.isEmpty()
        ? List.of()
        : List.of(new FilesSplit(files, file, offset, line, records, progress.clock().copy()));
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public void addSplits(List<FilesSplit> splits) {
    for (FilesSplit split : splits) {
      files = split.files();
      file = split.file();
      offset = split.offset();
      line = split.line();
      records = split.records();
      progress = new PartitionProgress(0, 0, split.clock());
    }
    available.complete(null);
  }

  @Override
  public void notifyNoMoreSplits() {
    noMoreSplits = true;
    available.complete(null);
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
  }
}
