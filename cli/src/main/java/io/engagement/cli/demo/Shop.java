package io.engagement.cli.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.Properties;

/**
 * Which shop the demo's folder holds and how far its story is written. The same start and rate give
 * the same records in the same order, so a number says where to go on.
 *
 * @param startMillis when its first visit may begin: epoch milliseconds
 * @param perSecond records a second on average
 * @param written how many of its records are in the topic
 */
record Shop(long startMillis, double perSecond, long written) {
  private static final int WEEKS = 5;

  /** One that has been open since the Monday five weeks before this week's. */
  static Shop openedWeeksBefore(long nowMillis, double perSecond) {
    LocalDate today = LocalDate.ofEpochDay(Math.floorDiv(nowMillis, 86_400_000L));
    LocalDate opened =
        today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(WEEKS);
    return new Shop(opened.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(), perSecond, 0);
  }

  Shop with(long records) {
    return new Shop(startMillis, perSecond, records);
  }

  /** The one of an earlier demo; empty when there was none, or it had hardly begun. */
  static Optional<Shop> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return Optional.of(
        new Shop(
            Long.parseLong(properties.getProperty("start-millis")),
            Double.parseDouble(properties.getProperty("per-second")),
            Long.parseLong(properties.getProperty("written"))));
  }

  /** Replaces the file in one step. */
  void write(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("start-millis", Long.toString(startMillis));
    properties.setProperty("per-second", Double.toString(perSecond));
    properties.setProperty("written", Long.toString(written));
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (Writer writer = Files.newBufferedWriter(next)) {
      properties.store(writer, "Where the demo's traffic goes on");
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
