package io.engagement.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void showsTheLogWhenTheChildEndsBeforeItIsReady() {
    JavaProcess child = start("end");
    assertThatThrownBy(() -> child.awaitReady(() -> false, PATIENCE))
        .isInstanceOf(LocalServerException.class)
        .hasMessageContaining("The child ended with exit code 1")
        .hasMessageContaining("asked to end");
  }

  @Test
  void showsTheLogWhenTheChildIsNotReadyInTime() {
    try (JavaProcess child = start("stay")) {
      child.awaitReady(() -> child.logTail().contains("waiting"), PATIENCE);
      assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofMillis(100)))
          .isInstanceOf(LocalServerException.class)
          .hasMessageContaining("not ready")
          .hasMessageContaining("waiting");
    }
  }

  @Test
  void isGoneAfterClose() {
    JavaProcess child = start("stay");
    child.close();
    assertThat(child.alive()).isFalse();
  }

  private JavaProcess start(String what) {
    Path classes =
        Path.of(Child.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return JavaProcess.launch("The child", Child.class.getName())
        .classPath(List.of(classes))
        .arguments(List.of(what))
        .start(folder.resolve("child.log"));
  }

  /** Ends with an exception or stays until it is stopped. */
  public static final class Child {
    private Child() {}

    public static void main(String[] args) throws InterruptedException {
      if (args[0].equals("end")) {
        throw new IllegalStateException("asked to end");
      }
      System.out.println("waiting");
      Thread.currentThread().join();
    }
  }
}
