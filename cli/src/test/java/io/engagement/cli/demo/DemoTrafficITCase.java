package io.engagement.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.cli.records.TopicReader;
import io.engagement.core.config.ClientProperties;
import io.engagement.generate.RecordSink;
import io.engagement.generate.TrafficGenerator;
import io.engagement.local.LocalKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traffic that is stopped and started again is the traffic of one shop. */
class DemoTrafficITCase {
  private static final double PER_SECOND = 0.002;
  private static final int IN_THE_TOPIC_BEFORE = 3_000;

  @TempDir Path folder;

  @Test
  void goesOnWhereItStoppedAndWritesNothingTwice() throws Exception {
    Path note = folder.resolve("shop.properties");
    Shop shop = Shop.openedWeeksBefore(System.currentTimeMillis(), PER_SECOND);
    List<String> all = untilTomorrow(shop);
    try (LocalKafka broker = LocalKafka.process().start()) {
      shop.with(IN_THE_TOPIC_BEFORE).write(note);
      for (int start = 0; start < 2; start++) {
        Shop before = Shop.read(note).orElseThrow();
        try (DemoTraffic traffic = new DemoTraffic(broker.bootstrapServers(), before, note)) {
          traffic.start();
          traffic.history().get(1, TimeUnit.MINUTES);
        }
        Shop after = Shop.read(note).orElseThrow();
        assertThat(after.with(0)).isEqualTo(shop);
        assertThat(after.written()).isBetween(IN_THE_TOPIC_BEFORE + 2_000L, (long) all.size());
        assertThat(topic(broker.bootstrapServers()))
            .isEqualTo(sorted(all.subList(IN_THE_TOPIC_BEFORE, (int) after.written())));
      }
    }
  }

  private static List<String> untilTomorrow(Shop shop) throws Exception {
    List<String> records = new ArrayList<>();
    long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
    RecordSink list =
        new RecordSink() {
          @Override
          public void accept(int person, long arrivalMillis, byte[] bytes, int length) {
            records.add(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    new TrafficGenerator(DemoTraffic.of(shop).until(tomorrow), list, done -> {}).run();
    return records;
  }

  private static List<String> topic(String brokers) {
    List<String> records = new ArrayList<>();
    try (TopicReader reader = new TopicReader(brokers, ClientProperties.NONE)) {
      reader.all(
          DemoTraffic.TOPIC,
          record -> records.add(new String(record.value(), StandardCharsets.ISO_8859_1)));
    }
    return sorted(records);
  }

  private static List<String> sorted(List<String> records) {
    return records.stream().sorted().toList();
  }
}
