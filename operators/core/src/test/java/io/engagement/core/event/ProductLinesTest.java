package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProductLinesTest {
  private final ProductLines lines = new ProductLines();

  private static Object decoded(String products) {
    EventSchema.Builder schema = new EventSchema.Builder();
    int slot = schema.field("properties.products");
    SegmentDecoder decoder = new SegmentDecoder(schema.build(), DecoderOptions.defaults());
    byte[] record =
        """
        {"type": "track", "event": "Order Completed", "userId": "u", "messageId": "m",
         "timestamp": "2024-01-01T00:00:00Z", "properties": {"products": %s}}
        """
            .formatted(products)
            .getBytes(StandardCharsets.UTF_8);
    UserEvent event = new UserEvent();
    assertThat(decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event))
        .isNull();
    return event.field(slot);
  }

  @Test
  void linesAreReadFromARecordAsItWasDecoded() {
    Object products =
        decoded(
            """
            [ {"product_id": "p-1", "price": 19.99, "quantity": 2, "currency": "eur"},
              {"name": "[{\\"product_id\\": 1}]", "price": "5", "product_id": 7},
              {} ]
            """);
    assertThat(lines.read(products, 10))
        .containsExactly(
            new ProductLine("p-1", 19_990_000, 2, "EUR"),
            new ProductLine("7", 5_000_000, 1, null),
            new ProductLine("(none)", Money.ABSENT, 1, null));
  }

  @Test
  void whatIsNoObjectIsNoLineButHasAPlace() {
    ObjectArray array = new ObjectArray("a", "b");
    array.over(
        decoded("[1, [{\"a\": 1}], {\"a\": {\"x\": [1, 2.50]}, \"c\": [{}]}, null, {\"b\": 1e2}]"));
    assertThat(array.next()).isTrue();
    assertThat(array.index()).isEqualTo(2);
    assertThat(array.value(0)).isEqualTo(new JsonText("{\"x\":[1,2.50]}"));
    assertThat(array.value(1)).isNull();
    assertThat(array.next()).isTrue();
    assertThat(array.index()).isEqualTo(4);
    assertThat(array.value(0)).isNull();
    assertThat(array.value(1)).isEqualTo(100L);
    assertThat(array.next()).isFalse();
    assertThat(array.next()).isFalse();
  }

  @Test
  void valuesHaveTheFormOfFields() {
    ObjectArray array = new ObjectArray("a");
    array.over(
        decoded(
            "[{\"a\": true}, {\"a\": null}, {\"a\": 2.50}, {\"a\": \"\\u00e4\\n\"}, {\"a\": []}]"));
    assertThat(values(array))
        .containsExactly(true, null, new BigDecimal("2.5"), "ä\n", new JsonText("[]"));
  }

  private static List<Object> values(ObjectArray array) {
    List<Object> values = new java.util.ArrayList<>();
    while (array.next()) {
      values.add(array.value(0));
    }
    return values;
  }

  @Test
  void onlyArraysHaveLines() {
    assertThat(lines.read(null, 10)).isNull();
    assertThat(lines.read("[]", 10)).isNull();
    assertThat(lines.read(decoded("{\"product_id\": \"p\"}"), 10)).isNull();
    assertThat(lines.read(decoded("[]"), 10)).isEmpty();
  }

  @Test
  void linesBeyondTheMostAreLeftOut() {
    Object products = decoded("[{\"product_id\":1},{\"product_id\":2},{\"product_id\":3}]");
    assertThat(lines.read(products, 2)).extracting(ProductLine::product).containsExactly("1", "2");
    // The reader is not left in the middle of them.
    assertThat(lines.read(products, 9)).hasSize(3);
  }

  @Test
  void theAmountOfALineIsPriceTimesQuantity() {
    assertThat(ProductLine.of("p", new BigDecimal("0.1"), 3L, null).amountMillionths())
        .isEqualTo(300_000);
    assertThat(ProductLine.of("p", null, 3L, null).amountMillionths()).isZero();
    assertThat(ProductLine.of("p", 5L, 0L, null).amountMillionths()).isZero();
  }
}
