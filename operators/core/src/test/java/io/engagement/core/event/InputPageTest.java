package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page on the input names every code that is published. */
class InputPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ".")).resolve("../../docs/input.md");

  @Test
  void namesEveryReasonAndEveryWarning() throws IOException {
    String page = Files.readString(PAGE);
    for (RejectionReason reason : RejectionReason.values()) {
      assertThat(page).contains("`" + reason + "`");
    }
    for (WarningCode code : WarningCode.values()) {
      assertThat(page).contains("| `" + code.label() + "` |");
    }
  }
}
