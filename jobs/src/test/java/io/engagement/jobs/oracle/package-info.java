/**
 * The room of the whole answer: what every output table must hold for a given input, computed from
 * the records themselves by plain Jackson, {@code java.time} and the naive oracles of the families.
 *
 * <p>Shares with the product only the names and types of columns.
 */
package io.engagement.jobs.oracle;
