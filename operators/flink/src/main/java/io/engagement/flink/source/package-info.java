/**
 * The room of sources: records of Kafka or of files, decoded where they are read, each with its
 * place.
 *
 * <p>May import {@code core}, {@code flink.serde}, Flink and its Kafka connector.
 */
@NullMarked
package io.engagement.flink.source;

import org.jspecify.annotations.NullMarked;
