package io.engagement.core.state;

/**
 * State was written by a newer version than reads it. What is wrong is the version that runs, not
 * one user's bytes: the job ends.
 */
public final class NewerLayoutException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what has the layout
   * @param newestKnown the newest layout that can be read
   */
  public NewerLayoutException(String what, int layout, int newestKnown) {
    super("%s is in layout %d, the newest known is %d".formatted(what, layout, newestKnown));
  }
}
