package io.engagement.flink.serde;

import io.engagement.core.identity.Claim;

/**
 * What an anonymous id did, on its way to its owner: nothing of it is counted any more.
 *
 * @param claim by which it moves
 * @param watermarkMillis the watermark that it was flushed at
 * @param acceptedFromMillis the instant from which events were accepted then
 * @param restatedFromMillis the instant from which what it counted was taken back
 * @param history as the timeline wrote it
 */
public record MovedHistory(
    Claim claim,
    long watermarkMillis,
    long acceptedFromMillis,
    long restatedFromMillis,
    byte[] history) {}
