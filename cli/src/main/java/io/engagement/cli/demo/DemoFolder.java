package io.engagement.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The one folder that the demo writes to. */
public final class DemoFolder {
  /** Where local runs keep their folders when they are not told otherwise. */
  public static final String HOUSE = ".engage";

  private final Path root;
  private final Path lockFile;

  /** Open while this process has the folder. */
  private @Nullable FileChannel lockChannel;

  /**
   * @param root used by nothing else; made when missing
   */
  public DemoFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.lockFile = this.root.resolveSibling(this.root.getFileName() + ".lock");
  }

  Path root() {
    return root;
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  Path checkpoints() {
    return root.resolve("checkpoints");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  /**
   * Takes the folder for this process until {@link #unlock}.
   *
   * @throws IllegalStateException when another demo has it
   */
  void lock() throws IOException {
    Files.createDirectories(root.getParent());
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new IllegalStateException("a demo of " + root + " runs already; end it first");
    }
    lockChannel = channel;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ofThisProcess) {
      return false;
    }
  }

  /** Gives the folder back. */
  void unlock() throws IOException {
    if (lockChannel != null) {
      lockChannel.close();
      lockChannel = null;
    }
  }

  /** Makes an empty folder in place of what an earlier demo left. */
  void renew() throws IOException {
    deleteAll();
    Files.createDirectories(root);
    Files.createDirectories(temporary());
  }

  /**
   * Removes the folder and everything in it, and the {@link #HOUSE} around it when it is empty
   * then.
   *
   * @return every removed path
   * @throws IllegalStateException when a demo uses it
   */
  public List<Path> clean() throws IOException {
    if (!Files.exists(root) && !Files.exists(lockFile)) {
      return List.of();
    }
    lock();
    try {
      List<Path> removed = deleteAll();
      Files.deleteIfExists(lockFile);
      removed.add(lockFile);
      Path house = root.getParent();
      if (house != null && house.endsWith(HOUSE) && isEmpty(house)) {
        Files.delete(house);
        removed.add(house);
      }
      return removed;
    } finally {
      unlock();
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  private List<Path> deleteAll() throws IOException {
    List<Path> removed = new ArrayList<>();
    if (!Files.exists(root)) {
      return removed;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
        removed.add(path);
      }
    }
    return removed;
  }

  /** Writes a secret where only its owner reads it. */
  Path writeSecret(String name, String secret) throws IOException {
    Path file = root.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(file);
    Files.setPosixFilePermissions(
        file, EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    return Files.writeString(file, secret);
  }

  /** Writes the configuration with {@code @NAME@} replaced. */
  Path writeConfiguration(Map<String, String> values) throws IOException {
    String text;
    try (@Nullable InputStream template = DemoFolder.class.getResourceAsStream("engagement.yaml")) {
      if (template == null) {
        throw new IllegalStateException("the demo's configuration is missing from the program");
      }
      text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("@" + value.getKey() + "@", value.getValue());
    }
    return Files.writeString(root.resolve("engagement.yaml"), text);
  }
}
