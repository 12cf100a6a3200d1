package io.engagement.core.metric.funnels;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of one user and entry bucket: what is published, and what its attempts came to that
 * nothing can change any more. Those all lie before the ones that are still open.
 */
final class BucketRecord {
  final long bucket;

  /** Whether there was an attempt that nothing can change any more. */
  boolean attempted;

  /** How far the furthest of these came. */
  int furthest;

  /** The one of these to report; null when the furthest are all tainted, or there is none. */
  @Nullable Conversion decided;

  /** What the user is counted with; null when not at all. */
  @Nullable Conversion published;

  BucketRecord(long bucket) {
    this.bucket = bucket;
  }

  /**
   * Adds the decided attempts of another record of the bucket. Of those that came equally far the
   * one of this record is reported: which was earlier is not known any more.
   */
  void merge(BucketRecord other) {
    boolean isFurther = other.furthest > furthest;
    boolean isAsFar = other.furthest == furthest && decided == null;
    if (isFurther || isAsFar) {
      decided = other.decided;
    }
    attempted |= other.attempted;
    furthest = Math.max(furthest, other.furthest);
  }

  boolean isEmpty() {
    return !attempted && published == null;
  }

  int heapBytes() {
    int bytes = 40;
    if (decided != null) {
      bytes += decided.heapBytes();
    }
    if (published != null && !published.equals(decided)) {
      bytes += published.heapBytes();
    }
    return bytes;
  }
}
