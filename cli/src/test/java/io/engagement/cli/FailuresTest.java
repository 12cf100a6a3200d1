package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
  @TempDir Path folder;

  @Test
  void whatWasWrittenForPeopleIsOneSentence() {
    assertThat(
            printed(
                new ExecutionException(
                    new CommandFailedException("no broker answers", new IOException("refused")))))
        .isEqualTo("error: no broker answers\n");
  }

  @Test
  void whatWasWrittenForPeopleIsFoundWhereverItIsWrapped() {
    assertThat(
            printed(
                new IOException("Global failure", new CommandFailedException("the topic is gone"))))
        .isEqualTo("error: the topic is gone\n");
  }

  @Test
  void whatIsUnexpectedIsSaidWithItsCauseAndAHint() {
    assertThat(printed(new IOException("no answer", new IllegalStateException("closed"))))
        .isEqualTo(
            "error: no answer (IOException)\nbecause: closed (IllegalStateException)\n"
                + "hint: run it with --stacktrace to see where\n");
  }

  @Test
  void filesAreNamedWithTheirOwner() throws IOException {
    String file = Files.createFile(folder.resolve("broker.log")).toString();
    assertThat(printed(new NoSuchFileException("/none"))).isEqualTo("error: there is no /none\n");
    assertThat(printed(new CommandFailedException("no log", new AccessDeniedException(file))))
        .startsWith("error: no log\nbecause: the account ")
        .endsWith(
            " may not read or write %s, which belongs to %s%n"
                .formatted(file, Files.getOwner(folder).getName()));
  }

  @Test
  void theTraceIsPrintedWhenItIsAskedFor() {
    StringWriter text = new StringWriter();
    Failures.print(new IOException("x"), true, new PrintWriter(text));
    assertThat(text.toString()).contains("\tat io.engagement.cli.FailuresTest");
  }

  @Test
  void aTraceFromTheClusterIsReadForItsReason() {
    String trace =
        """
        org.apache.flink.runtime.JobException: Recovery is suppressed
        \tat org.apache.flink.A.b(A.java:1)
        Caused by: io.engagement.flink.sink.postgres.SinkRefusedException: The tables belong to
        another deployment
        \tat io.engagement.C.d(C.java:1)
        Caused by: java.net.ConnectException: refused
        \t... 3 more
        """;
    assertThat(FlinkClient.reason(trace)).isEqualTo("The tables belong to another deployment");
    assertThat(FlinkClient.reason("java.lang.RuntimeException: no\n\tat a.b(C.java)"))
        .isEqualTo("no");
    assertThat(FlinkClient.reason("in words")).isEqualTo("in words");
  }

  private static String printed(Throwable problem) {
    StringWriter text = new StringWriter();
    Failures.print(problem, false, new PrintWriter(text));
    return text.toString();
  }
}
