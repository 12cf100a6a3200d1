package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Vocabulary.Field;
import io.engagement.core.event.Vocabulary.Name;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private static final Vocabulary OWN =
      new Vocabulary(
          Map.of(Field.PRODUCT_ID, List.of("article", "properties.sku", "context.product.id")),
          Map.of(Name.ORDER_COMPLETED, List.of("Bought", "Order Completed")));

  @Test
  void fieldsGoByTheNamesOfSeveralSpecsInOneOrder() {
    assertThat(Vocabulary.DEFAULT.paths(Field.PRODUCT_ID))
        .startsWith(
            "properties.product_id",
            "properties.productId",
            "properties.sku",
            "properties.id",
            "properties.item_id");
    assertThat(Vocabulary.DEFAULT.paths(Field.VARIATION_ID))
        .startsWith("properties.variation_id", "properties.variationId", "properties.variant_id");
    assertThat(Vocabulary.DEFAULT.names(Name.ORDER_COMPLETED))
        .containsExactly("Order Completed", "Completed Order", "purchase");
  }

  @Test
  void aPathWithoutARootIsLookedUpInProperties() {
    assertThat(OWN.paths(Field.PRODUCT_ID))
        .containsExactly("properties.article", "properties.sku", "context.product.id");
    assertThat(OWN.lineItemPaths(Field.PRODUCT_ID)).containsExactly("article", "sku");
  }

  @Test
  void whatIsNotMentionedKeepsItsUsualNames() {
    assertThat(OWN.paths(Field.CART_ID)).isEqualTo(Vocabulary.DEFAULT.paths(Field.CART_ID));
    assertThat(OWN.names(Name.CART_VIEWED)).isEqualTo(Vocabulary.DEFAULT.names(Name.CART_VIEWED));
    assertThat(new Vocabulary(Map.of(), Map.of())).isEqualTo(Vocabulary.DEFAULT);
  }

  @Test
  void ofSeveralPathsTheFirstOneThatHoldsSomethingCounts() {
    EventSchema.Builder schema = new EventSchema.Builder();
    int slot = schema.field(Vocabulary.DEFAULT.paths(Field.PRODUCT_ID));
    SegmentDecoder decoder = new SegmentDecoder(schema.build(), DecoderOptions.defaults());
    assertThat(field(decoder, slot, "\"sku\": \"s\", \"productId\": \"p\"")).isEqualTo("p");
    assertThat(field(decoder, slot, "\"product_id\": null, \"id\": 7")).isEqualTo(7L);
    assertThat(field(decoder, slot, "\"product_id\": \"\", \"sku\": \"s\"")).isEqualTo("s");
    assertThat(field(decoder, slot, "\"product\": \"p\"")).isNull();
  }

  private static Object field(SegmentDecoder decoder, int slot, String properties) {
    String record =
        """
        {"type": "track", "event": "A", "userId": "u", "timestamp": "2024-01-01T00:00:00Z",
        "properties": {%s}}"""
            .formatted(properties);
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    UserEvent event = new UserEvent();
    assertThat(decoder.decode(bytes, 0, bytes.length, SegmentDecoder.UNKNOWN_TIME, event)).isNull();
    return event.field(slot);
  }
}
