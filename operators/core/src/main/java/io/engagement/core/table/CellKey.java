package io.engagement.core.table;

import io.engagement.core.event.json.Hash64;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a cell in canonical bytes: table id (1), definition key (4), then the key columns
 * as {@link CellTable} lays them out. Equal keys have equal bytes and equal hashes everywhere, so
 * the key decides which subtask owns the cell.
 */
public final class CellKey {
  /** Marks the table id of a key that stands for a group of cells. */
  static final int GROUP = 0x80;

  private final byte[] bytes;
  private final int hash;

  public CellKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = hash(bytes, bytes.length);
  }

  CellKey(byte[] bytes, int hash) {
    this.bytes = bytes;
    this.hash = hash;
  }

  /** Mixed, because keys hold what events bring: texts of one plain hash are easily made up. */
  static int hash(byte[] bytes, int length) {
    return (int) Hash64.of(bytes, 0, length);
  }

  /** The bytes themselves, not a copy: not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  public int tableId() {
    return bytes[0] & ~GROUP & 0xFF;
  }

  /** Whether it stands for the cells that share definition, period, bucket and breakdown. */
  public boolean isGroup() {
    return bytes.length > 0 && (bytes[0] & GROUP) != 0;
  }

  boolean sameBytes(byte[] other, int length) {
    return Arrays.equals(bytes, 0, bytes.length, other, 0, length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CellKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The bytes in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
