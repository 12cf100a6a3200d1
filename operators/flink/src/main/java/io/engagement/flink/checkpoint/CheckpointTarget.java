package io.engagement.flink.checkpoint;

import io.engagement.flink.serde.TableIndex;
import java.io.Serializable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where completed checkpoints are published: a store that changes all tables and its ledger at
 * once. Used by the one task of {@link CheckpointedSinkOperator}.
 */
public interface CheckpointTarget extends AutoCloseable {

  /**
   * What an attempt owns from its start on.
   *
   * @param fence number of the attempt; a later one writes instead of it
   * @param committed the checkpoint that the ledger shows
   */
  record Claim(UUID lineage, long fence, CheckpointMark committed) {}

  /** How many rows a commit changed, and how many it set aside because the store refused them. */
  record Written(long changed, long rejected) {}

  /** Made where the job is defined, opened where it runs. */
  @FunctionalInterface
  interface Factory extends Serializable {
    CheckpointTarget open(TableIndex tables, String jobId);
  }

  /**
   * Takes the tables.
   *
   * @param state what was restored; null when the sink starts without
   * @throws SinkRefusedException when it must not
   */
  void start(@Nullable SinkState state) throws Exception;

  /** What this attempt owns, once it has started. */
  Claim claim();

  /**
   * Publishes a checkpoint unless it is published already.
   *
   * @param layout the tables that its rows were encoded with
   * @return what was written; {@code null} when it had been published before
   */
  @Nullable Written commit(PendingCheckpoint checkpoint, TableIndex layout) throws Exception;

  /** Gives up whatever is going on, from another thread: the task is being cancelled. */
  void abort();

  @Override
  void close();
}
