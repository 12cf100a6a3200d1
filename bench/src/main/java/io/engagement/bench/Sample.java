package io.engagement.bench;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Generated records and a configuration, the same for every benchmark. */
final class Sample {
  static final long START = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();

  private Sample() {}

  /** Records of a shop at full rate, without defects, in order of arrival. */
  static List<byte[]> records(int users, int count) {
    return records(Traffic.live(users, count, START, 1_000, 7, Traffic.Defects.NONE));
  }

  /**
   * Records of a shop over a time, in order of arrival: one in twenty comes up to a minute late,
   * one in a hundred twice.
   */
  static List<byte[]> over(int users, int count, long spanMillis) {
    Traffic.Defects defects = new Traffic.Defects(0.05, 60_000, 0, 259_200_000L, 0.01, 0);
    return records(Traffic.spread(users, count, START, spanMillis, 7, defects));
  }

  private static List<byte[]> records(Traffic traffic) {
    List<byte[]> records = new ArrayList<>((int) traffic.records());
    try {
      new TrafficGenerator(traffic, new Collecting(records), done -> {}).run();
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory failed", impossible);
    }
    return records;
  }

  /** The definitions under a {@code metrics:} block of YAML. */
  static Metrics metrics(String yaml) {
    return Metrics.of(EngagementConfigReader.read(new ConfigText("benchmark", yaml)).config());
  }

  private record Collecting(List<byte[]> records) implements RecordSink {
    @Override
    public void accept(int person, long arrivalMillis, byte[] bytes, int length) {
      records.add(Arrays.copyOf(bytes, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
