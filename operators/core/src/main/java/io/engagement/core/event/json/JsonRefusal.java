package io.engagement.core.event.json;

/**
 * Leaves the scanner on the first fault. One instance per scanner, filled in and thrown again, and
 * without a stack trace: a flood of bad records must cost no more than good ones.
 */
public final class JsonRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private JsonFault fault = JsonFault.MALFORMED_JSON;
  private String problem = "";
  private int position;

  JsonRefusal() {
    super(null, null, false, false);
  }

  JsonRefusal of(JsonFault newFault, String newProblem, int newPosition) {
    fault = newFault;
    problem = newProblem;
    position = newPosition;
    return this;
  }

  /** What kind of fault it is. */
  public JsonFault fault() {
    return fault;
  }

  /** The fault in words, with the index of the byte where it was seen. */
  @Override
  public String getMessage() {
    return problem + " at byte " + position;
  }
}
