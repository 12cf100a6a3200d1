package io.engagement.cli;

import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.LoopbackPort;

/** Looks at ports before work begins that would fail without them. */
final class Ports {
  private static final int HIGHEST = 65_535;

  private Ports() {}

  /**
   * Returns when a server can listen there.
   *
   * @param port 0 for any free one
   * @param option that chose it
   * @throws LocalServerException when something listens there
   */
  static void requireFree(int port, String option) throws InvalidInputException {
    if (port < 0 || port > HIGHEST) {
      throw new InvalidInputException(
          "error: " + option + " must be between 0 and " + HIGHEST + ", not " + port);
    }
    if (port != 0 && !LoopbackPort.isFree(port)) {
      throw new LocalServerException(
          "port %d of %s is taken%nhint: choose another with %s, or end what listens there (ss -ltnp)"
              .formatted(port, LoopbackPort.HOST, option));
    }
  }
}
