/**
 * The room where rows leave the job. Each sink has a room below: {@code postgres}, {@code kafka},
 * {@code files}; they never import each other.
 *
 * <p>May import {@code core}, {@code flink.serde}, {@code flink.checkpoint}.
 */
@NullMarked
package io.engagement.flink.sink;

import org.jspecify.annotations.NullMarked;
