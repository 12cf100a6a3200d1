package io.engagement.jobs.golden;

import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.SourceRecordSerializer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads so many records of another source and then waits for ever. One at a time in a process.
 *
 * @param <S> the other's splits
 * @param <C> the other's checkpoints
 */
final class StoppingSource<S extends SourceSplit, C>
    implements Source<SourceRecord, S, C>, ResultTypeQueryable<SourceRecord> {
  private static final long serialVersionUID = 1L;
  private static final CountDownLatch STOPPED = new CountDownLatch(1);

  private final Source<SourceRecord, S, C> source;
  private final int records;

  StoppingSource(Source<SourceRecord, S, C> source, int records) {
    this.source = source;
    this.records = records;
  }

  static void awaitStop() throws InterruptedException {
    if (!STOPPED.await(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the records were not read");
    }
  }

  @Override
  public SourceReader<SourceRecord, S> createReader(SourceReaderContext context) throws Exception {
    return new Reader<>(source.createReader(context), records);
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return SourceRecordSerializer.TYPE;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<S, C> createEnumerator(SplitEnumeratorContext<S> context)
      throws Exception {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<S, C> restoreEnumerator(SplitEnumeratorContext<S> context, C checkpoint)
      throws Exception {
    return source.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<S> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<C> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  private static final class Reader<S extends SourceSplit>
      implements SourceReader<SourceRecord, S> {
    private final SourceReader<SourceRecord, S> reader;
    private int left;

    Reader(SourceReader<SourceRecord, S> reader, int records) {
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
    public List<S> snapshotState(long checkpointId) {
      return reader.snapshotState(checkpointId);
    }

    @Override
    public void addSplits(List<S> splits) {
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
