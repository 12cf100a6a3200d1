package io.engagement.core.event.json;

/**
 * How much of a record is looked at before it is refused. Everything is counted in bytes as they
 * stand in the record, escapes included.
 *
 * @param documentBytes the longest record
 * @param depth the deepest nesting of objects and arrays; the record itself is 1
 * @param stringBytes the longest string that is used
 * @param nameBytes the longest member name
 * @param numberDigits the most digits of a number, exponent not counted
 */
public record JsonLimits(
    int documentBytes, int depth, int stringBytes, int nameBytes, int numberDigits) {
  public JsonLimits {
    requirePositive(documentBytes, "documentBytes");
    requirePositive(depth, "depth");
    requirePositive(stringBytes, "stringBytes");
    requirePositive(nameBytes, "nameBytes");
    requirePositive(numberDigits, "numberDigits");
    if (depth > 512) {
      throw new IllegalArgumentException("depth must not exceed 512: the scanner recurses");
    }
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
