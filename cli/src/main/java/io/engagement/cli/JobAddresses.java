package io.engagement.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the jobs that were started from here answer: a file per deployment, so that {@code engage
 * status} and its like find them.
 */
final class JobAddresses {
  private static final String FOLDER = "jobs";

  private JobAddresses() {}

  static void record(String deployment, URI cluster) throws IOException {
    Files.writeString(Home.workFolder(FOLDER).resolve(deployment), cluster + "\n");
  }

  static Optional<URI> find(String deployment) throws IOException {
    Path file = Home.work().resolve(FOLDER).resolve(deployment);
    return Files.isReadable(file)
        ? Optional.of(URI.create(Files.readString(file).strip()))
        : Optional.empty();
  }
}
