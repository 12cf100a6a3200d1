package io.engagement.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.generate.Traffic.Defects;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficGeneratorTest {
  private static final long HOUR = 3_600_000L;
  private static final long HORIZON = 3 * GeneratedRecords.DAY;
  private static final Defects MANY = new Defects(0.1, 2 * HOUR, 0.02, HORIZON, 0.05, 0.03);

  @Test
  void sameSeedGivesTheSameBytesInTheSameOrder() {
    Traffic traffic = GeneratedRecords.traffic(300, 4000, 5, 42, MANY);
    GeneratedRecords first = GeneratedRecords.of(traffic);
    GeneratedRecords second = GeneratedRecords.of(traffic);
    assertThat(first.records.toArray(new byte[0][]))
        .isDeepEqualTo(second.records.toArray(new byte[0][]));
    assertThat(first.people).isEqualTo(second.people);
  }

  @Test
  void anotherSeedGivesOtherRecords() {
    List<byte[]> first =
        GeneratedRecords.of(GeneratedRecords.traffic(300, 50, 5, 1, Defects.NONE)).records;
    List<byte[]> second =
        GeneratedRecords.of(GeneratedRecords.traffic(300, 50, 5, 2, Defects.NONE)).records;
    assertThat(first.get(10)).isNotEqualTo(second.get(10));
  }

  @Test
  void writesExactlyAsManyRecordsAsAskedFor() {
    for (long records : new long[] {0, 1, 7, 1000}) {
      Traffic traffic = GeneratedRecords.traffic(50, records, 2, 7, MANY);
      assertThat(GeneratedRecords.of(traffic).records).hasSize((int) records);
    }
  }

  @Test
  void manifestSaysWhatTheDecoderAndTheLatenessRuleFind() {
    GeneratedRecords written = new GeneratedRecords();
    Manifest manifest = written.run(GeneratedRecords.traffic(2000, 30_000, 10, 11, MANY));
    SegmentDecoder decoder = GeneratedRecords.decoder();
    UserEvent event = new UserEvent();
    Set<String> seen = new HashSet<>();
    long rejected = 0;
    long duplicate = 0;
    long late = 0;
    long valid = 0;
    long watermark = Long.MIN_VALUE;
    for (byte[] bytes : written.records) {
      if (GeneratedRecords.decode(decoder, bytes, event) != null) {
        rejected++;
        continue;
      }
      if (seen.contains(event.messageId)) {
        duplicate++;
      } else if (watermark != Long.MIN_VALUE && event.timeMillis < watermark - HORIZON) {
        late++;
      } else {
        valid++;
        seen.add(event.messageId);
      }
      watermark = Math.max(watermark, event.timeMillis - 10_000);
    }
    assertThat(List.of(valid, duplicate, late, rejected))
        .containsExactly(
            manifest.valid(), manifest.duplicates(), manifest.late(), manifest.malformed());
    assertThat(List.of(duplicate, late, rejected))
        .allSatisfy(count -> assertThat(count).isPositive());
    assertThat(manifest.records()).isEqualTo(30_000);
  }

  @Test
  void arrivalsNeverFallAndEventsOfAFlawlessRunAreInOrderOfTime() {
    GeneratedRecords written =
        GeneratedRecords.of(GeneratedRecords.traffic(500, 5000, 3, 5, Defects.NONE));
    assertThat(written.arrivals).isSorted();
    SegmentDecoder decoder = GeneratedRecords.decoder();
    UserEvent event = new UserEvent();
    long before = 0;
    for (byte[] bytes : written.records) {
      assertThat(GeneratedRecords.decode(decoder, bytes, event)).isNull();
      assertThat(event.timeMillis).isGreaterThanOrEqualTo(before);
      before = event.timeMillis;
    }
  }

  @Test
  void eventsFillTheAskedDaysAndHaveTheSizeOfRealOnes() {
    GeneratedRecords written =
        GeneratedRecords.of(GeneratedRecords.traffic(5000, 40_000, 20, 3, Defects.NONE));
    long span = written.arrivals.get(39_999) - GeneratedRecords.START;
    assertThat((double) span / GeneratedRecords.DAY).isBetween(18.0, 22.0);
    double mean = written.records.stream().mapToInt(bytes -> bytes.length).average().orElseThrow();
    assertThat(mean).isBetween(600.0, 800.0);
  }

  @Test
  void someUsersComeFarMoreOftenThanMost() {
    GeneratedRecords written =
        GeneratedRecords.of(GeneratedRecords.traffic(1000, 30_000, 20, 3, Defects.NONE));
    int[] perPerson = new int[1000];
    written.people.forEach(person -> perPerson[person]++);
    java.util.Arrays.sort(perPerson);
    assertThat(perPerson[999]).isGreaterThan(5 * Math.max(1, perPerson[500]));
  }

  @Test
  void liveTrafficHasItsRateFromTheFirstMinuteOn() {
    Traffic traffic = Traffic.live(10_000, 12_000, GeneratedRecords.START, 100, 9, Defects.NONE);
    GeneratedRecords written = GeneratedRecords.of(traffic);
    long firstMinute =
        written.arrivals.stream().filter(at -> at < GeneratedRecords.START + 60_000).count();
    assertThat(firstMinute).isBetween(4500L, 7500L);
    assertThat(written.arrivals.get(0)).isGreaterThanOrEqualTo(GeneratedRecords.START);
  }
}
