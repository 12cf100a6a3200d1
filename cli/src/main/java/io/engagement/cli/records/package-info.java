/**
 * The room of records: how the job understands a record before it is sent, and the records it did
 * not understand.
 *
 * <p>May import {@code core} and {@code flink}; no command.
 */
@NullMarked
package io.engagement.cli.records;

import org.jspecify.annotations.NullMarked;
