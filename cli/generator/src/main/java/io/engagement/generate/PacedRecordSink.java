package io.engagement.generate;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * Holds records back until their moment has come, by the wall clock. Records whose moment has
 * passed go through at once.
 */
public final class PacedRecordSink extends ForwardingRecordSink {
  private final LongUnaryOperator dueMillis;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long taken;

  private PacedRecordSink(RecordSink target, LongUnaryOperator dueMillis) {
    super(target);
    this.dueMillis = dueMillis;
  }

  /** Passes every record on when its arrival time comes. */
  public static PacedRecordSink live(RecordSink target) {
    return new PacedRecordSink(target, LongUnaryOperator.identity());
  }

  /** Passes on so many records a second, whatever their times. */
  public static PacedRecordSink atRate(RecordSink target, double recordsPerSecond) {
    long began = System.currentTimeMillis();
    PacedRecordSink[] self = new PacedRecordSink[1];
    self[0] =
        new PacedRecordSink(
            target, arrival -> began + (long) (self[0].taken * 1000.0 / recordsPerSecond));
    return self[0];
  }

  @Override
  public void accept(int person, long arrivalMillis, byte[] bytes, int length) throws IOException {
    long due = dueMillis.applyAsLong(arrivalMillis);
    long ahead = due - System.currentTimeMillis();
    if (ahead > 0) {
      target.flush();
      awaitMillis(due);
    }
    taken++;
    target.accept(person, arrivalMillis, bytes, length);
  }

  private void awaitMillis(long dueMillis) throws InterruptedIOException {
    long ahead = dueMillis - System.currentTimeMillis();
    try {
      if (stopped.await(ahead, TimeUnit.MILLISECONDS)) {
        throw new InterruptedIOException("stopped while waiting for the next record");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the next record");
    }
  }

  /**
   * Has a waiting {@link #accept} and every later one that would wait end with an {@link
   * InterruptedIOException}. May be called from any thread.
   */
  public void stop() {
    stopped.countDown();
  }
}
