package io.engagement.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class HotSpotsTest {
  private static final int EVENTS = 20_000;

  private static List<JsonNode> records(double user, double item) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> records = new ArrayList<>();
    RecordSink collecting =
        new RecordSink() {
          @Override
          public void accept(int person, long arrivalMillis, byte[] bytes, int length)
              throws IOException {
            records.add(json.readTree(new String(bytes, 0, length, StandardCharsets.UTF_8)));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Traffic traffic = Traffic.live(2000, EVENTS, Sample.START, 100, 7, Traffic.Defects.NONE);
    new TrafficGenerator(traffic, new HotSpots(collecting, user, item, 7), done -> {}).run();
    return records;
  }

  private static double share(List<JsonNode> records, Predicate<JsonNode> which) {
    return (double) records.stream().filter(which).count() / records.size();
  }

  private static boolean isHotUser(JsonNode record) {
    return record.path("userId").asText().equals("hot-user")
        && record.path("anonymousId").asText().equals("hot-device");
  }

  @Test
  void aShareOfAllRecordsIsOneUsersAndOfProductsOneProducts() throws IOException {
    List<JsonNode> records = records(0.2, 0.5);
    assertThat(records).hasSize(EVENTS);
    assertThat(share(records, HotSpotsTest::isHotUser)).isCloseTo(0.2, within(0.02));
    assertThat(share(records, record -> record.path("userId").asText().equals("hot-user")))
        .isEqualTo(share(records, HotSpotsTest::isHotUser));
    List<JsonNode> products =
        records.stream().filter(record -> record.toString().contains("product_id")).toList();
    assertThat(share(products, record -> record.toString().contains("\"p-hot\"")))
        .isCloseTo(0.5, within(0.03));
  }

  @Test
  void withoutSharesNothingChanges() throws IOException {
    List<JsonNode> records = records(0, 0);
    assertThat(records).noneMatch(record -> record.toString().contains("hot"));
  }
}
