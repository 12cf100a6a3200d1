package io.engagement.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program of the project that is not part of this one, and that a command hands over to: it has
 * our terminal, and ends when we do. What it runs is built from the project's sources.
 */
final class ProjectProgram {
  private final String neededFor;
  private final List<String> command = new ArrayList<>();

  private ProjectProgram(String neededFor) {
    this.neededFor = neededFor;
  }

  /** Maven, the installed one, else the one that the project brings along. */
  static ProjectProgram maven(String neededFor) {
    Path wrapper = Home.folder().resolve("mvnw");
    ProjectProgram program = new ProjectProgram(neededFor);
    return program.with(isOnPath("mvn") ? "mvn" : wrapper.toString());
  }

  /** A script of the project. */
  static ProjectProgram script(String path, String neededFor) {
    return new ProjectProgram(neededFor).with(Home.folder().resolve(path).toString());
  }

  ProjectProgram with(String... arguments) {
    command.addAll(List.of(arguments));
    return this;
  }

  /**
   * Runs it in the project's folder and waits for its end; its exit code.
   *
   * @throws CommandFailedException when there are no sources, or it cannot be started
   */
  int run() throws CommandFailedException, InterruptedException {
    if (!Files.isRegularFile(Home.folder().resolve("pom.xml"))) {
      throw new CommandFailedException(
          neededFor + " needs the project's sources, and there are none in " + Home.folder());
    }
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.directory(Home.folder().toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      Process process = builder.start();
      // Stays: a hook cannot be removed any more once Ctrl-C has ended both.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return process.waitFor();
    } catch (IOException e) {
      throw new CommandFailedException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  private static boolean isOnPath(String program) {
    @Nullable String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
