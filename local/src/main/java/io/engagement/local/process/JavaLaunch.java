package io.engagement.local.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a child JVM needs to start; see {@link JavaProcess}. */
public final class JavaLaunch {
  private final String name;
  private final String mainClass;
  private final List<Path> classPath = new ArrayList<>();
  private final List<String> jvmFlags = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private JavaProcess.Lifetime lifetime = JavaProcess.Lifetime.ATTACHED;
  private @Nullable Path directory;

  JavaLaunch(String name, String mainClass) {
    this.name = name;
    this.mainClass = mainClass;
  }

  public JavaLaunch classPath(List<Path> entries) {
    classPath.addAll(entries);
    return this;
  }

  public JavaLaunch jvmFlags(List<String> flags) {
    jvmFlags.addAll(flags);
    return this;
  }

  public JavaLaunch arguments(List<String> values) {
    arguments.addAll(values);
    return this;
  }

  public JavaLaunch environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public JavaLaunch lifetime(JavaProcess.Lifetime value) {
    lifetime = value;
    return this;
  }

  /** The working directory; without it, the folder of the log. */
  public JavaLaunch directory(Path value) {
    directory = value;
    return this;
  }

  /** Starts the JVM; its output is appended to {@code log}, whose folder is made when missing. */
  public JavaProcess start(Path log) {
    try {
      Path folder = Objects.requireNonNull(log.toAbsolutePath().getParent(), "a file");
      Files.createDirectories(folder);
      ProcessBuilder builder = new ProcessBuilder(command(folder));
      builder.directory(Objects.requireNonNullElse(directory, folder).toFile());
      builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
      if (lifetime == JavaProcess.Lifetime.DETACHED) {
        builder.redirectInput(new File("/dev/null"));
      }
      builder.environment().putAll(environment);
      return new JavaProcess(name, builder.start(), log);
    } catch (IOException e) {
      throw new LocalServerException("Cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Runs the JVM on our own terminal, Ctrl-C included, and waits for its end; the exit code.
   *
   * @throws LocalServerException when it cannot be started or the wait is interrupted
   */
  public int runInForeground() {
    List<String> command = new ArrayList<>(java(classPath));
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    builder.environment().putAll(environment);
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new LocalServerException("Cannot start " + name + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalServerException("Interrupted while " + name + " runs.", e);
    }
  }

  /**
   * Runs the JVM to its end and passes on what it prints, line by line; it ends with us. The exit
   * code.
   *
   * @param folder for what the child needs to watch us
   * @throws LocalServerException when it cannot be started or the wait is interrupted
   */
  public int run(Path folder, Consumer<String> lines) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command(folder)).redirectErrorStream(true);
      builder.directory(Objects.requireNonNullElse(directory, folder).toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      try (BufferedReader output = process.inputReader()) {
        output.lines().forEach(lines);
        return process.waitFor();
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new LocalServerException("Cannot run " + name + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalServerException("Interrupted while " + name + " runs.", e);
    }
  }

  private List<String> command(Path folder) throws IOException {
    boolean attached = lifetime == JavaProcess.Lifetime.ATTACHED;
    List<Path> entries = new ArrayList<>(classPath);
    if (attached) {
      entries.add(childMain(folder));
    }
    String ignored = attached ? "INT" : "INT HUP";
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", "trap '' " + ignored + "; exec \"$@\"", "engage"));
    command.addAll(java(entries));
    if (attached) {
      command.add(ChildMain.class.getName());
    }
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  private List<String> java(List<Path> entries) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.add("-cp");
    command.add(
        entries.stream()
            .map(entry -> entry.toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    return command;
  }

  // On its own, so that nothing of the parent's class path comes along.
  private static Path childMain(Path folder) throws IOException {
    String resource = ChildMain.class.getName().replace('.', '/') + ".class";
    Path root = folder.resolve("child-main");
    Path file = root.resolve(resource);
    Path fresh = root.resolve("child-main-" + UUID.randomUUID());
    Files.createDirectories(Objects.requireNonNull(file.getParent(), "a package"));
    try (InputStream in = ChildMain.class.getClassLoader().getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in, resource), fresh);
    }
    // Another child may be reading the file that is there.
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return root;
  }
}
