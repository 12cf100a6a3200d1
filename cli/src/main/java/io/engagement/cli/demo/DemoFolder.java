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
  public static final String WORK = ".engage";

  private static final String MARKER = ".engage-demo";

  private final Path root;

  /** Tells that everything in the folder is the demo's; locked while a process has the folder. */
  private final Path marker;

  private @Nullable FileChannel lock;

  /**
   * @param root missing, empty or an earlier demo's
   */
  public DemoFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.marker = this.root.resolve(MARKER);
  }

  public Path root() {
    return root;
  }

  /** The configuration that the demo runs with. */
  public Path configuration() {
    return root.resolve("engagement.yaml");
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

  /** Where the traffic goes on. */
  Path shop() {
    return root.resolve("shop.properties");
  }

  /** The cluster of a demo whose job has processes of its own. */
  Path cluster() {
    return root.resolve("cluster");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  /**
   * Takes the folder for this process until {@link #unlock}.
   *
   * @throws NotDemosException when another demo has it, or it holds what no demo wrote
   */
  void lock() throws IOException {
    if (Files.exists(root) && !Files.exists(marker) && !isEmpty(root)) {
      throw new NotDemosException(
          root
              + " holds files that no demo wrote (there is no "
              + MARKER
              + " in it). Choose a folder that is missing or empty: the demo deletes what is in its"
              + " folder");
    }
    Files.createDirectories(root);
    FileChannel channel =
        FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new NotDemosException("a demo of " + root + " runs already; end it first");
    }
    lock = channel;
  }

  /** The folder is not this demo's to use. */
  public static final class NotDemosException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotDemosException(String message) {
      super(message);
    }
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
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }

  /** Empties the folder of what an earlier demo left; to be called under the lock. */
  void renew() throws IOException {
    deleteBelow(root);
    Files.createDirectories(temporary());
  }

  /** Keeps what an earlier demo left but for its temporary files; to be called under the lock. */
  void reopen() throws IOException {
    Files.createDirectories(temporary());
    deleteBelow(temporary());
  }

  /**
   * Removes the folder and everything in it, and the {@link #WORK} around it when it is empty then.
   *
   * @return every removed path
   * @throws NotDemosException when a demo uses it, or it holds what no demo wrote
   */
  public List<Path> clean() throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    lock();
    try {
      List<Path> removed = deleteBelow(root);
      for (Path last : List.of(marker, root)) {
        Files.delete(last);
        removed.add(last);
      }
      Path work = root.getParent();
      if (work != null && work.endsWith(WORK) && isEmpty(work)) {
        Files.delete(work);
        removed.add(work);
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

  private List<Path> deleteBelow(Path folder) throws IOException {
    List<Path> removed = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder) && !path.equals(marker)) {
          Files.delete(path);
          removed.add(path);
        }
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
    return Files.writeString(configuration(), text);
  }
}
