package io.engagement.core.laws;

/** A law did not hold; the message says which and how. */
final class LawBroken extends RuntimeException {
  LawBroken(String law, Object detail) {
    super(law + "\n" + detail);
  }
}
