package io.engagement.flink.source;

import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.Warnings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One record as it leaves a source: the event it holds, or why it holds none; where it stood; and
 * its bytes. Mutable and reused: taken over by the intake before the next one is read.
 */
public final class SourceRecord {
  /**
   * What can be said of a whole record.
   *
   * @param bytes how many it has
   * @param sha256 their hash in hexadecimal
   */
  public record Whole(long bytes, String sha256) {
    public static Whole of(byte[] record) {
      MessageDigest digest = newDigest();
      digest.update(record);
      return new Whole(record.length, HexFormat.of().formatHex(digest.digest()));
    }

    /** A digest of the kind that is published. */
    public static MessageDigest newDigest() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java runtime has SHA-256", impossible);
      }
    }
  }

  /** No append time is known. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** Filled when {@link #rejection} is null. */
  public final UserEvent event = new UserEvent();

  /** Why the record is no event; null when it is one. */
  public @Nullable RejectionReason rejection;

  /** More about the rejection, for a person; {@code ""} when there is none. */
  public String detail = "";

  /** What was odd about it, whether it is an event or not. */
  public final Warnings warnings = new Warnings();

  /** Index of the topic in the configuration; 0 for files. */
  public int topicIndex;

  public int partition;

  /** Offset in the partition; for files the number of the record, from 0. */
  public long offset;

  /** When the broker appended the record, epoch milliseconds, or {@link #NO_TIME}. */
  public long appendTimeMillis = NO_TIME;

  /** Whether {@link #appendTimeMillis} is the broker's clock, not a producer's. */
  public boolean isArrivalTrusted;

  /** How far its partition has been read; set by the reader before it hands the record over. */
  public @Nullable PartitionProgress progress;

  /** The record's bytes; empty for a record without a value. */
  public byte[] original = {};

  /** Of a record of which only a part was read: how long it is; null when all of it was read. */
  public @Nullable Whole whole;

  /** The file as it was named, null for Kafka. */
  public @Nullable String file;

  /** The line in the file, from 1; 0 for Kafka. */
  public long line;

  /**
   * How far its partition has been read, which this record is to move.
   *
   * @throws IllegalStateException when the reader did not say
   */
  public PartitionProgress progress() {
    PartitionProgress known = progress;
    if (known == null) {
      throw new IllegalStateException("a record without the progress of its partition");
    }
    return known;
  }
}
