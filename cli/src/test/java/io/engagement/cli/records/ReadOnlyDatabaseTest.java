package io.engagement.cli.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.config.SinksConfig.PostgresSink;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

class ReadOnlyDatabaseTest {

  /** As one that has been stopped does. */
  @Test
  @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
  void aServerThatTakesConnectionsAndSaysNothingIsNotWaitedForForEver() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      PostgresSink sink =
          new PostgresSink(
              "jdbc:postgresql://127.0.0.1:%d/shop?sslmode=disable"
                  .formatted(silent.getLocalPort()),
              "engagement",
              null,
              "engagement");
      assertThatThrownBy(() -> ReadOnlyDatabase.connect(sink))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat(ReadOnlyDatabase.sentence(e)).contains("timed out"));
    }
  }
}
