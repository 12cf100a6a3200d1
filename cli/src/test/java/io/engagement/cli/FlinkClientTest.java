package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FlinkClientTest {

  /** What it was asked may have begun: to say that there is none would have people ask again. */
  @Test
  @Timeout(30)
  void aClusterThatTakesARequestAndDoesNotAnswerIsNotSaidToBeAbsent() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI cluster = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      FlinkClient client = new FlinkClient(cluster, Duration.ofSeconds(1));
      assertThatThrownBy(() -> client.cancel("4711"))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("has not answered PATCH /jobs/4711?mode=cancel within 1 s")
          .hasMessageContaining("may still do");
    }
  }
}
