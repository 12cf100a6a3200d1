package io.engagement.core.table;

/**
 * One number a cell keeps, as 64 bits.
 *
 * @param combine how changes join what is there
 */
public record Measure(String name, Combine combine) {

  /** Associative and commutative, so that the order of changes does not matter. */
  public enum Combine {
    /** Adds; identity 0. Changes may be negative. */
    SUM,
    /** Keeps the largest; identity {@link Long#MIN_VALUE}. Cannot be taken back. */
    MAX
  }
}
