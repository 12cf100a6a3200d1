package io.engagement.jobs.bounded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  @TempDir Path folder;

  private final List<String> problems = new ArrayList<>();

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createDirectories(folder.resolve("sub folder"));
    for (String name : List.of("b.jsonl", "a.jsonl.gz", "notes.txt", "sub folder/c.jsonl")) {
      Files.createFile(folder.resolve(name));
    }
  }

  @Test
  void filesKeepTheGivenOrder() throws IOException {
    assertThat(find("b.jsonl", "a.jsonl.gz", "notes.txt"))
        .containsExactly("b.jsonl", "a.jsonl.gz", "notes.txt");
  }

  @Test
  void foldersAndGlobsAreSorted() throws IOException {
    assertThat(find("")).containsExactly("a.jsonl.gz", "b.jsonl", "sub folder/c.jsonl");
    assertThat(find("*.jsonl*")).containsExactly("a.jsonl.gz", "b.jsonl");
    assertThat(problems).isEmpty();
  }

  @Test
  void everythingThatMeansNoFileIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    assertThat(find("none.jsonl", "x*.jsonl", "empty", "no/such/*.jsonl")).isEmpty();
    assertThat(problems).hasSize(4);
    assertThat(problems.get(0)).contains("none.jsonl", "no such file");
  }

  private List<String> find(String... inputs) throws IOException {
    List<String> paths = new ArrayList<>();
    for (String input : inputs) {
      paths.add(folder + "/" + input);
    }
    return InputFiles.find(paths, problems).stream()
        .map(file -> folder.relativize(Path.of(file)).toString())
        .toList();
  }
}
