package io.engagement.core.table;

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
  /**
   * Milliseconds, published as seconds with up to three decimals: {@link Long}, or {@link
   * java.math.BigInteger} where that does not fit.
   */
  SECONDS,
  /**
   * Millionths of the currency's unit, published as a decimal: {@link Long}, or {@link
   * java.math.BigInteger} where that does not fit.
   */
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
  DECIMAL,
  /**
   * {@link String} as {@link Period#text} makes it, published as it is; in PostgreSQL a timestamp
   * without zone, so that it compares with dates.
   */
  BUCKET;

  /** Whether it holds whole numbers of more than 64 bits. */
  public boolean isWide() {
    return this == SECONDS || this == MONEY;
  }
}
