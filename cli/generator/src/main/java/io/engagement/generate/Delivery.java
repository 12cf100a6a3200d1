package io.engagement.generate;

/** What is true of a record that was written; the counts of the manifest. */
enum Delivery {
  /** An event in the order of its time. */
  ORDERLY,
  /** An event that arrives after younger ones, within the horizon. */
  OUT_OF_ORDER,
  /** A repetition of an event written before. */
  DUPLICATE,
  /** An event from beyond the horizon. */
  LATE,
  /** No event. */
  MALFORMED
}
