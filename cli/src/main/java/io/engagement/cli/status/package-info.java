/**
 * The room of health: what a running job, its sinks and its input say about themselves, and what of
 * it is a problem.
 *
 * <p>May import {@code core}, {@code flink} and {@code cli.records}; no command.
 */
@NullMarked
package io.engagement.cli.status;

import org.jspecify.annotations.NullMarked;
