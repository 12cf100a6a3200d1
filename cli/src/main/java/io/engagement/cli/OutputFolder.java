package io.engagement.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder of a bounded run, made ready before the run begins. */
final class OutputFolder {
  private OutputFolder() {}

  /**
   * Makes the folder unless it is there, and sees to it that no input lies in it.
   *
   * @param inputs as they were given
   * @param files that they stand for
   */
  static void prepare(Path output, List<String> inputs, List<String> files)
      throws IOException, InvalidInputException, CommandFailedException {
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new InvalidInputException(
          "error: " + output + " is a file\nhint: --output names a folder for the tables");
    }
    Path folder = real(output);
    for (String file : files) {
      if (folder.equals(Path.of(file).toRealPath().getParent())) {
        throw new InvalidInputException(
            "error: %s lies in the output folder %s, where the tables replace files%nhint: give --output another folder"
                .formatted(file, output));
      }
    }
    for (String input : inputs) {
      if (Files.isDirectory(Path.of(input)) && folder.startsWith(Path.of(input).toRealPath())) {
        throw new InvalidInputException(
            "error: the output folder %s lies in the input folder %s: the next run would read its tables as events%nhint: give --output another folder"
                .formatted(output, input));
      }
    }
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".engage-", ""));
    } catch (IOException e) {
      throw new CommandFailedException("nothing can be written to " + output, e);
    }
  }

  /** The path without links, as far as it exists. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    @Nullable Path parent = absolute.getParent();
    if (Files.exists(absolute) || parent == null) {
      return absolute.toRealPath();
    }
    return real(parent).resolve(absolute.getFileName());
  }
}
