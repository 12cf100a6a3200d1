package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start from the golden savepoint would do. */
class PlanCommandTest {
  private static final Path GOLDEN = Path.of("..", "jobs", "src", "test", "resources", "golden");

  @TempDir Path folder;

  private Path savepoint;
  private Path config;
  private String definitions;

  @BeforeEach
  void unpack() throws IOException {
    savepoint = Files.createDirectories(folder.resolve("savepoint"));
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(GOLDEN.resolve("savepoint.gz")))) {
      Files.copy(in, savepoint.resolve("_metadata"));
    }
    config = folder.resolve("engagement.yaml");
    definitions = Files.readString(GOLDEN.resolve("engagement.yaml"));
  }

  private CommandRun plan(String yaml, Path against) throws IOException {
    Files.writeString(config, yaml);
    return CommandRun.of("plan", "-c", config.toString(), "--against", against.toString());
  }

  @Test
  void theSameDefinitionsGoOn() throws IOException {
    CommandRun run = plan(definitions, savepoint);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("Nothing changes: every definition goes on as it is.\n");
  }

  @Test
  void aNewNameIsSaidToTakeNothingOver() throws IOException {
    CommandRun run = plan(definitions.replace("- id: sticky", "- id: habit"), savepoint);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .satisfiesExactly(
            added ->
                assertThat(added)
                    .startsWith("  add      habit of stickiness: counts from the start on")
                    .endsWith("; it means what sticky means and takes none of its numbers over"),
            removed ->
                assertThat(removed)
                    .startsWith("  remove   sticky of stickiness: say --on-change sticky=drop"));
  }

  @Test
  void aFolderWithoutASavepointIsNamedInOneSentence() throws IOException {
    CommandRun run = plan(definitions, folder);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .satisfiesExactly(
            error ->
                assertThat(error)
                    .isEqualTo(
                        "error: There is no savepoint or checkpoint at "
                            + folder
                            + ": it has no file _metadata"),
            hint -> assertThat(hint).startsWith("hint: --against is the folder"));
  }
}
