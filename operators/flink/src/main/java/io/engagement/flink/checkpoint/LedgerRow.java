package io.engagement.flink.checkpoint;

import java.util.UUID;

/**
 * The ledger's row of a sink, and what becomes of it.
 *
 * @param fence the attempt that may write
 * @param lastCkpt the checkpoint that the tables show, 0 for none
 * @param lastCkptFence the attempt that took it
 * @param lastCommit the commit that published it
 * @param highestCommit the highest number a commit ever had
 * @param furthest the furthest that the input was ever read
 * @param abandoned commits of runs that were left by going back to before them
 * @param due what the next republished checkpoint has to repair
 * @param jobId the Flink job of the attempt that may write
 * @param watermarkMillis event time up to which the input was complete, {@link Long#MIN_VALUE} for
 *     unknown
 * @param counts what the last commit did, as JSON
 */
public record LedgerRow(
    UUID lineage,
    long fence,
    long lastCkpt,
    long lastCkptFence,
    long lastCommit,
    long highestCommit,
    InputOffsets offsets,
    InputOffsets furthest,
    Status status,
    CommitRanges abandoned,
    RepublishDue due,
    String jobId,
    long watermarkMillis,
    String counts) {

  /** What readers may think of the tables; written by name. */
  public enum Status {
    /** Nothing has been committed yet. */
    NEW,
    /** All tables show the checkpoint of the ledger. */
    LIVE,
    /** Rewound to an earlier checkpoint, until the input has been read as far as before. */
    CATCHING_UP,
    /** Taken over: the input is being counted again from its start. */
    REBUILDING,
    /** The database lost commits; the job has refused to go on. */
    REGRESSED
  }

  /** Why all rows have to be published once more; written by name. */
  public enum RepublishDue {
    /** They have not. */
    NONE,
    /** Rows of abandoned commits may still be there, or be missing. */
    REWOUND,
    /** Any row may be there that should not, or be missing. */
    REGRESSED
  }

  public boolean shows(CheckpointMark mark) {
    return mark.sameCheckpoint(lastCkpt, lastCkptFence);
  }

  /** The checkpoint that the tables show. */
  public CheckpointMark shown() {
    return new CheckpointMark(lastCkpt, lastCkptFence, lastCommit, watermarkMillis, offsets);
  }

  /** Taken by an attempt. */
  public LedgerRow claimed(UUID newLineage, long newFence, String newJobId, Status newStatus) {
    return new LedgerRow(
        newLineage,
        newFence,
        lastCkpt,
        lastCkptFence,
        lastCommit,
        highestCommit,
        offsets,
        furthest,
        newStatus,
        abandoned,
        due,
        newJobId,
        watermarkMillis,
        counts);
  }

  /** Gone back to an earlier checkpoint: what was committed since is abandoned. */
  public LedgerRow rewound(CheckpointMark mark) {
    return new LedgerRow(
        lineage,
        fence,
        mark.id(),
        mark.fence(),
        mark.commit(),
        highestCommit,
        mark.offsets(),
        furthest.furthest(offsets),
        Status.CATCHING_UP,
        abandoned.withAfter(mark.commit(), highestCommit),
        due == RepublishDue.REGRESSED ? due : RepublishDue.REWOUND,
        jobId,
        mark.watermarkMillis(),
        counts);
  }

  /** To be brought to a state that has committed more than the database still knows. */
  public LedgerRow republished(CheckpointMark committed) {
    return new LedgerRow(
        lineage,
        fence,
        lastCkpt,
        lastCkptFence,
        lastCommit,
        Math.max(highestCommit, committed.commit()),
        offsets,
        furthest.furthest(committed.offsets()),
        Status.CATCHING_UP,
        abandoned,
        RepublishDue.REGRESSED,
        jobId,
        watermarkMillis,
        counts);
  }

  /** Taken over: nothing of what is there is kept, and its commits are not gone back to. */
  public LedgerRow rebuilt() {
    return new LedgerRow(
        lineage,
        fence,
        0,
        0,
        0,
        highestCommit,
        InputOffsets.NONE,
        furthest.furthest(offsets),
        Status.REBUILDING,
        CommitRanges.NONE,
        RepublishDue.NONE,
        jobId,
        Long.MIN_VALUE,
        counts);
  }

  /**
   * A checkpoint further.
   *
   * @param mark with the number of this commit
   * @param republished whether it brought all rows of the state
   */
  public LedgerRow committed(CheckpointMark mark, boolean republished, String newCounts) {
    RepublishDue stillDue = republished ? RepublishDue.NONE : due;
    boolean caughtUp =
        stillDue == RepublishDue.NONE
            && (status == Status.NEW || status == Status.LIVE || mark.offsets().covers(furthest));
    return new LedgerRow(
        lineage,
        fence,
        mark.id(),
        mark.fence(),
        mark.commit(),
        mark.commit(),
        mark.offsets(),
        furthest.furthest(mark.offsets()),
        caughtUp ? Status.LIVE : status,
        abandoned,
        stillDue,
        jobId,
        mark.watermarkMillis(),
        newCounts);
  }

  /** Found to be behind what was committed. */
  public LedgerRow regressed(InputOffsets known) {
    return new LedgerRow(
        lineage,
        fence,
        lastCkpt,
        lastCkptFence,
        lastCommit,
        highestCommit,
        offsets,
        furthest.furthest(known),
        Status.REGRESSED,
        abandoned,
        due,
        jobId,
        watermarkMillis,
        counts);
  }
}
