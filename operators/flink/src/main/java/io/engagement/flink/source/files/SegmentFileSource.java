package io.engagement.flink.source.files;

import io.engagement.flink.MetricsFactory;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.SourceRecordSerializer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Bounded input: files of one Segment-spec record a line, {@code .gz} ones decompressed, in the
 * given order. Together they are one partition of one topic (index 0), so the source has one split
 * and works at parallelism 1; the record's offset is its number among all of them, from 0. Blank
 * lines are no records. Records have no append time.
 *
 * <p>Checkpoints hold the position; a file must not change while it is read.
 */
public final class SegmentFileSource
    implements Source<SourceRecord, FilesSplit, Optional<FilesSplit>>,
        ResultTypeQueryable<SourceRecord> {
  private static final long serialVersionUID = 1L;

  private final List<String> files;
  private final MetricsFactory factory;

  /**
   * @param files paths that every task manager can read
   */
  public SegmentFileSource(List<String> files, MetricsFactory factory) {
    this.files = List.copyOf(files);
    this.factory = factory;
  }

  /**
   * Reads all records on the caller's thread, without a job.
   *
   * @param taker is given each record in turn, the same object filled again
   */
  public void forEach(Consumer<SourceRecord> taker) throws IOException {
    try (FilesReader reader = new FilesReader(factory)) {
      reader.addSplits(List.of(FilesSplit.start(files)));
      for (SourceRecord record = reader.next(); record != null; record = reader.next()) {
        taker.accept(record);
      }
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<SourceRecord, FilesSplit> createReader(SourceReaderContext context) {
    return new FilesReader(factory);
  }

  @Override
  public SplitEnumerator<FilesSplit, Optional<FilesSplit>> createEnumerator(
      SplitEnumeratorContext<FilesSplit> context) {
    return new FilesEnumerator(context, Optional.of(FilesSplit.start(files)));
  }

  @Override
  public SplitEnumerator<FilesSplit, Optional<FilesSplit>> restoreEnumerator(
      SplitEnumeratorContext<FilesSplit> context, Optional<FilesSplit> unassigned) {
    return new FilesEnumerator(context, unassigned);
  }

  @Override
  public SimpleVersionedSerializer<FilesSplit> getSplitSerializer() {
    return FilesSplitSerializer.present();
  }

  @Override
  public SimpleVersionedSerializer<Optional<FilesSplit>> getEnumeratorCheckpointSerializer() {
    return new FilesSplitSerializer();
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return SourceRecordSerializer.TYPE;
  }
}
