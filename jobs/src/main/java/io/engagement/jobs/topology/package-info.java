/**
 * The room of the topology: the operators wired to each other, from a source to sinks that are
 * given.
 *
 * <p>May import {@code core} and {@code flink}.
 */
@NullMarked
package io.engagement.jobs.topology;

import org.jspecify.annotations.NullMarked;
