/**
 * The room where rows leave the job: what all sinks share. Each sink has a room below: {@code
 * postgres}, {@code kafka}, {@code files}; they never import each other.
 *
 * <p>May import {@code core}, {@code flink.serde}.
 */
@NullMarked
package io.engagement.flink.sink;

import org.jspecify.annotations.NullMarked;
