package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SegmentDecoderTest {
  @Test
  void readsATrackEvent() {
    EventSchema.Builder schema = new EventSchema.Builder();
    int added = schema.matcher(EventMatcher.named("Product Added"));
    int viewed = schema.matcher(EventMatcher.named("Product Viewed"));
    int price = schema.field("properties.price");
    int device = schema.field("context.device.type");
    int products = schema.field("properties.products");
    UserEvent event = new UserEvent();

    byte[] record =
        """
        {"type":"track","event":"Product Added","userId":" u1 ","messageId":"m1",
         "timestamp":"2024-01-04T11:45:38.250Z","context":{"device":{"type":"phone"}},
         "properties":{"price":19.90,"products":[ {"id": 1} , 2 ]}}
        """
            .getBytes(StandardCharsets.UTF_8);
    SegmentDecoder decoder = new SegmentDecoder(schema.build(), DecoderOptions.defaults());
    RejectionReason reason =
        decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event);

    assertThat(reason).as(decoder.rejectionDetail()).isNull();
    assertThat(event.type).isEqualTo(EventType.TRACK);
    assertThat(event.name).isEqualTo("Product Added");
    assertThat(event.user).isEqualTo("u1");
    assertThat(event.messageId).isEqualTo("m1");
    assertThat(event.timeMillis).isEqualTo(1_704_368_738_250L);
    assertThat(event.flags).isZero();
    assertThat(event.field(price)).isEqualTo(new java.math.BigDecimal("19.9"));
    assertThat(event.field(device)).isEqualTo("phone");
    assertThat(event.field(products)).isEqualTo(new JsonText("[{\"id\":1},2]"));
    assertThat(event.matches(added)).isTrue();
    assertThat(event.matches(viewed)).isFalse();
  }
}
