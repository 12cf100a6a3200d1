/**
 * The room of statistics on experiments: what the sums in the table {@code experiments} say about
 * two variants. The views and functions in PostgreSQL say the same; a test compares them.
 *
 * <p>Imports nothing of the project. Numbers are approximations in {@code double}, but what they
 * are made of is exact.
 */
@NullMarked
package io.engagement.core.statistics;

import org.jspecify.annotations.NullMarked;
