package io.engagement.cli;

import io.engagement.cli.demo.DemoFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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

  /**
   * The folder that holds everything the program keeps: {@code ENGAGE_WORK}, else {@code .engage}
   * of the installation, else, where this account may not write there, one in its home.
   */
  static Path work() {
    @Nullable String chosen = System.getenv("ENGAGE_WORK");
    if (chosen != null && !chosen.isBlank()) {
      return Path.of(chosen).toAbsolutePath();
    }
    Path installed = folder().resolve(DemoFolder.WORK);
    Path written = Files.exists(installed) ? installed : folder();
    if (Files.isWritable(written)) {
      return installed;
    }
    Path home = Path.of(System.getProperty("user.home"));
    return Files.isWritable(home)
        ? home.resolve(".local/state/engage")
        : Path.of(
            System.getProperty("java.io.tmpdir"), "engage-" + System.getProperty("user.name"));
  }

  /** A folder below {@link #work}. */
  static Path workFolder(String name) throws IOException {
    return Files.createDirectories(work().resolve(name));
  }
}
