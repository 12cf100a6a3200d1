package io.engagement.jobs.faults;

import io.engagement.generate.ForwardingRecordSink;
import io.engagement.generate.RecordSink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many records a second through, and none past a gate: faults are to hit a job that has
 * something to do, however long a recovery takes.
 */
final class GatedSink extends ForwardingRecordSink {
  private final long nanosPerRecord;
  private long gate;
  private long written;
  private long dueNanos = System.nanoTime();

  GatedSink(RecordSink target, double recordsPerSecond, long firstGate) {
    super(target);
    this.nanosPerRecord = (long) (1e9 / recordsPerSecond);
    this.gate = firstGate;
  }

  /** Lets records through up to this number. */
  synchronized void open(long newGate) {
    gate = newGate;
    notifyAll();
  }

  synchronized long written() {
    return written;
  }

  @Override
  public synchronized void accept(int person, long arrivalMillis, byte[] bytes, int length)
      throws IOException {
    try {
      if (written >= gate) {
        target.flush();
        while (written >= gate) {
          wait();
        }
        dueNanos = System.nanoTime();
      }
      dueNanos += nanosPerRecord;
      long aheadNanos = dueNanos - System.nanoTime();
      while (aheadNanos > 1_000_000) {
        TimeUnit.NANOSECONDS.timedWait(this, aheadNanos);
        aheadNanos = dueNanos - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while waiting for the next record");
    }
    written++;
    target.accept(person, arrivalMillis, bytes, length);
  }
}
