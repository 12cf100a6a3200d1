package io.engagement.core.user;

/**
 * What became of an event once it reached its user's history. Judged in this order: deleted, a
 * repeat, late, one too many; {@code input_accounting} counts a collision of ids as a duplicate,
 * and what is dropped as filtered. Records that are no events, and events that no definition uses,
 * never come this far; an event that a metric threw at is counted as rejected.
 */
public enum Verdict {
  /** Counted. */
  ACCEPTED,
  /** An event with this id was already counted. */
  DUPLICATE,
  /** An event with this id but another body was already counted; this one is dropped. */
  ID_COLLISION,
  /** Too far behind the watermark to correct what was published. */
  LATE,
  /** One more than a user may have; dropped. */
  CAPPED,
  /** From before the instant at which its user was deleted; dropped. */
  DELETED
}
