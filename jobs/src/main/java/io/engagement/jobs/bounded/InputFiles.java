package io.engagement.jobs.bounded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the files that paths, folders and globs mean, in the order in which they are read. */
public final class InputFiles {
  private InputFiles() {}

  /**
   * The files in the given order. A folder stands for its {@code .jsonl} and {@code .jsonl.gz}
   * files, those of its sub-folders included, a glob for what matches it in its folder; both sorted
   * by name.
   *
   * @param problems gets a sentence for everything that means no file
   */
  public static List<String> find(List<String> inputs, List<String> problems) throws IOException {
    List<String> files = new ArrayList<>();
    for (String input : inputs) {
      List<String> found = findOne(input, problems);
      if (found.isEmpty()) {
        continue;
      }
      files.addAll(found);
    }
    return files;
  }

  private static List<String> findOne(String input, List<String> problems) throws IOException {
    Path path;
    try {
      path = Path.of(input);
    } catch (InvalidPathException e) {
      problems.add(input + ": no path: " + e.getReason());
      return List.of();
    }
    if (Files.isDirectory(path)) {
      return noneIs(
          inFolder(path), input + ": no .jsonl or .jsonl.gz file in this folder", problems);
    }
    if (Files.exists(path)) {
      return noneIs(
          Files.isReadable(path) ? List.of(input) : List.of(),
          input + ": the file cannot be read",
          problems);
    }
    boolean glob = input.matches(".*[*?\\[{].*");
    return noneIs(
        glob ? matching(path) : List.of(),
        input + (glob ? ": no file matches" : ": there is no such file"),
        problems);
  }

  private static List<String> noneIs(List<String> found, String problem, List<String> problems) {
    if (found.isEmpty()) {
      problems.add(problem);
    }
    return found;
  }

  private static List<String> inFolder(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(Path::toString)
          .filter(name -> name.endsWith(".jsonl") || name.endsWith(".jsonl.gz"))
          .sorted()
          .toList();
    }
  }

  /** Only the last part of a path may hold wildcards. */
  private static List<String> matching(Path pattern) throws IOException {
    @Nullable Path parent = pattern.getParent();
    @Nullable Path name = pattern.getFileName();
    if (name == null || (parent != null && !Files.isDirectory(parent))) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    Path folder = parent == null ? Path.of("") : parent;
    try (DirectoryStream<Path> matches = Files.newDirectoryStream(folder, name.toString())) {
      for (Path match : matches) {
        if (Files.isRegularFile(match)) {
          found.add(match.toString());
        }
      }
    }
    Collections.sort(found);
    return found;
  }
}
