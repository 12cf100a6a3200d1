package io.engagement.flink.source.files;

import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/** Gives the one split to the first reader that comes; the others have nothing to do. */
final class FilesEnumerator implements SplitEnumerator<FilesSplit, Optional<FilesSplit>> {
  private final SplitEnumeratorContext<FilesSplit> context;
  private Optional<FilesSplit> unassigned;

  FilesEnumerator(SplitEnumeratorContext<FilesSplit> context, Optional<FilesSplit> unassigned) {
    this.context = context;
    this.unassigned = unassigned;
  }

  @Override
  public void start() {}

  @Override
  public void addReader(int subtaskId) {
    if (unassigned.isPresent()) {
      context.assignSplit(unassigned.get(), subtaskId);
      unassigned = Optional.empty();
    }
    context.signalNoMoreSplits(subtaskId);
  }

  @Override
  public void addSplitsBack(List<FilesSplit> splits, int subtaskId) {
    if (!splits.isEmpty()) {
      unassigned = Optional.of(splits.get(0));
    }
  }

  @Override
  public void handleSplitRequest(int subtaskId, @Nullable String requesterHostname) {}

  @Override
  public Optional<FilesSplit> snapshotState(long checkpointId) {
    return unassigned;
  }

  @Override
  public void close() {}
}
