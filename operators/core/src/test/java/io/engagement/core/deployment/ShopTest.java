package io.engagement.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.event.EventDecoder;
import io.engagement.core.event.Identity;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.RowChange;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import io.engagement.core.user.Verdict;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the families that read shops say of the same events, from bytes to rows. */
class ShopTest {
  private static final String CONFIG =
      """
      metrics:
        carts: [{id: c}]
        recommendations: [{id: r}]
        experiments:
          - {id: e, goals: [{id: order, event: Order Completed, value: properties.total}, {id: any, type: track}]}
        score: [{id: s, weights: {Order Completed: 1}}]
      """;

  private final Metrics metrics =
      Metrics.of(EngagementConfigReader.read(new ConfigText("shop.yaml", CONFIG)).config());
  private final SegmentDecoder decoder =
      new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final Map<CellKey, CellValue> cells = new LinkedHashMap<>();
  private final PublishedRows facts = new PublishedRows();
  private final UserTimeline timeline =
      new UserTimeline(metrics.metrics(), metrics.timelineOptions(), deltas, this::publish);
  private final UserHistory history = timeline.create();
  private int events;

  private void publish(RowChange row) {
    List<Object> key = Arrays.asList(row.key());
    if (row.isDelete()) {
      facts.remove(row.table().name(), key);
    } else {
      facts.put(row.table().name(), key, Arrays.asList(row.values()));
    }
  }

  private ShopTest does(String time, String name, String properties) {
    byte[] record =
        """
        {"type": "track", "event": "%s", "messageId": "m%d", "userId": "k",
         "timestamp": "2026-09-%sZ", "properties": {%s}}
        """
            .formatted(name, events++, time, properties)
            .getBytes(StandardCharsets.UTF_8);
    UserEvent event = new UserEvent();
    assertThat(decoder.decode(record, 0, record.length, EventDecoder.UNKNOWN_TIME, event)).isNull();
    Identity.USER_OR_ANONYMOUS.assign(event);
    assertThat(timeline.accept(history, event)).isEqualTo(Verdict.ACCEPTED);
    return this;
  }

  private PublishedRows rows() {
    timeline.flush("k", history);
    Map<Integer, CellTable> tables = new HashMap<>();
    MetricCatalog.families().stream()
        .flatMap(family -> family.tables().stream())
        .forEach(
            table -> {
              if (table instanceof CellTable ofCells) {
                tables.put(ofCells.id(), ofCells);
              }
            });
    deltas.drain(
        delta ->
            cells
                .computeIfAbsent(
                    delta.key(), absent -> new CellValue(tables.get(delta.key().tableId())))
                .merge(delta.change()));
    PublishedRows rows = new PublishedRows();
    cells.forEach(
        (key, value) -> {
          CellTable table = tables.get(key.tableId());
          rows.put(
              table.name(),
              Arrays.asList(table.publishedKey(key, metrics.names())),
              Arrays.asList(table.publishedValues(key, value, false, metrics.names())));
        });
    return rows.putAll(facts);
  }

  private static List<Object> only(Map<List<Object>, List<Object>> rows) {
    assertThat(rows).hasSize(1);
    return rows.values().iterator().next();
  }

