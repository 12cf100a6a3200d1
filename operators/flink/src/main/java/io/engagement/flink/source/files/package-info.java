/**
 * The room of bounded input: files of one record a line, read as if they were one partition.
 *
 * <p>May import {@code core}, {@code flink.source} and Flink.
 */
@NullMarked
package io.engagement.flink.source.files;

import org.jspecify.annotations.NullMarked;
