package io.engagement.core.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One thing a user did, reduced to what the running definitions use. Mutable and reused: whoever
 * keeps something of it beyond the call copies that.
 *
 * <p>Which matchers held is decided once, where the event is decoded ({@link #matches}); the fields
 * the metrics read are in {@link #field} by the slot that {@link EventSchema} gave out.
 *
 * <p>Field values are {@code null} (absent or JSON null), {@link String}, {@link Boolean}, {@link
 * Long} (any integer that fits, also {@code 1.0} and {@code 1e3}), {@link java.math.BigDecimal}
 * (every other number, trailing zeros stripped) or {@link JsonText}. Equal JSON values are
 * therefore {@code equals}.
 */
public final class UserEvent {
  /** The event's time was later than its append time allowed and was set to the append time. */
  public static final int TIME_CLAMPED = 1;

  /** The client's clock was wrong; its time was moved by as much. */
  public static final int CLOCK_CORRECTED = 1 << 1;

  /** The record had no messageId; one was derived from its content. */
  public static final int SYNTHETIC_ID = 1 << 2;

  /** The record had no time; the event happened when it arrived. */
  public static final int ARRIVAL_TIME = 1 << 3;

  private static final Object[] NO_FIELDS = {};
  private static final long[] NO_MATCHES = {};

  public EventType type = EventType.TRACK;

  /** The track event's name, or the name of the page or screen; {@code ""} when there is none. */
  public String name = "";

  /** The canonical user: one of the two ids below, chosen by {@link Identity}; never empty. */
  public String user = "";

  /** The record's {@code userId}, normalized; null when it has none that is usable. */
  public @Nullable String userId;

  /** The record's {@code anonymousId}, normalized; null when it has none that is usable. */
  public @Nullable String anonymousId;

  /** Identifies the event among its user's; never empty. */
  public String messageId = "";

  /** 64-bit hash of {@link #messageId}, computed where it is decoded. */
  public long messageIdHash;

  /**
   * Hash of everything but {@code sentAt} and {@code receivedAt}; tells a repeat from a collision.
   */
  public int bodyHash;

  /** When it happened: epoch milliseconds. */
  public long timeMillis;

  /**
   * {@link #TIME_CLAMPED}, {@link #CLOCK_CORRECTED}, {@link #SYNTHETIC_ID}, {@link #ARRIVAL_TIME}.
   */
  public int flags;

  /**
   * Index of the record's topic in the configuration; with {@link #partition} where it came from.
   */
  public int topicIndex;

  public int partition;

  public long offset;

  /**
   * The watermark of the record's partition before this record: the largest event time read from it
   * minus the out-of-orderness, epoch milliseconds; {@link Long#MIN_VALUE} for the first record.
   */
  public long partitionWatermarkMillis = Long.MIN_VALUE;

  /** The job's watermark when it came to where its user's history is, epoch milliseconds. */
  public long jobWatermarkMillis = Long.MIN_VALUE;

  /**
   * The record as it was read, of an event that may turn out to be late. Null while it is only in
   * {@link #wire}: {@link #original()}.
   */
  public byte @Nullable [] original;

  /** When the broker appended it, epoch milliseconds, or {@link Long#MIN_VALUE} when unknown. */
  public long appendTimeMillis = Long.MIN_VALUE;

  /** The file it was read from, as it was named; null for Kafka. */
  public @Nullable String file;

  /** The line in {@link #file}, from 1; 0 for Kafka. */
  public long line;

  /** What it says as an event of a shop; null when it is none, or when no definition needs it. */
  public @Nullable Commerce commerce;

  /**
   * Whether it is an order that its user is known to have made already: activity and no order.
   * Decided where the user's history is known.
   */
  public boolean repeatedOrder;

  /** The event as it came from another task, until the next one comes; null where it did not. */
  public byte @Nullable [] wire;

  /** How much of {@link #wire} it is. */
  public int wireLength;

  /**
   * Where in {@link #wire} the rest begins of an event of which only the user and the times have
   * been read; 0 when it is whole.
   */
  public int wireRest;

  /** Where in {@link #wire} the original begins; 0 when it is not there. */
  public int wireOriginal;

  public int wireOriginalLength;

  private Object[] fields = NO_FIELDS;
  private long[] matches = NO_MATCHES;

  /** Makes room for a schema and clears the event. */
  public void reset(int fieldSlots, int matcherCount) {
    makeRoom(fieldSlots, matcherCount);
    type = EventType.TRACK;
    name = "";
    user = "";
    userId = null;
    anonymousId = null;
    commerce = null;
    repeatedOrder = false;
    wire = null;
    wireRest = 0;
    wireOriginal = 0;
    messageId = "";
    messageIdHash = 0;
    bodyHash = 0;
    timeMillis = 0;
    flags = 0;
    topicIndex = 0;
    partition = 0;
    offset = 0;
    partitionWatermarkMillis = Long.MIN_VALUE;
    jobWatermarkMillis = Long.MIN_VALUE;
    original = null;
    file = null;
    line = 0;
    appendTimeMillis = Long.MIN_VALUE;
  }

  /** Makes room for the fields and matches of a schema, which are cleared. */
  public void makeRoom(int fieldSlots, int matcherCount) {
    if (fields.length != fieldSlots) {
      fields = new Object[fieldSlots];
    } else {
      Arrays.fill(fields, null);
    }
    int words = (matcherCount + 63) >>> 6;
    if (matches.length != words) {
      matches = new long[words];
    } else {
      Arrays.fill(matches, 0L);
    }
  }

  /** The value in a slot of the schema; {@code null} when the path is absent or null. */
  public @Nullable Object field(int slot) {
    return fields[slot];
  }

  public void setField(int slot, @Nullable Object value) {
    fields[slot] = value;
  }

  public int fieldSlots() {
    return fields.length;
  }

  /** Whether the matcher with this number in the schema held. */
  public boolean matches(int matcher) {
    return (matches[matcher >>> 6] >>> (matcher & 63) & 1) != 0;
  }

  public void setMatch(int matcher) {
    matches[matcher >>> 6] |= 1L << (matcher & 63);
  }

  /** The bits of {@link #matches(int)}, 64 a word; shared, for serializers. */
  public long[] matchWords() {
    return matches;
  }

  /**
   * The record as it was read; null when that is not known. Copied from {@link #wire} if need be.
   */
  public byte @Nullable [] original() {
    return original == null && wire != null && wireOriginal > 0
        ? Arrays.copyOfRange(wire, wireOriginal, wireOriginal + wireOriginalLength)
        : original;
  }

  /** The watermark it is judged by: its partition's, or the job's where that was ahead. */
  public long judgedAtMillis() {
    return Math.max(partitionWatermarkMillis, jobWatermarkMillis);
  }

  /** Becomes equal to another event; shares nothing that either changes. */
  public void copyFrom(UserEvent other) {
    reset(other.fields.length, other.matches.length * Long.SIZE);
    System.arraycopy(other.fields, 0, fields, 0, fields.length);
    System.arraycopy(other.matches, 0, matches, 0, matches.length);
    type = other.type;
    name = other.name;
    user = other.user;
    userId = other.userId;
    anonymousId = other.anonymousId;
    commerce = other.commerce;
    repeatedOrder = other.repeatedOrder;
    messageId = other.messageId;
    messageIdHash = other.messageIdHash;
    bodyHash = other.bodyHash;
    timeMillis = other.timeMillis;
    flags = other.flags;
    topicIndex = other.topicIndex;
    partition = other.partition;
    offset = other.offset;
    partitionWatermarkMillis = other.partitionWatermarkMillis;
    jobWatermarkMillis = other.jobWatermarkMillis;
    original = other.original();
    appendTimeMillis = other.appendTimeMillis;
    file = other.file;
    line = other.line;
  }
}
