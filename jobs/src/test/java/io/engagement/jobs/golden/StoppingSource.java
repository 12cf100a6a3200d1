package io.engagement.jobs.golden;

import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.files.FilesSplit;
import io.engagement.flink.source.files.SegmentFileSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Reads so many records of files and then waits for ever. One at a time in a process. */
final class StoppingSource implements Source<SourceRecord, FilesSplit, Optional<FilesSplit>> {
  private static final long serialVersionUID = 1L;
  private static final CountDownLatch STOPPED = new CountDownLatch(1);

  private final SegmentFileSource source;
  private final int records;

  StoppingSource(SegmentFileSource source, int records) {
    this.source = source;
    this.records = records;
  }

  static void awaitStop() throws InterruptedException {
    if (!STOPPED.await(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the records were not read");
    }
  }

  @Override
  public SourceReader<SourceRecord, FilesSplit> createReader(SourceReaderContext context) {
    return new Reader(source.createReader(context), records);
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<FilesSplit, Optional<FilesSplit>> createEnumerator(
      SplitEnumeratorContext<FilesSplit> context) {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<FilesSplit, Optional<FilesSplit>> restoreEnumerator(
      SplitEnumeratorContext<FilesSplit> context, Optional<FilesSplit> checkpoint) {
    return source.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<FilesSplit> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Optional<FilesSplit>> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  private static final class Reader implements SourceReader<SourceRecord, FilesSplit> {
    private final SourceReader<SourceRecord, FilesSplit> reader;
    private int left;

    Reader(SourceReader<SourceRecord, FilesSplit> reader, int records) {
      this.reader = reader;
      this.left = records;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<SourceRecord> output) throws Exception {
      if (left == 0) {
        STOPPED.countDown();
        return InputStatus.NOTHING_AVAILABLE;
      }
      InputStatus status = reader.pollNext(output);
      if (status == InputStatus.MORE_AVAILABLE) {
        left--;
      }
      return status;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return left == 0 ? new CompletableFuture<>() : reader.isAvailable();
    }

    @Override
    public void start() {
      reader.start();
    }

    @Override
    public List<FilesSplit> snapshotState(long checkpointId) {
      return reader.snapshotState(checkpointId);
    }

    @Override
    public void addSplits(List<FilesSplit> splits) {
      reader.addSplits(splits);
    }

    @Override
    public void notifyNoMoreSplits() {
      reader.notifyNoMoreSplits();
    }

    @Override
    public void close() throws Exception {
      reader.close();
    }
  }
}
