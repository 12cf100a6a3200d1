package io.engagement.core.event;

/** Whether the times of a record are the device's, or were corrected on their way. */
public enum EventClock {
  /**
   * Corrected when {@code originalTimestamp} stands beside {@code timestamp}, else the device's.
   */
  AUTO,
  /** Always corrected: {@code timestamp} as it is. */
  DELIVERED,
  /** Always the device's: {@code originalTimestamp}, else {@code timestamp}. */
  RAW
}
