package io.engagement.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How a JVM is started in which something is measured, the same for all. */
public final class MeasuredProcess {
  private MeasuredProcess() {}

  /** Beside those that Flink needs. */
  public static List<String> flags(int heapMegabytes) {
    Path home = Path.of(System.getProperty("engage.home", "")).toAbsolutePath();
    return List.of(
        "-Xms" + heapMegabytes + "m",
        "-Xmx" + heapMegabytes + "m",
        "-XX:+UseParallelGC",
        "-XX:NewRatio=1",
        "-XX:+UseTransparentHugePages",
        "-Djava.net.preferIPv4Stack=true",
        "-Dfile.encoding=UTF-8",
        "-Dengage.home=" + home,
        "-Dlog4j.configurationFile=" + home.resolve("conf/log4j2.properties"));
  }

  /** Ours, for what runs in Flink. */
  public static List<Path> classPath() {
    return classPathWithout("rocksdbjni-");
  }

  /** Ours with the RocksDB of Kafka Streams in place of Flink's: classes have the same names. */
  public static List<Path> classPathOfKafkaStreams() {
    return classPathWithout("frocksdbjni-");
  }

  private static List<Path> classPathWithout(String prefix) {
    List<Path> entries = new ArrayList<>();
    for (String entry :
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
      if (!String.valueOf(Path.of(entry).getFileName()).startsWith(prefix)) {
        entries.add(Path.of(entry));
      }
    }
    return entries;
  }
}
