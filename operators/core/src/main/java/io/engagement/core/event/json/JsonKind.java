package io.engagement.core.event.json;

/** What a captured path turned out to hold. */
public enum JsonKind {
  ABSENT,
  NULL,
  TRUE,
  FALSE,
  NUMBER,
  STRING,
  OBJECT,
  ARRAY;

  private static final JsonKind[] VALUES = values();

  static JsonKind at(int ordinal) {
    return VALUES[ordinal];
  }

  /** Whether there is no value: the path is absent or null. */
  public boolean isNothing() {
    return this == ABSENT || this == NULL;
  }
}
