package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateCommandTest {
  @TempDir Path folder;

  @Test
  void writesTheSameBytesToPlainAndCompressedFilesAndAManifest() throws IOException {
    Path plain = folder.resolve("new folder/events.jsonl");
    Path packed = folder.resolve("events.jsonl.gz");
    Path manifest = folder.resolve("manifest.json");
    assertThat(generate(plain, "--manifest", manifest.toString()).exitCode()).isZero();
    assertThat(generate(packed).exitCode()).isZero();
    try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(packed))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(Files.readAllBytes(plain));
    }
    assertThat(manifest).content().contains("\"records\" : 500", "\"seed\" : 5");
  }

  private CommandRun generate(Path out, String... more) {
    String[] fixed = {
      "generate",
      "--quiet",
      "--events",
      "500",
      "--users",
      "40",
      "--days",
      "3",
      "--seed",
      "5",
      "--malformed",
      "0",
      "--out",
      out.toString()
    };
    String[] all = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return CommandRun.of(all);
  }

  @ParameterizedTest
  @CsvSource({
    "--users=0, --users must be between",
    "--late=1.5, --late is a share",
    "--duplicates=NaN, --duplicates is a share",
    "--rate=0, --rate must be greater",
    "--days=-1, --days must be greater",
    "--start=yesterday, neither a date",
    "--end=2026-01-01, --end must be after",
    "--max-delay=4d, --max-delay must be shorter",
    "--max-delay=soon, no duration",
    "--events=-5, must not be negative",
    "--brokers=localhost:9092, mutually exclusive",
  })
  void unusableOptionsAreBadUsage(String option, String message) {
    CommandRun run = CommandRun.of("generate", "--out", folder.resolve("x").toString(), option);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("error:").contains(message);
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void fileThatCannotBeWrittenIsAFailure() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    CommandRun run = CommandRun.of("generate", "--out", file.resolve("below").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("error:");
  }
}
