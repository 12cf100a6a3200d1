package io.engagement.local.flink;

import io.engagement.local.process.JavaLaunch;
import io.engagement.local.process.JavaProcess;
import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.ServerClassPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What a Flink installation is made of: the jars of {@code lib/} and {@code opt/}, which stay in
 * the Maven repository, and a folder with {@code conf/}, {@code log/} and {@code tmp/}. There is no
 * artifact of the whole distribution.
 */
public final class FlinkDistribution {
  private static final List<String> OPTIONAL =
      List.of("flink-sql-client-", "flink-sql-gateway-", "flink-python-");

  private final Path home;

  private FlinkDistribution(Path home) {
    this.home = home;
  }

  /** An installation on this folder, which is made or completed. */
  public static FlinkDistribution in(Path home) {
    FlinkDistribution distribution = new FlinkDistribution(home.toAbsolutePath());
    try {
      for (String folder : List.of("conf", "log", "tmp")) {
        Files.createDirectories(distribution.home.resolve(folder));
      }
      for (String file : List.of("log4j.properties", "log4j-cli.properties")) {
        try (InputStream in = resource(file)) {
          Path target = distribution.configuration().resolve(file);
          Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return distribution;
    } catch (IOException e) {
      throw new LocalServerException("Cannot prepare " + home + ": " + e, e);
    }
  }

  public Path home() {
    return home;
  }

  public Path configuration() {
    return home.resolve("conf");
  }

  public Path logs() {
    return home.resolve("log");
  }

  /** The jars of {@code lib/}. */
  public static List<Path> libraries() {
    return jars(name -> !isOptional(name));
  }

  /** The jars of {@code opt/}: SQL client, SQL gateway and what they ask for. */
  public static List<Path> optional() {
    return jars(FlinkDistribution::isOptional);
  }

  /** What Flink needs of any JVM of this and later versions. */
  public static List<String> jvmFlags() {
    try (InputStream in = resource("jvm-flags")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.asList(text.strip().split("\\s+", -1));
    } catch (IOException e) {
      throw new LocalServerException("Cannot read the list of JVM flags", e);
    }
  }

  /** A JVM with {@code lib/} on its class path and this configuration. */
  public JavaLaunch launch(String name, String mainClass) {
    return JavaProcess.launch(name, mainClass)
        .classPath(libraries())
        .jvmFlags(jvmFlags())
        .environment("FLINK_CONF_DIR", configuration().toString());
  }

  /** A JVM for a command of Flink's, such as its command line or SQL client. */
  public JavaLaunch launchCommand(String name, String mainClass) {
    return launch(name, mainClass)
        .classPath(optional())
        .jvmFlags(logging("log4j-cli.properties", logs().resolve("command-line.log")))
        .jvmFlags(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
  }

  List<String> logging(String file, Path log) {
    return List.of(
        "-Dlog4j.configurationFile=" + configuration().resolve(file).toUri(), "-Dlog.file=" + log);
  }

  private static List<Path> jars(Predicate<String> wanted) {
    return ServerClassPath.of("flink").stream()
        .filter(artifact -> wanted.test(String.valueOf(artifact.getFileName())))
        .toList();
  }

  private static boolean isOptional(String name) {
    return OPTIONAL.stream().anyMatch(name::startsWith);
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(FlinkDistribution.class.getResourceAsStream(name), name);
  }
}
