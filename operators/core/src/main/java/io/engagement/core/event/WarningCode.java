package io.engagement.core.event;

import java.util.Locale;

/**
 * What can be odd about a record that is an event all the same. The names are published as codes of
 * {@code input_warnings}, in lower case: append only.
 */
public enum WarningCode {
  /** A time of the device was moved by what its clock was wrong. */
  CLOCK_CORRECTED,
  /** A time later than the event's arrival allows was set to the arrival. */
  TIME_CLAMPED,
  /** An event without a time was given that of its arrival. */
  ARRIVAL_TIME,
  /** A time that is needed beside the event's own and cannot be read. */
  UNREADABLE_TIME,
  /** A time of arrival before 2011, most often seconds where milliseconds are meant. */
  IMPLAUSIBLE_ARRIVAL,
  /** A record without a usable {@code messageId} was given one made of its content. */
  SYNTHETIC_ID,
  /** An id of more than 256 bytes was replaced by its hash. */
  ID_HASHED,
  /** An id that is neither text nor number. */
  UNREADABLE_ID,
  /** A message id that a different event of the user has had before. */
  ID_COLLISION,
  /** A {@code type} in other than lower case letters. */
  TYPE_RESPELLED,
  /** A name that is no text. */
  UNREADABLE_NAME,
  /** A member under which definitions look for values, and that is no object. */
  NOT_AN_OBJECT,
  /** A member that is read and that the record names more than once: the last one counts. */
  DUPLICATE_MEMBER,
  /** A text that is read was cut to 8,192 characters. */
  TEXT_CUT,
  /** An amount that some definition needs and that spells no number. */
  UNREADABLE_AMOUNT,
  /** A quantity that spells no number from -1,000,000 to 1,000,000. */
  UNREADABLE_QUANTITY,
  /** A list of items that is neither an array nor the text of one. */
  UNREADABLE_ITEMS,
  /** A quantity below zero: counted as the opposite event. */
  NEGATIVE_QUANTITY,
  /** A list whose positions begin with 0: shifted by one. */
  POSITIONS_FROM_ZERO,
  /** A position that is no whole number from 0 to 1,000,000. */
  UNREADABLE_POSITION,
  /** A currency that is no text, or longer than 16 characters. */
  UNREADABLE_CURRENCY,
  /** A list of more than 500 items, of which the first 500 are read. */
  TOO_MANY_ITEMS,
  /** A breakdown has more values in a bucket than have rows of their own. */
  BREAKDOWN_OVERFLOW,
  /** A name that is none of those definitions mean, but for case, white space or punctuation. */
  SIMILAR_NAME,
  /** A claim of an anonymous id that belongs to another user, or to nobody any more. */
  CONTESTED_ID,
  /** An {@code alias} between two users: users are never merged by an event. */
  ALIAS_REFUSED,
  /** A claim of one anonymous id more than a user may own. */
  TOO_MANY_DEVICES,
  /** What an id had done before it was claimed stays with it: a metric threw when it was moved. */
  MERGE_FAILED,
  /** A claim of an id that did something before what is restated: that stays with the id. */
  BEYOND_RESTATE,
  /** A column is null: an amount cannot be read, or a sum or product is beyond what it holds. */
  UNKNOWN_RESULT;

  private static final WarningCode[] VALUES = values();

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name as it is published. */
  public String label() {
    return label;
  }

  /** Whether it is counted of filtered records too: it may be why they are. */
  public boolean isOfFiltered() {
    return this == SIMILAR_NAME;
  }

  /** The code at {@code ordinal}, without copying the array of values. */
  public static WarningCode at(int ordinal) {
    return VALUES[ordinal];
  }
}
