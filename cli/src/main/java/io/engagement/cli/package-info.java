/**
 * The room where people give orders: the commands of {@code bin/engage}, what they accept, what
 * they print and the exit codes (0 done, 1 failed, 2 bad usage or configuration).
 *
 * <p>May import everything; nothing imports it.
 */
@NullMarked
package io.engagement.cli;

import org.jspecify.annotations.NullMarked;
