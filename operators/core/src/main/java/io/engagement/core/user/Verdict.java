package io.engagement.core.user;

/** What became of an event once it reached its user's history. */
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
