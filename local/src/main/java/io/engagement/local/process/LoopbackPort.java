package io.engagement.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free TCP ports on 127.0.0.1. */
public final class LoopbackPort {
  /** The only address that local servers listen on. */
  public static final String HOST = "127.0.0.1";

  // Below the ports that Linux and macOS give to outgoing connections: one of those cannot take the
  // port between our look and the server's bind.
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 30_000;
  private static final int ATTEMPTS = 200;

  private LoopbackPort() {}

  /** The given port, or a free one when it is 0. */
  public static int orFree(int port) {
    return port == 0 ? free() : port;
  }

  /** A port that nothing listens on now; another process may still take it before its use. */
  public static int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new LocalServerException(
        "No free port on " + HOST + " between " + LOWEST + " and " + HIGHEST + ".");
  }

  /** Whether a server could listen on this port of 127.0.0.1 now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
