package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/engage} in a folder with a space in its name, called through a link. */
class LauncherTest {
  @TempDir Path folder;

  private Path link;

  private record Outcome(int exitCode, String text) {}

  @BeforeEach
  void installCopy() throws IOException {
    Path home = Files.createDirectories(folder.resolve("my project"));
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("cli/target"));
    Path script = home.resolve("bin/engage");
    Files.copy(Path.of("..", "bin", "engage"), script);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    link = Files.createSymbolicLink(folder.resolve("engage"), script);
  }

  @Test
  void runsTheProgramOfItsOwnFolderWithAllArguments() throws Exception {
    install(System.getProperty("java.class.path"));
    Outcome outcome = run(Map.of("ENGAGE_NO_BUILD", "1"), "generate", "--late", "a b");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.text()).contains("--late").contains("'a b'");
  }

  @Test
  void namesALibraryThatIsGone() throws Exception {
    install(folder.resolve("gone.jar").toString());
    Outcome outcome = run(Map.of("ENGAGE_NO_BUILD", "1"), "--version");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.text()).contains("gone.jar, which the build in ").contains("Build again");
  }

  @Test
  void saysWhatToDoWhenItIsNotBuilt() throws Exception {
    Outcome outcome = run(Map.of("ENGAGE_NO_BUILD", "1"), "--version");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.text()).contains("mvn -DskipTests package");
  }

  @Test
  void saysWhatIsWrongWithJavaHome() throws Exception {
    Outcome outcome = run(Map.of("JAVA_HOME", folder.toString()), "--version");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.text()).contains("JAVA_HOME").contains("no bin/java");
  }

  private void install(String classPath) throws IOException {
    Path target = folder.resolve("my project/cli/target");
    Files.createFile(target.resolve("engagement-cli-1.jar"));
    Files.writeString(target.resolve("class-path"), classPath);
    Path flags = folder.resolve("my project/local/target/classes/io/engagement/local/flink");
    Files.createDirectories(flags);
    Files.writeString(flags.resolve("jvm-flags"), "--add-opens=java.base/java.lang=ALL-UNNAMED\n");
  }

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(link.toString());
    builder.command().addAll(java.util.List.of(arguments));
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).directory(folder.toFile());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), text);
  }
}
