package io.engagement.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a file says, reading it gives a configuration or problems that lie in the file. */
class ConfigReaderPropertyTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("basedir", ".")).resolve("../../conf/engagement.reference.yaml");
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "- ",
    "\n",
    "  ",
    "\t",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "!x ",
    "<<: ",
    "?",
    "|",
    ">",
    "%",
    "~",
    "null",
    "any",
    "1e999",
    "-5",
    "30m",
    "{}",
    "[]",
    "${env:A}",
    "\u0000",
    "\u00e9",
    "\ud83d\ude00",
    "\ufeff",
    "---\n",
    "yes",
    "id: a"
  };
  private static final int RUNS = 1_000;

  @Test
  void damagedFilesGiveProblemsAndNeverAnException() throws IOException {
    long seed = Long.getLong("seed", 20260131L);
    Random random = new Random(seed);
    String reference = withoutComments(Files.readString(REFERENCE));
    int valid = 0;
    for (int run = 0; run < RUNS; run++) {
      String damaged = damage(reference, random);
      String as = "seed %d, run %d:%n%s".formatted(seed, run, damaged);
      ConfigResult result = EngagementConfigReader.read(new ConfigText("damaged.yaml", damaged));
      if (result instanceof ConfigResult.Invalid invalid) {
        assertThat(invalid.problems().all()).as(as).isNotEmpty();
        long lines = damaged.lines().count() + 1;
        for (Problem problem : invalid.problems().all()) {
          assertThat(problem.line()).as(as).isBetween(1, (int) lines);
          assertThat(problem.column()).as(as).isPositive();
          assertThat(problem.message()).as(as).isNotBlank();
        }
      } else {
        assertThat(result.config().metrics()).as(as).isNotEmpty();
        valid++;
      }
    }
    assertThat(valid).as("of %d files, seed %d", RUNS, seed).isBetween(1, RUNS - 1);
  }

  private static String withoutComments(String yaml) {
    return String.join("\n", yaml.lines().filter(line -> !line.strip().startsWith("#")).toList());
  }

  private static String damage(String text, Random random) {
    String damaged = text;
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      damaged = random.nextBoolean() ? damagedLine(damaged, random) : damagedText(damaged, random);
    }
    return damaged;
  }

  private static String damagedText(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + random.nextInt(4));
    return text.substring(0, at) + PIECES[random.nextInt(PIECES.length)] + text.substring(to);
  }

  private static String damagedLine(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int at = random.nextInt(lines.size());
    switch (random.nextInt(3)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      default -> lines.set(at, " ".repeat(random.nextInt(6)) + lines.get(at).strip());
    }
    return String.join("\n", lines);
  }
}
