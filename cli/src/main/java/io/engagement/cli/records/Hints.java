package io.engagement.cli.records;

import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.WarningCode;
import io.engagement.core.user.TimelineOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What to do about a record that is not as it should be: a sentence each. */
public final class Hints {
  private static final String REPORT = "please report it: it is a mistake of the program";

  private Hints() {}

  /** Against a rejection. */
  public static String of(RejectionReason reason) {
    return switch (reason) {
      case EMPTY -> "send nothing instead of an empty record";
      case TOO_LARGE -> "a record may have 256 KiB: leave out what no definition reads";
      case MALFORMED_JSON -> "a record is one JSON object in one line, by RFC 8259";
      case NOT_AN_OBJECT -> "a record is one JSON object, not an array, text or number";
      case INVALID_UTF8 -> "encode records as UTF-8";
      case TOO_DEEP -> "what definitions read may be nested 32 deep";
      case NUMBER_OUT_OF_RANGE -> "send the number in fewer digits, or as text";
      case NUL_CHARACTER -> "remove \\u0000 from the text";
      case LONE_SURROGATE -> "do not cut a text between the two halves of a character";
      case MISSING_TYPE, UNKNOWN_TYPE ->
          "type is one of track, page, screen, identify, group and alias";
      case BATCH -> "write each element of batch as a record of its own";
      case WRONG_TYPE -> "send it as text";
      case MISSING_USER -> "send userId or anonymousId; words like null or undefined are none";
      case MISSING_EVENT_NAME -> "a track call says in event what happened";
      case MISSING_TIMESTAMP ->
          "send timestamp; a topic's append time stands in for it, a file has none";
      case INVALID_TIMESTAMP ->
          "send an ISO 8601 text such as 2026-01-31T12:00:00Z, or a number since 1970";
      case POISON -> REPORT;
      case INVALID_REQUEST -> "docs/privacy.md shows a request";
    };
  }

  /** Against what is odd. */
  public static String of(WarningCode code) {
    return switch (code) {
      case CLOCK_CORRECTED -> "the device's clock was wrong; nothing to do";
      case TIME_CLAMPED ->
          "the device's clock is ahead: send sentAt and receivedAt beside the time";
      case ARRIVAL_TIME -> "send timestamp: when it happened is not when it arrived";
      case UNREADABLE_TIME -> "send it as ISO 8601 text or a number";
      case IMPLAUSIBLE_ARRIVAL -> "append times are milliseconds: set the topic to LogAppendTime";
      case SYNTHETIC_ID -> "send a messageId, so that a repeat is told from a second event";
      case ID_HASHED -> "send an id of at most 256 bytes";
      case UNREADABLE_ID -> "send the id as text or number";
      case ID_COLLISION ->
          "another event of the user had this messageId: give each event one of its own";
      case TYPE_RESPELLED -> "send it in lower case";
      case UNREADABLE_NAME -> "send name as text";
      case NOT_AN_OBJECT -> "definitions look for values in it: send an object";
      case DUPLICATE_MEMBER -> "name it once: the last value counts";
      case TEXT_CUT -> "send at most 8,192 characters";
      case UNREADABLE_AMOUNT -> "send a number; it is in no sum as it is";
      case UNREADABLE_QUANTITY -> "send a number; it counts as 1 as it is";
      case UNREADABLE_ITEMS -> "send an array of objects";
      case NEGATIVE_QUANTITY -> "send the opposite event instead";
      case POSITIONS_FROM_ZERO -> "number positions from 1, or set positions: from-0";
      case UNREADABLE_POSITION -> "send a whole number from 1";
      case UNREADABLE_CURRENCY -> "send the currency's code of three letters";
      case TOO_MANY_ITEMS -> "send at most 500 items";
      case BREAKDOWN_OVERFLOW -> "break down by something with fewer values";
      case SIMILAR_NAME ->
          "it differs from the configured name in case or punctuation only: send that, or name this"
              + " one in the configuration";
      case CONTESTED_ID -> "identity.contested says whose it is";
      case ALIAS_REFUSED -> "users are never merged by an event";
      case TOO_MANY_DEVICES -> "identity.most-devices is how many one user may have";
      case MERGE_FAILED -> REPORT;
      case BEYOND_RESTATE -> "identity.restate is how far back a sign-in restates";
      case UNKNOWN_RESULT -> "look for the amount that cannot be read";
    };
  }

  static Trial.Note duplicate(String messageId) {
    return new Trial.Note(
        "duplicate", "messageId", messageId, "the event was there before; it counts once");
  }

  static Trial.Note late(long atMillis, long watermarkMillis, TimelineOptions options) {
    return new Trial.Note(
        "late",
        "timestamp",
        "%s is more than %s behind the watermark %s"
            .formatted(
                Instant.ofEpochMilli(atMillis),
                span(Duration.ofMillis(options.lateHorizonMillis())),
                Instant.ofEpochMilli(watermarkMillis)),
        "time.late-horizon is how late an event may be");
  }

  static Trial.Note capped(int most) {
    return new Trial.Note(
        "limit",
        "",
        String.format(Locale.ROOT, "the user has %,d events already", most),
        "limits.events-per-user is how many one may have within the late horizon");
  }

  static Trial.Note filtered(boolean isExcluded) {
    return isExcluded
        ? new Trial.Note("excluded", "", "", "filter.exclude says so")
        : new Trial.Note("unused", "", "no definition uses it", "name it in a metric's events");
  }

  /** As the configuration has it. */
  private static String span(Duration span) {
    boolean isDays = span.equals(Duration.ofDays(span.toDays()));
    return isDays
        ? span.toDays() + "d"
        : span.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
