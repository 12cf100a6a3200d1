package io.engagement.local.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition of the outside world by looking again and again. */
public final class Waiting {
  private static final long LOOK_EVERY_MILLIS = 40;

  private Waiting() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param failure the message when it does not hold in time; asked for only then
   * @throws LocalServerException when time is up or the thread is interrupted
   */
  public static void until(BooleanSupplier condition, Duration timeout, Supplier<String> failure) {
    if (!holdsWithin(condition, timeout)) {
      throw new LocalServerException(failure.get());
    }
  }

  /** Whether the condition came to hold before time was up. */
  public static boolean holdsWithin(BooleanSupplier condition, Duration timeout) {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new LocalServerException(
            "Interrupted while waiting for a local server.", interrupted);
      }
    }
    return true;
  }
}
