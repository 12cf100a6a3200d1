package io.engagement.core.session;

import java.util.Arrays;

/**
 * Places in the bytes of {@link ViewMarks} to start walking from: every few kilobytes one, so that
 * a mark out of order costs a robot's session no more than a person's. Not written.
 */
final class MarkAnchors {
  /** {@link #before}: start from the first mark. */
  static final int NONE = -1;

  private static final int LEAST_DISTANCE = 2_048;

  private int[] at = new int[4];
  private long[] millisBefore = new long[4];
  private int[] viewsBefore = new int[4];
  private int count;

  /**
   * A mark begins at a position, which becomes an anchor if it is far enough behind the last one.
   *
   * @param before time of the mark before, epoch milliseconds
   * @param views how many views lie before
   */
  void passed(int position, long before, int views) {
    if (position - (count == 0 ? 0 : at[count - 1]) < LEAST_DISTANCE) {
      return;
    }
    if (count == at.length) {
      at = Arrays.copyOf(at, 2 * count);
      millisBefore = Arrays.copyOf(millisBefore, 2 * count);
      viewsBefore = Arrays.copyOf(viewsBefore, 2 * count);
    }
    at[count] = position;
    millisBefore[count] = before;
    viewsBefore[count] = views;
    count++;
  }

  /** The last anchor before which all marks are earlier than an instant, or {@link #NONE}. */
  int before(long millis) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (millisBefore[middle] < millis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  int at(int anchor) {
    return at[anchor];
  }

  long millisBefore(int anchor) {
    return millisBefore[anchor];
  }

  int viewsBefore(int anchor) {
    return viewsBefore[anchor];
  }

  /** A mark was put in at a position: what lies behind has moved. */
  void inserted(int position, int bytes, int views) {
    for (int i = count - 1; i >= 0 && at[i] > position; i--) {
      at[i] += bytes;
      viewsBefore[i] += views;
    }
  }
}
