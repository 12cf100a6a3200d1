package io.engagement.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RestampingTest {
  @Test
  void timesOfTheRecordMoveAndThoseOfItsContentStay() {
    byte[] record =
        """
        {"originalTimestamp":"2024-03-04T23:59:59.999Z","sentAt":"2024-03-05T00:00:01.000Z",\
        "receivedAt":"2024-03-05T00:00:00.500Z","context":{"timestamp":"2024-03-04T00:00:00.000Z"}}"""
            .getBytes(StandardCharsets.UTF_8);

    Restamping.move(record, record.length, 86_400_001);

    assertThat(new String(record, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"originalTimestamp":"2024-03-06T00:00:00.000Z","sentAt":"2024-03-06T00:00:01.001Z",\
            "receivedAt":"2024-03-06T00:00:00.501Z","context":{"timestamp":"2024-03-04T00:00:00.000Z"}}""");
  }
}
