package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is counted is not warned of, and what is not counted is. */
class EngagementTimeTest {
  private static final long LONGEST = 1_000_000_000_000_000L;

  private final EventSchema.Builder schema = new EventSchema.Builder();
  private final int slot = schema.engagementTime("properties.engagement_time_ms");
  private final int any = schema.matcher(EventMatcher.ANY);
  private final SegmentDecoder decoder =
      new SegmentDecoder(schema.build(), DecoderOptions.defaults());

  @Test
  void aTimeThatCountsIsNotWarnedOf() {
    for (String json : new String[] {"0", "700.9", "\" 700.9 \"", "1e15", "\"" + LONGEST + "\""}) {
      assertThat(read(json)).as(json).isBetween(0L, LONGEST);
      assertThat(decoder.warnings().size()).as(json).isZero();
    }
  }

  @Test
  void aTimeThatDoesNotCountIsWarnedOf() {
    for (String json :
        new String[] {"-1", "\"-7\"", "true", "\"soon\"", "1000000000000001", "[]"}) {
      assertThat(read(json)).as(json).isEqualTo(Money.UNREADABLE);
      assertThat(decoder.warnings().size()).as(json).isEqualTo(1);
      assertThat(decoder.warnings().code(0)).isEqualTo(WarningCode.UNREADABLE_AMOUNT);
    }
  }

  private long read(String json) {
    byte[] record =
        ("{\"type\":\"page\",\"userId\":\"u\",\"messageId\":\"m\","
                + "\"timestamp\":\"2024-03-01T10:00:00Z\",\"properties\":{\"engagement_time_ms\":"
                + json
                + "}}")
            .getBytes(StandardCharsets.UTF_8);
    UserEvent event = new UserEvent();
    assertThat(decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event))
        .isNull();
    assertThat(event.matches(any)).isTrue();
    return EngagementTime.millis(event.field(slot));
  }
}
