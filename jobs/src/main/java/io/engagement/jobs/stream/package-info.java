/**
 * The room of the running job: from Kafka to the configured sinks.
 *
 * <p>May import {@code core}, {@code flink}, {@code jobs.env}, {@code jobs.topology}.
 */
@NullMarked
package io.engagement.jobs.stream;

import org.jspecify.annotations.NullMarked;
