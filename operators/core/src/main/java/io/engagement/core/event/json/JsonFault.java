package io.engagement.core.event.json;

/** What can be wrong with the bytes of a record. */
public enum JsonFault {
  EMPTY,
  TOO_LARGE,
  MALFORMED_JSON,
  NOT_AN_OBJECT,
  INVALID_UTF8,
  TOO_DEEP,
  NUMBER_OUT_OF_RANGE,
  NUL_CHARACTER,
  LONE_SURROGATE
}
