package io.engagement.flink.serde;

import io.engagement.core.identity.Claim;
import io.engagement.core.table.RowChange;
import java.util.List;

/**
 * What an anonymous id did, on its way to its owner: nothing of it is counted any more.
 *
 * @param claim by which it moves
 * @param watermarkMillis the watermark that it was flushed at
 * @param acceptedFromMillis the instant from which events were accepted then
 * @param restatedFromMillis the instant from which what it counted was taken back
 * @param facts the rows that it had published, as deletions: to be sent before what the owner
 *     publishes in their place, which may be a row of the same key
 * @param history as the timeline wrote it
 */
public record MovedHistory(
    Claim claim,
    long watermarkMillis,
    long acceptedFromMillis,
    long restatedFromMillis,
    List<RowChange> facts,
    byte[] history) {}
