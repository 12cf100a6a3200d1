package io.engagement.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {
  private final List<Integer> tried = new ArrayList<>();

  @Test
  void aPortThatSomebodyTookFirstIsLeftForAnother() {
    int served = LoopbackPort.serve(0, port -> failing(port, 1, "Address already in use"));
    assertThat(tried).hasSize(2);
    assertThat(served).isEqualTo(tried.get(1));
  }

  @Test
  void threePortsAreTriedAndNoMore() {
    assertThatThrownBy(
            () -> LoopbackPort.serve(0, port -> failing(port, 9, "Address already in use")))
        .isInstanceOf(LocalServerException.class);
    assertThat(tried).hasSize(3);
  }

  @Test
  void aPortThatWasAskedForIsTriedOnce() {
    assertThatThrownBy(
            () -> LoopbackPort.serve(15_000, port -> failing(port, 1, "Address already in use")))
        .isInstanceOf(LocalServerException.class);
    assertThat(tried).containsExactly(15_000);
  }

  @Test
  void whatIsNotAboutThePortIsNotTriedAgain() {
    assertThatThrownBy(() -> LoopbackPort.serve(0, port -> failing(port, 1, "No space left")))
        .isInstanceOf(LocalServerException.class)
        .hasMessage("No space left");
    assertThat(tried).hasSize(1);
  }

  /** A server that does not come up so many times. */
  private int failing(int port, int times, String why) {
    tried.add(port);
    if (tried.size() <= times) {
      throw new LocalServerException(why);
    }
    return port;
  }
}
