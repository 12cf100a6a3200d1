package io.engagement.bench.comparison;

import io.engagement.bench.HotSpots;
import io.engagement.bench.contender.Outcome;
import io.engagement.generate.FileRecordSink;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Records of a shop in a topic of lz4, and in a file where somebody reads it: every person in one
 * partition, in the order of their times, without defects, so that all contenders can be asked for
 * the same numbers.
 *
 * @param file null when nobody reads it
 * @param expected what is to be found in it
 */
record Input(String topic, @Nullable Path file, Outcome expected) {
  private static final int PARTITIONS = 4;
  private static final long START = Instant.parse("2024-03-04T00:00:00Z").toEpochMilli();
  private static final long DAY_MILLIS = 86_400_000;
  private static final double LIVE_RATE = 10_000;

  /** Writes it. */
  static Input generate(
      ComparisonOptions options,
      long events,
      String brokers,
      String topic,
      @Nullable Path file,
      LongConsumer progress)
      throws IOException {
    List<RecordSink> sinks = new ArrayList<>();
    sinks.add(new KafkaRecordSink(brokers, topic, PARTITIONS));
    if (file != null) {
      sinks.add(FileRecordSink.toFile(file));
    }
    try (Expected expected = new Expected(sinks)) {
      HotSpots hot = new HotSpots(expected, options.hotUser(), options.hotItem(), options.seed());
      new TrafficGenerator(traffic(options, events), hot, progress).run();
      expected.flush();
      return new Input(topic, file, expected.outcome());
    }
  }

  private static Traffic traffic(ComparisonOptions options, long events) {
    int users = options.users();
    long seed = options.seed();
    Traffic.Defects none = Traffic.Defects.NONE;
    if (options.days() == 0) {
      return Traffic.live(users, events, START, LIVE_RATE, seed, none);
    }
    long span = (long) (options.days() * DAY_MILLIS * events / options.events());
    return Traffic.spread(users, events, START, Math.max(1, span), seed, none);
  }
}
