package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names that share one hash under every seed of a polynomial hash, which symbol tables refuse. */
class CollidingNamesTest {
  private static final String OBJECT = colliding();

  private static String colliding() {
    StringBuilder members = new StringBuilder("{");
    for (int number = 0; number < 512; number++) {
      members.append('"');
      for (int bit = 0; bit < 9; bit++) {
        members.append((number >> bit & 1) == 0 ? "Ab" : "BA");
      }
      members.append("\":1,");
    }
    return members + "\"product_id\":\"p\"}";
  }

  @Test
  void arePassedOverByConditions() {
    EventSchema.Builder schema = new EventSchema.Builder();
    int tagged =
        schema.matcher(
            new EventMatcher.Spec(
                List.of(),
                List.of(),
                List.of(
                    new Condition("properties.tags", Condition.Operator.CONTAINS, List.of("x")))));
    SegmentDecoder decoder = new SegmentDecoder(schema.build(), DecoderOptions.defaults());
    byte[] record =
        ("{\"type\":\"page\",\"userId\":\"u\",\"timestamp\":1704368738000,\"properties\":{\"tags\":["
                + OBJECT
                + ",\"x\"]}}")
            .getBytes(StandardCharsets.UTF_8);
    UserEvent event = new UserEvent();
    assertThat(decoder.decode(record, 0, record.length, EventDecoder.UNKNOWN_TIME, event)).isNull();
    assertThat(event.matches(tagged)).isTrue();
  }
}
