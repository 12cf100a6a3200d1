/**
 * The room of checkpoint bookkeeping, for every sink that publishes completed checkpoints into a
 * store with a ledger: what a checkpoint holds until it is published, which history of state it
 * belongs to (lineage), which attempt may write (fence), how far the input had been read, and what
 * a start may do to what is published already.
 *
 * <p>Knows no database. May import {@code core}, {@code flink.serde}, {@code flink.state}.
 */
@NullMarked
package io.engagement.flink.checkpoint;

import org.jspecify.annotations.NullMarked;
