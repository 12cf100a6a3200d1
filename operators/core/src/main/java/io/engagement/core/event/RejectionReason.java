package io.engagement.core.event;

/**
 * Why a record could not become a user event. The names are published as reason codes: append only.
 */
public enum RejectionReason {
  /** No bytes at all, or only white space. */
  EMPTY,
  /** More bytes than a record may have. */
  TOO_LARGE,
  /** Not JSON by RFC 8259. */
  MALFORMED_JSON,
  /** JSON, but not an object. */
  NOT_AN_OBJECT,
  /** Bytes that are not UTF-8. */
  INVALID_UTF8,
  /** Nested deeper than allowed. */
  TOO_DEEP,
  /** A number that is used, outside of what can be kept exactly. */
  NUMBER_OUT_OF_RANGE,
  /** U+0000 in a string that is used; PostgreSQL cannot store it. */
  NUL_CHARACTER,
  /** Half of a surrogate pair in a string that is used; it has no UTF-8 form. */
  LONE_SURROGATE,
  /** No {@code type}. */
  MISSING_TYPE,
  /** A {@code type} that is none of the Segment spec's. */
  UNKNOWN_TYPE,
  /** Several events in one record: {@code {"batch": [...]}}. */
  BATCH,
  /** A {@code type}, {@code event} or time with a JSON type that it cannot have. */
  WRONG_TYPE,
  /** Neither a user id nor an anonymous id that is usable. */
  MISSING_USER,
  /** A track event without {@code event}. */
  MISSING_EVENT_NAME,
  /** Neither a time of its own nor one of its arrival. */
  MISSING_TIMESTAMP,
  /** A time in no known spelling, or outside of years 1970 to 9999. */
  INVALID_TIMESTAMP,
  /** Something threw while the record was decoded, matched or counted: a mistake of the program. */
  POISON,
  /** A record of the control topic that asks for nothing that can be done. */
  INVALID_REQUEST
}
