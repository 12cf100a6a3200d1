package io.engagement.bench;

/** Looks into the bytes of generated records, in which no value has an escaped quote. */
public final class RecordBytes {
  private RecordBytes() {}

  /** Where they stand between two places, or -1. */
  public static int indexOf(byte[] wanted, byte[] bytes, int from, int end) {
    for (int at = from; at + wanted.length <= end; at++) {
      if (startsWith(wanted, bytes, at)) {
        return at;
      }
    }
    return -1;
  }

  static boolean startsWith(byte[] wanted, byte[] bytes, int at) {
    if (at + wanted.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the next quote is. */
  public static int quote(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '"') {
      at++;
    }
    return at;
  }
}
