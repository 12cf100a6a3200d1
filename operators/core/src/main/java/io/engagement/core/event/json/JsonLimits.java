package io.engagement.core.event.json;

/**
 * How much of a record is looked at before it is refused.
 *
 * @param documentBytes the longest record
 * @param depth how deep values are looked for; the record itself is 1. What is nested deeper is
 *     only checked to be JSON
 * @param usedDepth the deepest nesting within a value that is used
 * @param numberDigits the most digits of a number that is used, exponent not counted
 */
public record JsonLimits(int documentBytes, int depth, int usedDepth, int numberDigits) {
  public JsonLimits {
    requirePositive(documentBytes, "documentBytes");
    requirePositive(depth, "depth");
    requirePositive(usedDepth, "usedDepth");
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
