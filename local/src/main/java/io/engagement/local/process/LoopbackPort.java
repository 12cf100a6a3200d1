package io.engagement.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/** Free TCP ports on 127.0.0.1. */
public final class LoopbackPort {
  /** The only address that local servers listen on. */
  public static final String HOST = "127.0.0.1";

  // Below the ports that Linux and macOS give to outgoing connections: one of those cannot take the
  // port between our look and the server's bind.
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 30_000;
  private static final int ATTEMPTS = 200;
  private static final int START_ATTEMPTS = 3;

  private LoopbackPort() {}

  /** The given port, or a free one when it is 0. */
  public static int orFree(int port) {
    return port == 0 ? free() : port;
  }

  /**
   * Starts a server on the given port, or on a free one when it is 0; on another if somebody took
   * that before the server did.
   *
   * @param server starts it on a port
   * @throws LocalServerException what the server threw last
   */
  public static <T> T serve(int port, IntFunction<T> server) {
    for (int attempt = 1; ; attempt++) {
      try {
        return server.apply(orFree(port));
      } catch (LocalServerException e) {
        boolean isTaken = String.valueOf(e.getMessage()).contains("Address already in use");
        if (port != 0 || !isTaken || attempt == START_ATTEMPTS) {
          throw e;
        }
      }
    }
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
