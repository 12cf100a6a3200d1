package io.engagement.local.flink;

import io.engagement.local.process.JavaProcess;
import io.engagement.local.process.LocalServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How Flink divides the memory of a process, asked of Flink itself.
 *
 * @param jvm flags of the JVM
 * @param dynamic settings to be given to the process on its command line
 */
record MemoryFlags(List<String> jvm, List<String> dynamic) {
  private static final String MAIN = "org.apache.flink.runtime.util.bash.BashJavaUtils";
  private static final String RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The kind of process, in the words of Flink's scripts. */
  enum Of {
    JOB_MANAGER("GET_JM_RESOURCE_PARAMS"),
    TASK_MANAGER("GET_TM_RESOURCE_PARAMS");

    private final String command;

    Of(String command) {
      this.command = command;
    }
  }

  /** A question that is being answered; asking takes a JVM and about a second. */
  record Question(JavaProcess process) {
    MemoryFlags answer() {
      int exitCode = process.awaitExit(PATIENCE);
      List<String> results = results(process.log());
      if (exitCode != 0 || results.size() != 2) {
        throw new LocalServerException("Flink refuses the memory settings:\n" + process.logTail());
      }
      return new MemoryFlags(words(results.get(0)), words(results.get(1)));
    }
  }

  static Question ask(FlinkDistribution distribution, Of kind) {
    Path log = distribution.logs().resolve("memory-" + kind.command + ".log");
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new LocalServerException("Cannot delete " + log, e);
    }
    return new Question(
        distribution
            .launchCommand("The question for memory settings", MAIN)
            .arguments(
                List.of(kind.command, "--configDir", distribution.configuration().toString()))
            .start(log));
  }

  private static List<String> results(Path log) {
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> line.startsWith(RESULT))
          .map(line -> line.substring(RESULT.length()))
          .toList();
    } catch (IOException e) {
      throw new LocalServerException("Cannot read " + log, e);
    }
  }

  private static List<String> words(String line) {
    return Arrays.stream(line.strip().split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
