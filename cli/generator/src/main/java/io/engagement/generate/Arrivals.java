package io.engagement.generate;

/** Who comes to the shop, and when. */
interface Arrivals {
  /** When the next visit begins: epoch milliseconds, never falling. */
  long nextMillis();

  /** Who comes then, or -1 when nobody was found to come; goes on to the visit after it. */
  int next();
}
