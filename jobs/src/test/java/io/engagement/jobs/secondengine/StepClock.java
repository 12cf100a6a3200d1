package io.engagement.jobs.secondengine;

import java.util.Locale;

/** Tells on standard output how long each step took, as soon as it is done. */
final class StepClock {
  private long beganNanos = System.nanoTime();

  /** Ends a step; the next one begins. */
  void done(String step) {
    long now = System.nanoTime();
    System.out.printf(Locale.ROOT, "  %6.1f s  %s%n", (now - beganNanos) / 1e9, step);
    beganNanos = now;
  }
}
