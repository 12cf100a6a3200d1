package io.engagement.local.process;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the build wrote down about a server's programs: {@code local/<name>/target/class-path} lists
 * the Maven artifacts that the module {@code local/<name>} resolved. The servers' class paths are
 * kept in files because they must not meet the class path of the code that starts them.
 */
public final class ServerClassPath {
  /** System property with the project's folder, for programs started from elsewhere. */
  public static final String HOME_PROPERTY = "engage.home";

  private ServerClassPath() {}

  /**
   * The artifacts of a server module, in class path order.
   *
   * @throws LocalServerException when the module was not built, or its artifacts are gone
   */
  public static List<Path> of(String module) {
    Path listing = target(module).resolve("class-path");
    List<Path> entries = new ArrayList<>();
    try {
      for (String entry : Files.readString(listing).strip().split(File.pathSeparator, -1)) {
        entries.add(Path.of(entry));
      }
    } catch (IOException e) {
      throw new LocalServerException("Cannot read " + listing + ". " + remedy(module), e);
    }
    for (Path entry : entries) {
      if (!Files.isRegularFile(entry)) {
        throw new LocalServerException(
            listing + " names " + entry + ", which is gone. " + remedy(module));
      }
    }
    return entries;
  }

  /**
   * The build folder of a server module.
   *
   * @throws LocalServerException when the module was not built
   */
  public static Path target(String module) {
    List<Path> starts = new ArrayList<>();
    @Nullable String home = System.getProperty(HOME_PROPERTY);
    if (home != null) {
      starts.add(Path.of(home));
    }
    starts.add(ownLocation());
    starts.add(Path.of(""));
    for (Path start : starts) {
      for (Path folder = start.toAbsolutePath(); folder != null; folder = folder.getParent()) {
        Path target = folder.resolve("local").resolve(module).resolve("target");
        if (Files.isRegularFile(target.resolve("class-path"))) {
          return target;
        }
      }
    }
    throw new LocalServerException(
        "The programs of local/" + module + " are not resolved yet. " + remedy(module));
  }

  private static Path ownLocation() {
    try {
      return Path.of(
          ServerClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The class path holds a location that is no path.", e);
    }
  }

  private static String remedy(String module) {
    return "Build it in the project's folder: mvn -q package -DskipTests -pl local/"
        + module
        + " -am (or start Java with -D"
        + HOME_PROPERTY
        + "=FOLDER).";
  }
}
