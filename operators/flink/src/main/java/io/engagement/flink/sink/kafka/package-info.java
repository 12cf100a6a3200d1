/**
 * The room of the Kafka sink: a compacted topic per table, written in transactions; no lost
 * transaction goes unnoticed.
 *
 * <p>May import {@code core}, {@code flink.checkpoint}, {@code flink.serde} and {@code flink.state}
 * and the Kafka connector.
 */
@NullMarked
package io.engagement.flink.sink.kafka;

import org.jspecify.annotations.NullMarked;
