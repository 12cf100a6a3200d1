package io.engagement.core.metric;

/**
 * What a column holds, and the Java value that a row carries for it. The order is part of the wire
 * format: append only.
 */
public enum ColumnType {
  /** {@link String}. */
  TEXT,
  /** {@link Long}. */
  LONG,
  /** {@link Long} in 32 bits; a position, a step, an index. */
  INT,
  /** {@link Boolean}. */
  BOOLEAN,
  /** {@link Long} milliseconds, published as seconds with up to three decimals. */
  SECONDS,
  /** {@link Long} millionths of the currency's unit, published as a decimal. */
  MONEY,
  /** {@link Long} epoch day, published as a date. */
  DATE,
  /** {@link Long} epoch milliseconds, published as a UTC instant. */
  TIMESTAMP,
  /** {@link String} of JSON, published as JSON. */
  JSON,
  /** {@link Double}. */
  DOUBLE,
  /**
   * {@link java.math.BigDecimal} as {@link PublishedDecimal} makes it, published without trailing
   * zeros.
   */
  DECIMAL
}
