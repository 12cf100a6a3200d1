package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Commerce.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommerceReaderTest {
  private final SegmentDecoder decoder = decoder();

  private static SegmentDecoder decoder() {
    EventSchema.Builder schema = new EventSchema.Builder();
    schema.matcher(EventMatcher.ANY);
    schema.commerce(Vocabulary.DEFAULT, EnumSet.allOf(Kind.class));
    return new SegmentDecoder(schema.build(), DecoderOptions.defaults());
  }

  private Commerce read(String event, String properties) {
    byte[] record =
        """
        {"type": "track", "event": "%s", "userId": "u", "messageId": "m",
         "timestamp": "2024-01-01T00:00:00Z", "properties": {%s}}
        """
            .formatted(event, properties)
            .getBytes(StandardCharsets.UTF_8);
    UserEvent into = new UserEvent();
    assertThat(decoder.decode(record, 0, record.length, EventDecoder.UNKNOWN_TIME, into)).isNull();
    return into.commerce;
  }

  private List<LineItem> ordered(String products) {
    return read("Order Completed", "\"products\": " + products).items();
  }

  private List<String> warnings() {
    Warnings warnings = decoder.warnings();
    List<String> read = new ArrayList<>();
    for (int i = 0; i < warnings.size(); i++) {
      read.add(warnings.code(i) + " " + warnings.field(i));
    }
    return read;
  }

  @Test
  void anOrderIsReadByAnyOfItsUsualNames() {
    Commerce expected =
        new Commerce(
            Kind.ORDER,
            null,
            "429",
            "EUR",
            39_980_000,
            List.of(new LineItem("mug", 19_990_000, 2_000_000, null)));
    assertThat(
            read(
                "Order Completed",
                """
                "order_id": "429", "total": "39.98", "currency": "eur",
                "products": [{"product_id": "mug", "price": "19.99", "quantity": "2"}]"""))
        .isEqualTo(expected);
    assertThat(
            read(
                "purchase",
                """
                "transaction_id": 429, "value": 39.98, "currency": "EUR",
                "items": [{"item_id": "mug", "price": 19.99, "quantity": 2}]"""))
        .isEqualTo(expected);
    assertThat(
            read(
                "Completed Order",
                """
                "orderId": "429", "revenue": "39,98 EUR",
                "products": "[{\\"sku\\": \\"mug\\", \\"price\\": 19.99, \\"quantity\\": 2}]\""""))
        .isEqualTo(expected);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void otherEventsAreNoneOfAShop() {
    assertThat(read("Signed Up", "\"order_id\": \"o\"")).isNull();
  }

  @Test
  void zeroIsATotalAndNullIsNone() {
    assertThat(read("Order Completed", "\"total\": 0, \"revenue\": 12").amountMillionths())
        .isZero();
    assertThat(read("Order Completed", "\"total\": null, \"revenue\": 11").amountMillionths())
        .isEqualTo(11_000_000);
    assertThat(read("Order Completed", "\"coupon\": \"ALL\"").amountMillionths())
        .isEqualTo(Money.ABSENT);
  }

  @Test
  void aPriceThatIsTooLargeTimesItsQuantityIsWarned() {
    ordered("[{\"product_id\": \"p\", \"price\": 10000000000, \"quantity\": 230}]");
    assertThat(warnings()).isEmpty();
    ordered("[{\"product_id\": \"p\", \"price\": 10000000000, \"quantity\": 1000000}]");
    assertThat(warnings()).containsExactly("UNREADABLE_AMOUNT properties.products[].price");
  }

  @Test
  void anUnreadableAmountIsWarnedAndNeverAbsent() {
    assertThat(read("Order Completed", "\"total\": \"free\", \"revenue\": 12").amountMillionths())
        .isEqualTo(Money.UNREADABLE);
    assertThat(warnings()).containsExactly("UNREADABLE_AMOUNT properties.total");
    assertThat(ordered("[{\"product_id\": \"p\", \"price\": {\"amount\": 3}}]"))
        .containsExactly(new LineItem("p", Money.UNREADABLE, Money.ONE, null));
    assertThat(warnings()).containsExactly("UNREADABLE_AMOUNT properties.products[].price");
  }

  @Test
  void aChangeOfACartHasTheEventsOwnProductOrThoseOfItsList() {
    assertThat(read("Product Added", "\"product_id\": \"p\", \"price\": 4, \"quantity\": 1.85"))
        .isEqualTo(
            new Commerce(
                Kind.CART_CHANGED,
                null,
                null,
                null,
                Money.ABSENT,
                List.of(new LineItem("p", 4_000_000, 1_850_000, null))));
    assertThat(read("Removed Product", "\"sku\": \"p\", \"cartId\": \"c\"").items())
        .containsExactly(new LineItem("p", Money.ABSENT, -Money.ONE, null));
    assertThat(
            read("add_to_cart", "\"items\": [{\"item_id\": \"a\"}, {\"item_id\": \"b\"}]").items())
        .extracting(LineItem::product)
        .containsExactly("a", "b");
    assertThat(
            read(
                    "add_to_cart",
                    "\"currency\": \"eur\", \"value\": 7, \"items\": [{\"item_id\": \"a\", \"price\": 7},"
                        + " {\"item_id\": \"b\", \"currency\": \"GBP\"}]")
                .items())
        .as("the currency of the event is that of items that do not say")
        .extracting(LineItem::currency)
        .containsExactly("EUR", "GBP");
    assertThat(read("Product Added", "\"price\": 3").items())
        .containsExactly(new LineItem(null, 3_000_000, Money.ONE, null));
  }

  @Test
  void stepsOfACheckoutGoByAnyName() {
    for (String name :
        List.of(
            "Checkout Step Viewed",
            "Viewed Checkout Step",
            "Checkout Step 3",
            "add_shipping_info")) {
      assertThat(read(name, "").kind()).as(name).isEqualTo(Kind.CHECKOUT);
    }
  }

  @Test
  void aNegativeQuantityIsTheOppositeAndClampedInAList() {
    assertThat(read("Product Added", "\"product_id\": \"p\", \"quantity\": -2").items())
        .containsExactly(new LineItem("p", Money.ABSENT, -2_000_000, null));
    assertThat(warnings()).containsExactly("NEGATIVE_QUANTITY properties.quantity");
    assertThat(read("Product Removed", "\"product_id\": \"p\", \"quantity\": -2").items())
        .containsExactly(new LineItem("p", Money.ABSENT, 2_000_000, null));
    assertThat(ordered("[{\"product_id\": \"p\", \"quantity\": -2}]"))
        .containsExactly(new LineItem("p", Money.ABSENT, 0, null));
    assertThat(
            read("Order Refunded", "\"products\": [{\"product_id\": \"p\", \"quantity\": -2}]")
                .items())
        .containsExactly(new LineItem("p", Money.ABSENT, 2_000_000, null));
  }

  @Test
  void itemsAreReadFromARecordAsItWasDecoded() {
    assertThat(
            ordered(
                """
                [ {"product_id": "p-1", "price": 19.99, "quantity": 2, "currency": "eur"},
                  {"name": "[{\\"product_id\\": 1}]", "price": "5", "product_id": 7},
                  {} ]
                """))
        .containsExactly(
            new LineItem("p-1", 19_990_000, 2_000_000, "EUR"),
            new LineItem("7", 5_000_000, Money.ONE, null),
            new LineItem(null, Money.ABSENT, Money.ONE, null));
  }

  @Test
  void whatIsNoObjectKeepsItsPlaceAndIsWarned() {
    assertThat(ordered("[1, [{\"sku\": 1}], {\"sku\": \"a\"}, null, \"x\", {\"sku\": \"b\"}]"))
        .extracting(LineItem::product)
        .containsExactly(null, null, "a", null, null, "b");
    assertThat(warnings()).containsExactly("UNREADABLE_ITEMS properties.products[]");
  }

  @Test
  void whatIsNoListIsUnreadable() {
    for (String other :
        new String[] {
          "{\"product_id\": \"p\"}",
          "7",
          "\"[\"",
          "\"[{]\"",
          "\"[{}\"",
          "\"[{},\"",
          "\"[{}] x\"",
          "\"[}\"",
          "\"[,]\"",
          "\"shirt, mug\""
        }) {
      Commerce read = read("Order Refunded", "\"order_id\": \"o\", \"products\": " + other);
      assertThat(read.items()).as(other).isNull();
      assertThat(read.amountMillionths()).as(other).isEqualTo(Money.UNREADABLE);
      assertThat(warnings()).as(other).contains("UNREADABLE_ITEMS properties.products");
    }
    assertThat(ordered("[]")).isEmpty();
    assertThat(ordered("\" [ ] \"")).isEmpty();
    assertThat(ordered("null")).isNull();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aBrokenElementOfATextIsNoItem() {
    assertThat(ordered("\"[{\\\"sku\\\": \\\"a\\\"}, {\\\"sku\\\"}, {\\\"sku\\\": \\\"b\\\"}]\""))
        .extracting(LineItem::product)
        .containsExactly("a", null, "b");
    assertThat(warnings()).containsExactly("UNREADABLE_ITEMS properties.products[]");
  }

  @Test
  void itemsBeyondTheMostAreLeftOutAndWarned() {
    String products =
        "["
            + String.join(
                ",", IntStream.range(0, 501).mapToObj(i -> "{\"sku\": " + i + "}").toList())
            + "]";
    assertThat(ordered(products)).hasSize(Commerce.MOST_ITEMS);
    assertThat(warnings()).containsExactly("TOO_MANY_ITEMS properties.products");
  }

  @Test
  void memberNamesWithOneHashCodeAreReadLikeOthers() {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < 512; i++) {
      for (int bit = 0; bit < 9; bit++) {
        members.append(bit == 0 ? "\"" : "").append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      members.append("\": 1, ");
    }
    assertThat(ordered("[{" + members + "\"sku\": \"a\"}]"))
        .extracting(LineItem::product)
        .containsExactly("a");
  }

  @Test
  void positionsAreKeptAsTheyAreWrittenAndZeroIsWarned() {
    assertThat(
            read(
                    "view_item_list",
                    """
                    "item_list_id": "shirts", "items": [{"item_id": "a", "index": 0},
                    {"item_id": "b", "position": "1"}, {"item_id": "c", "index": -4}]""")
                .items())
        .extracting(LineItem::position)
        .containsExactly(0, 1, LineItem.NOWHERE);
    assertThat(warnings())
        .containsExactly(
            "UNREADABLE_POSITION properties.items[].index", "POSITIONS_FROM_ZERO properties.items");
  }

  @Test
  void aQuantityThatCannotBeReadIsOneAndWarned() {
    assertThat(ordered("[{\"sku\": \"a\", \"quantity\": \"many\"}]"))
        .containsExactly(new LineItem("a", Money.ABSENT, Money.ONE, null));
    assertThat(warnings()).containsExactly("UNREADABLE_QUANTITY properties.products[].quantity");
  }
}
