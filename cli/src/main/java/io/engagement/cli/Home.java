package io.engagement.cli;

import io.engagement.cli.demo.DemoFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the program is installed and where it may leave things. */
final class Home {
  private Home() {}

  /** The folder of the installation: the one that holds {@code bin} and {@code conf}. */
  static Path folder() {
    return Path.of(System.getProperty("engage.home", "")).toAbsolutePath();
  }

  static Path conf() {
    return folder().resolve("conf");
  }

  /** A folder below {@code .engage} of the installation: everything the program keeps is there. */
  static Path workFolder(String name) throws IOException {
    return Files.createDirectories(folder().resolve(DemoFolder.HOUSE).resolve(name));
  }
}
