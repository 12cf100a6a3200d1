package io.engagement.flink.source;

import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** A reader's output, where every record of a split is handed the progress of its partition. */
final class SplitOutputs implements ReaderOutput<SourceRecord> {
  private final ReaderOutput<SourceRecord> output;
  private final Map<String, PartitionProgress> progressBySplit;

  /**
   * @param progressBySplit by split id; looked up when a split's first record comes
   */
  SplitOutputs(ReaderOutput<SourceRecord> output, Map<String, PartitionProgress> progressBySplit) {
    this.output = output;
    this.progressBySplit = progressBySplit;
  }

  @Override
  public SourceOutput<SourceRecord> createOutputForSplit(String splitId) {
    PartitionProgress progress = progressBySplit.get(splitId);
    if (progress == null) {
      throw new IllegalStateException("a record of " + splitId + ", which was not assigned");
    }
    return new SplitOutput(output.createOutputForSplit(splitId), progress);
  }

  @Override
  public void releaseOutputForSplit(String splitId) {
    output.releaseOutputForSplit(splitId);
    progressBySplit.remove(splitId);
  }

  @Override
  public void collect(SourceRecord record) {
    output.collect(record);
  }

  @Override
  public void collect(SourceRecord record, long timestamp) {
    output.collect(record, timestamp);
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    output.emitWatermark(watermark);
  }

  @Override
  public void markIdle() {
    output.markIdle();
  }

  @Override
  public void markActive() {
    output.markActive();
  }

  private record SplitOutput(SourceOutput<SourceRecord> output, PartitionProgress progress)
      implements SourceOutput<SourceRecord> {
    @Override
    public void collect(SourceRecord record) {
      record.progress = progress;
      output.collect(record);
    }

    @Override
    public void collect(SourceRecord record, long timestamp) {
      record.progress = progress;
      output.collect(record, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      output.markIdle();
    }

    @Override
    public void markActive() {
      output.markActive();
    }
  }
}
