/**
 * The room of bounded runs: files in, files out, nothing else needed.
 *
 * <p>May import {@code core}, {@code flink}, {@code jobs.env}, {@code jobs.topology}.
 */
@NullMarked
package io.engagement.jobs.bounded;

import org.jspecify.annotations.NullMarked;
