/**
 * The room of the second opinion: the tables of a bounded run beside those that an analytical
 * database computes from the same records by plain SQL, which lies in {@code
 * src/test/resources/secondengine}.
 *
 * <p>Shares with the product only the names and types of columns.
 */
package io.engagement.jobs.secondengine;
