package io.engagement.core.metric.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.session.UserSessions.Identity;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OpenRowsTest {
  /** Where no row waits all users share one, whichever thread they are in. */
  @Test
  void onesThatStayEmptyMayBeSharedByThreads() throws Exception {
    OpenRows shared = new OpenRows();
    AtomicBoolean done = new AtomicBoolean();
    Thread merging =
        new Thread(
            () -> {
              while (!done.get()) {
                shared.clear();
              }
            });
    merging.start();
    try {
      for (int i = 0; i < 5_000_000; i++) {
        shared.forget(new Identity(i, 0));
      }
    } finally {
      done.set(true);
      merging.join();
    }
    assertThat(shared.heapBytes()).isEqualTo(new OpenRows().heapBytes());
  }
}
