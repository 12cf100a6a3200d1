package io.engagement.flink;

/**
 * Where Flink's event time becomes the project's and the other way: nowhere else does a millisecond
 * come or go. Flink's watermark w says that nothing at or before w is still to come in order, ours
 * that nothing before it is: it is one more. The ends of time stay what they are: before the first
 * watermark, after the last event.
 */
public final class Watermarks {
  private Watermarks() {}

  /** What a watermark or timer of Flink's means, epoch milliseconds. */
  public static long fromFlink(long flinkMillis) {
    return isEnd(flinkMillis) ? flinkMillis : flinkMillis + 1;
  }

  /**
   * Flink's watermark that means ours, epoch milliseconds; as a timer it fires when our watermark
   * has reached the instant.
   */
  public static long toFlink(long millis) {
    return isEnd(millis) ? millis : millis - 1;
  }

  private static boolean isEnd(long millis) {
    return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE;
  }
}
