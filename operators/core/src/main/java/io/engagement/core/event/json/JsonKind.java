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

  /** A set of kinds: the bit of each is that of its ordinal. */
  public static int bits(JsonKind... kinds) {
    int bits = 0;
    for (JsonKind kind : kinds) {
      bits |= 1 << kind.ordinal();
    }
    return bits;
  }

  /** Whether there is no value: the path is absent or null. */
  public boolean isNothing() {
    return this == ABSENT || this == NULL;
  }
}
