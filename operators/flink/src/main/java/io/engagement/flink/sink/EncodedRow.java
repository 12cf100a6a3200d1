package io.engagement.flink.sink;

import io.engagement.core.event.json.Hash64;
import io.engagement.core.metric.RowChange;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.serde.RowFormat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A row as bytes, equal to every other state of the same row: its identity comes first. */
final class EncodedRow {
  private final byte[] bytes;
  private final int identityBytes;
  private final int hash;

  private EncodedRow(byte[] bytes, int identityBytes) {
    this.bytes = bytes;
    this.identityBytes = identityBytes;
    this.hash = (int) Hash64.of(bytes, 0, identityBytes);
  }

  static EncodedRow of(RowChange row, StateWriter scratch) {
    scratch.clear();
    int identityBytes = RowFormat.write(row, scratch);
    return new EncodedRow(scratch.toBytes(), identityBytes);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EncodedRow that
        && hash == that.hash
        && Arrays.equals(bytes, 0, identityBytes, that.bytes, 0, that.identityBytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
