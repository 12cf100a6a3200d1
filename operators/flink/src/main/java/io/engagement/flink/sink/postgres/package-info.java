/**
 * The room of the PostgreSQL sink: one transaction over all tables per checkpoint, with a ledger
 * row that says which checkpoint they show.
 *
 * <p>May import {@code core}, {@code flink.checkpoint}, {@code flink.serde}, {@code flink.state}.
 */
@NullMarked
package io.engagement.flink.sink.postgres;

import org.jspecify.annotations.NullMarked;
