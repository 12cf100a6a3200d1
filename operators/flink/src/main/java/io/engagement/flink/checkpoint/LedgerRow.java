package io.engagement.flink.checkpoint;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's row of a sink, and what becomes of it.
 *
 * @param fence the attempt that may write
 * @param lastCkpt the checkpoint that the tables show, 0 for none
 * @param lastCkptFence the attempt that took it
 * @param furthest the furthest that the input was ever read
 * @param rewoundFence the last attempt that rewound while not live, null for none
 * @param rewoundTo the lowest checkpoint rewound to while not live, null for none
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
    InputOffsets offsets,
    InputOffsets furthest,
    Status status,
    @Nullable Long rewoundFence,
    @Nullable Long rewoundTo,
    String jobId,
    long watermarkMillis,
    String counts) {

  /** What readers may think of the tables; written by name. */
  public enum Status {
    /** Nothing has been committed yet. */
    NEW,
    /** All tables show the checkpoint of the ledger. */
    LIVE,
    /** Rewound to an earlier checkpoint: some rows are still ahead of it. */
    CATCHING_UP,
    /** Taken over: the input is being counted again from its start. */
    REBUILDING,
    /** The database lost commits; the job has refused to go on. */
    REGRESSED
  }

  public boolean shows(CheckpointMark mark) {
    return mark.sameCheckpoint(lastCkpt, lastCkptFence);
  }

  /** Taken by an attempt. */
  public LedgerRow claimed(UUID newLineage, long newFence, String newJobId, Status newStatus) {
    return new LedgerRow(
        newLineage,
        newFence,
        lastCkpt,
        lastCkptFence,
        offsets,
        furthest,
        newStatus,
        rewoundFence,
        rewoundTo,
        newJobId,
        watermarkMillis,
        counts);
  }

  /** Gone back to an earlier checkpoint by the attempt that has just claimed it. */
  public LedgerRow rewound(CheckpointMark mark) {
    return new LedgerRow(
        lineage,
        fence,
        mark.id(),
        mark.fence(),
        mark.offsets(),
        furthest.furthest(offsets),
        status,
        fence,
        rewoundTo == null ? mark.id() : Math.min(rewoundTo, mark.id()),
        jobId,
        mark.watermarkMillis(),
        counts);
  }

  /** A checkpoint further. */
  public LedgerRow committed(CheckpointMark mark, String newCounts) {
    boolean caughtUp =
        status == Status.NEW || status == Status.LIVE || mark.offsets().covers(furthest);
    return new LedgerRow(
        lineage,
        fence,
        mark.id(),
        mark.fence(),
        mark.offsets(),
        furthest.furthest(mark.offsets()),
        caughtUp ? Status.LIVE : status,
        caughtUp ? null : rewoundFence,
        caughtUp ? null : rewoundTo,
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
        offsets,
        furthest.furthest(known),
        Status.REGRESSED,
        rewoundFence,
        rewoundTo,
        jobId,
        watermarkMillis,
        counts);
  }
}
