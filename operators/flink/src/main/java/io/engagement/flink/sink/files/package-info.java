/**
 * The room of bounded runs: one file of final rows per table.
 *
 * <p>May import {@code core}, {@code flink.checkpoint}, {@code flink.serde}, {@code flink.state}.
 */
@NullMarked
package io.engagement.flink.sink.files;

import org.jspecify.annotations.NullMarked;
