package io.engagement.bench.contender;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a process of a contender is to do.
 *
 * @param warmUp a pass for the compiler; null without one
 */
public record Assignment(Contender contender, @Nullable Pass warmUp, Pass measured) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  static Assignment read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Assignment.class);
  }

  static void writeOutcome(Outcome outcome, Path file) throws IOException {
    JSON.writeValue(file.toFile(), outcome);
  }

  /** What the process has written. */
  public static Outcome readOutcome(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Outcome.class);
  }
}
