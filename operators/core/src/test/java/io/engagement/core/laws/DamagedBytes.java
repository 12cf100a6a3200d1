package io.engagement.core.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

/** Holds a layout to refusing what it cannot read. */
public final class DamagedBytes {
  private DamagedBytes() {}

  /**
   * A user's state cut short anywhere, or said to be in the next layout, must not be read.
   *
   * @param layout the newest there is
   */
  public static void areRefused(MetricRun<?> run, String user, int layout) {
    byte[] bytes = run.bytes(user);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> run.restore(user, cut, layout))
          .as("cut to %d of %d bytes", length, bytes.length)
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> run.restore(user, bytes, layout + 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("layout " + (layout + 1));
  }

  /** A user's state with one byte that is one more is another state, or must not be read. */
  public static void areReadOrRefused(MetricRun<?> run, String user, int layout) {
    byte[] bytes = run.bytes(user);
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at]++;
      try {
        run.restore(user, changed, layout);
      } catch (IllegalStateException refused) {
        assertThat(refused).as("byte %d changed", at).hasMessageMatching("(?s).+");
      }
    }
  }
}