  /** The total over positions in a currency. */
  private static List<Object> recommendations(PublishedRows rows, String currency) {
    return rows.table("recommendations").entrySet().stream()
        .filter(row -> row.getKey().get(4).equals(0L) && row.getKey().get(5).equals(currency))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private ShopTest visit(String price, String quantity) {
    return does("17T09:00:00", "Experiment Viewed", "\"experimentId\": \"x\", \"variationId\": 0")
        .does(
            "17T09:50:00",
            "Recommendation Viewed",
            """
            "recommendation_id": "r", "placement_id": "home", "model_id": "m",
            "items": [{"item_id": "mug", "position": 1}]""")
        .does(
            "17T09:50:05",
            "Recommendation Clicked",
            """
            "recommendation_id": "r", "placement_id": "home", "model_id": "m",
            "item_id": "mug", "position": 1""")
        .does(
            "17T09:55:00",
            "Product Added",
            "\"product_id\": \"mug\", \"price\": %s, \"quantity\": %s, \"currency\": \"USD\""
                .formatted(price, quantity));
  }

  private ShopTest order(String time, String total, String price, String quantity) {
    return does(
        time,
        "Order Completed",
        """
        "order_id": "54763", "total": %s, "currency": "usd",
        "products": [{"product_id": "mug", "price": %s, "quantity": %s}]"""
            .formatted(total, price, quantity));
  }

  @Test
  void amountsAsTextAreAmountsInEveryFamily() {
    PublishedRows rows =
        visit("\"19.99\"", "\"2\"").order("17T10:00:00", "\"39.98\"", "\"19.99\"", "\"2\"").rows();
    saysOneOrderOf(39_980_000L, rows);
  }

  @Test
  void anOrderThatIsSentAgainIsActivityAndNoOrderInEveryFamily() {
    PublishedRows rows =
        visit("19.99", "2")
            .order("17T10:00:00", "39.98", "19.99", "2")
            .order("17T10:00:40", "39.98", "19.99", "2")
            .order("18T08:00:00", "39.98", "19.99", "2")
            .rows();
    saysOneOrderOf(39_980_000L, rows);
    assertThat(only(rows.table("user_engagement")).get(4)).as("active days").isEqualTo(2L);
    assertThat(experiment(rows, "any")).as("seven events, the exposure included").contains(7L);
  }

  private static void saysOneOrderOf(long millionths, PublishedRows rows) {
    List<Object> cart = only(rows.table("carts"));
    assertThat(cart.subList(0, 4))
        .containsExactly("purchased", "USD", BigDecimal.valueOf(2), millionths);
    assertThat(only(rows.table("cart_metrics")).subList(0, 7))
        .containsExactly(1L, 0L, 1L, 0L, 0L, 0L, millionths);
    assertThat(recommendations(rows, "USD").subList(3, 5)).containsExactly(1L, millionths);
    assertThat(experiment(rows, "order").subList(0, 3))
        .containsExactly(1L, 1L, BigDecimal.valueOf(millionths, 6).stripTrailingZeros());
    List<Object> profile = only(rows.table("user_engagement"));
    assertThat(profile.subList(6, 8)).containsExactly(1L, millionths);
  }

  /** Of variation 0. */
  private static List<Object> experiment(PublishedRows rows, String goal) {
    List<Object> values = rows.values("experiments", "e", "x", "0", goal, "", "");
    return values.stream()
        .map(value -> value instanceof BigDecimal sum && sum.scale() == 0 ? sum.longValue() : value)
        .toList();
  }

  @Test
  void amountsBeyondSixtyFourBitsAreExactInTheProfile() {
    for (int i = 0; i < 923; i++) {
      does(
          "17T10:00:00",
          "Order Completed",
          "\"order_id\": \"o%d\", \"total\": 10000000000".formatted(i));
    }
    PublishedRows rows = rows();
    assertThat(only(rows.table("user_engagement")).get(7))
        .isEqualTo(new BigInteger("9230000000000000000"));
    assertThat(only(rows.table("cart_metrics")).get(6))
        .isEqualTo(new BigInteger("9230000000000000000"));
  }

  @Test
  void anUnreadableValueOfAGoalIsWarned() {
    does("17T10:00:00", "Order Completed", "\"total\": \"free\"");
    assertThat(decoder.warnings().size()).isEqualTo(1);
    assertThat(decoder.warnings().field(0)).isEqualTo("properties.total");
    does("17T10:00:01", "Signed Up", "\"total\": \"free\"");
    assertThat(decoder.warnings().size()).as("nothing reads it").isZero();
  }
}
