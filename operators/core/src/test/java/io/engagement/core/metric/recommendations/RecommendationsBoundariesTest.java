package io.engagement.core.metric.recommendations;

import static io.engagement.core.metric.recommendations.RecommendationRun.clicked;
import static io.engagement.core.metric.recommendations.RecommendationRun.item;
import static io.engagement.core.metric.recommendations.RecommendationRun.line;
import static io.engagement.core.metric.recommendations.RecommendationRun.ordered;
import static io.engagement.core.metric.recommendations.RecommendationRun.viewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Identifiers;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every sentence and boundary of what recommendations mean. */
class RecommendationsBoundariesTest {
  private static final long UNIT = 1_000_000L;

  private final RecommendationRun run = new RecommendationRun(new Recommending());

  @Test
  void everyItemIsAnImpressionAtItsPositionAndInTheTotal() {
    run.does(viewed("10:00:00", "a", "b"));
    assertThat(run.row()).containsExactly(2L, 0L, 0L, 0L, 0L, 0L);
    assertThat(run.row(1, "")).containsExactly(1L, 0L, 0L, 0L, 0L, 0L);
    assertThat(run.row(2, "")).containsExactly(1L, 0L, 0L, 0L, 0L, 0L);
    assertThat(run.run.rows().size()).isEqualTo(3);
  }

  @Test
  void thePositionIsThatOfTheItemElseItsIndexInTheList() {
    List<Object> items =
        new ArrayList<>(
            List.of(item("item_id", "a", "position", 3L), "no object", item("item_id", "b")));
    run.does(viewed("10:00:00").with("properties.items", items));
    assertThat(run.row()).startsWith(2L);
    assertThat(run.row(3, "")).startsWith(2L);
  }

  @Test
  void aPositionThatIsNoneCountsAsAbsent() {
    run.does(
        viewed("10:00:00")
            .with(
                "properties.items",
                List.of(
                    item("item_id", "a", "position", -1L),
                    item("item_id", "b", "position", 1_000_001L),
                    item("item_id", "c", "position", new BigDecimal("1.5")),
                    item("item_id", "d", "position", 1_000_000L))));
    assertThat(run.row(1, "")).startsWith(1L);
    assertThat(run.row(2, "")).startsWith(1L);
    assertThat(run.row(3, "")).startsWith(1L);
    assertThat(run.row(1_000_000, "")).startsWith(1L);
  }

  @Test
  void aListInWhichAZeroOccursCountsFromZero() {
    run.does(
        listViewed("10:00:00", 0, 1, 2, 3),
        listClicked("10:00:30", "i0", 0L),
        listClicked("10:01:30", "i1", 1L));
    assertThat(shirts(run, 0)).startsWith(4L, 2L, 2L).endsWith(0L);
    assertThat(shirts(run, 1)).startsWith(1L, 1L, 1L);
    assertThat(shirts(run, 2)).startsWith(1L, 1L, 1L);
    assertThat(shirts(run, 4)).startsWith(1L, 0L, 0L);
  }

  @Test
  void aClickThatCountsFromZeroFindsTheItemsOfAListThatSaysNoPositions() {
    run.does(
        listViewed("10:00:00", null, null, null),
        listClicked("10:00:30", "i0", 0L),
        listClicked("10:01:30", "i2", 2L),
        listClicked("10:02:30", "i1", 2L));
    assertThat(shirts(run, 0)).startsWith(3L, 3L, 3L).endsWith(0L);
    assertThat(shirts(run, 1)).startsWith(1L, 1L, 1L);
    assertThat(shirts(run, 2)).startsWith(1L, 1L, 1L);
    assertThat(shirts(run, 3)).startsWith(1L, 1L, 1L);
  }

  @Test
  void whereTheDefinitionSaysFromWhatNumberThatHolds() {
    RecommendationRun fromZero =
        new RecommendationRun(new Recommending().positions(Positions.FROM_0));
    fromZero.does(
        listViewed("10:00:00", 1, 2),
        listClicked("10:00:30", "i0", 1L),
        listClicked("10:00:40", "i1", 3L));
    assertThat(shirts(fromZero, 2)).startsWith(1L, 1L, 1L);
    assertThat(shirts(fromZero, 3)).startsWith(1L, 0L, 0L);
    assertThat(shirts(fromZero, 4)).as("unattributed").endsWith(1L);

    RecommendationRun fromOne =
        new RecommendationRun(new Recommending().positions(Positions.FROM_1));
    fromOne.does(listViewed("10:00:00", 0, 3), listClicked("10:00:30", "i1", 2L));
    assertThat(shirts(fromOne, 1)).as("0 is no position").startsWith(1L, 0L, 0L);
    assertThat(shirts(fromOne, 3)).startsWith(1L, 0L, 0L);
  }

  private static List<Object> shirts(RecommendationRun run, long position) {
    return run.row("2024-03-01", "shirts", "shirts", position, "", "", "");
  }

  private static RawEvent listViewed(String time, Integer... positions) {
    List<Object> products = new ArrayList<>();
    for (int i = 0; i < positions.length; i++) {
      products.add(
          positions[i] == null
              ? item("product_id", "i" + i)
              : item("product_id", "i" + i, "position", (long) positions[i]));
    }
    return RawEvent.track("Product List Viewed")
        .at("2024-03-01T" + time + "Z")
        .with("properties.list_id", "shirts")
        .with("properties.products", products);
  }

  private static RawEvent listClicked(String time, String product, Object position) {
    return RawEvent.track("Product Clicked")
        .at("2024-03-01T" + time + "Z")
        .with("properties.list_id", "shirts")
        .with("properties.product_id", product)
        .with("properties.position", position);
  }

  @Test
  void theModelIsNamedWithItsVersion() {
    run.does(viewed("10:00:00", "a").with("properties.model_version", 7L));
    assertThat(run.row("2024-03-01", "top", "m@7", 1, "", "", "")).startsWith(1L);
  }

  @Test
  void absentPlacementAndModelAreNone() {
    RawEvent bare = viewed("10:00:00", "a").with("properties.placement_id", null);
    run.does(bare.with("properties.model_id", ""));
    assertThat(run.row("2024-03-01", "(none)", "(none)", 1, "", "", "")).startsWith(1L);
  }

  @Test
  void anItemWithoutAnyIdIsNoImpression() {
    run.does(viewed("10:00:00").with("properties.items", List.of(item("position", 1L))));
    assertThat(run.run.rows().size()).isZero();
  }

  @Test
  void onlyTrackEventsCount() {
    RawEvent track = viewed("10:00:00", "a");
    run.does(new RawEvent("page", track.name(), "u", "1", track.timeMillis(), track.fields()));
    assertThat(run.run.rows().size()).isZero();
  }

  @Test
  void eachKeyCountsOnce() {
    run.does(
        viewed("10:00:00", "a"), viewed("10:00:01", "a").id("x"), viewed("10:00:02", "b", "a"));
    // a at 1 three times would be wrong: b at 1 and a at 2 are others.
    assertThat(run.row()).startsWith(3L);
  }

  @Test
  void theEarliestImpressionCountsInWhateverOrderTheyArrive() {
    run.does(viewed("10:00:00", "a").with("properties.placement_id", "side"));
    assertThat(run.row("2024-03-01", "side", "m", 0, "", "", "")).startsWith(1L);
    run.does(viewed("09:59:59.999", "a"));
    assertThat(run.row("2024-03-01", "side", "m", 0, "", "", "")).isNull();
    assertThat(run.row()).startsWith(1L);
  }

  @Test
  void ofTwoAtTheSameInstantTheLesserMessageIdIsTheImpression() {
    run.does(
        viewed("10:00:00", "a").id("b").with("properties.placement_id", "side"),
        viewed("10:00:00", "a").id("a"));
    assertThat(run.row()).startsWith(1L);
    assertThat(run.run.rows().size()).isEqualTo(2);
  }

  @Test
  void theSameKeyTwiceInOneEventCountsOnce() {
    run.does(
        viewed("10:00:00")
            .with(
                "properties.items",
                List.of(item("item_id", "a"), item("item_id", "a", "position", 1L))));
    assertThat(run.row()).startsWith(1L);
  }

  @Test
  void anImpressionIdIsTheKeyWhateverTheRest() {
    run.does(
        viewed("10:00:00")
            .with("properties.items", List.of(item("item_id", "a", "impression_id", "i"))),
        viewed("10:01:00")
            .with("properties.recommendation_id", "other")
            .with(
                "properties.items",
                List.of(item("item_id", "b", "impression_id", "i", "position", 9L))));
    assertThat(run.row()).startsWith(1L);
    run.does(
        clicked("10:02:00", "b", 5)
            .with("properties.recommendation_id", "third")
            .with("properties.impression_id", "i"));
    assertThat(run.row(1, "")).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
  }

  @Test
  void keysAreThoseOfOneUser() {
    run.does(viewed("10:00:00", "a"), viewed("10:00:01", "a").by("v"));
    assertThat(run.row()).startsWith(2L);
  }

  @Test
  void aKeyCountsAgainWhenItWasNotShownForLongerThanThat() {
    RecommendationRun once = new RecommendationRun(new Recommending().onceWithin("PT1H"));
    once.does(viewed("10:00:00", "a"), viewed("11:00:00", "a"));
    assertThat(once.row()).startsWith(1L);
    once.does(viewed("12:00:00.001", "a"));
    assertThat(once.row()).startsWith(2L);
    // An impression in between makes the last one a repeat.
    once.does(viewed("11:30:00", "a"));
    assertThat(once.row()).startsWith(1L);
  }

  @Test
  void aClickJoinsUpToTheClickWindowInclusive() {
    run.does(viewed("10:00:00", "a"), clicked("10:30:00", "a", 1));
    assertThat(run.row()).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
    run.does(clicked("10:30:00.001", "a", 1));
    assertThat(run.row()).containsExactly(1L, 1L, 1L, 0L, 0L, 1L);
  }

  @Test
  void aClickJoinsFromFiveSecondsBeforeInclusive() {
    run.does(viewed("10:00:05", "a"), clicked("10:00:00", "a", 1));
    assertThat(run.row()).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
    run.does(clicked("09:59:59.999", "a", 1));
    assertThat(run.row()).containsExactly(1L, 1L, 1L, 0L, 0L, 1L);
  }

  @Test
  void clicksCountAllAndClickedImpressionsOnce() {
    run.does(
        viewed("10:00:00", "a", "b"), clicked("10:01:00", "a", 1), clicked("10:02:00", "a", 1));
    assertThat(run.row()).containsExactly(2L, 2L, 1L, 0L, 0L, 0L);
    assertThat(run.row(1, "")).containsExactly(1L, 2L, 1L, 0L, 0L, 0L);
    assertThat(run.row(2, "")).containsExactly(1L, 0L, 0L, 0L, 0L, 0L);
  }

  @Test
  void aClickOfAnotherItemPositionOrRecommendationDoesNotJoin() {
    run.does(
        viewed("10:00:00", "a"),
        clicked("10:01:00", "b", 1),
        clicked("10:01:01", "a", 2),
        clicked("10:01:02", "a", 1).with("properties.recommendation_id", "s"));
    assertThat(run.row()).containsExactly(1L, 0L, 0L, 0L, 0L, 3L);
  }

  @Test
  void aClickWithoutPositionJoinsTheItemWhereverItWas() {
    run.does(
        viewed("10:00:00", "b", "a"),
        clicked("10:01:00", "a", 1).with("properties.position", null));
    assertThat(run.row(2, "")).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
  }

  @Test
  void aClickCountsWhereItsImpressionDoes() {
    RecommendationRun by = new RecommendationRun(new Recommending().by("platform"));
    by.does(
        viewed("23:50:00", "a").with("context.device.type", "ios"),
        clicked("2024-03-02T00:10:00Z", "a", 1)
            .with("context.device.type", "web")
            .with("properties.placement_id", "elsewhere")
            .with("properties.model_id", "other"));
    assertThat(by.row()).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
    assertThat(by.row("2024-03-01", "top", "m", 1, "", "platform", "ios"))
        .containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
    assertThat(by.run.rows().size()).isEqualTo(4);
  }

  @Test
  void aClickWithoutImpressionCountsWhereItSays() {
    RecommendationRun by = new RecommendationRun(new Recommending().by("platform"));
    by.does(clicked("10:00:00", "a", 4).with("context.device.type", "web"));
    assertThat(by.row()).containsExactly(0L, 0L, 0L, 0L, 0L, 1L);
    assertThat(by.row("2024-03-01", "top", "m", 4, "", "platform", "web"))
        .containsExactly(0L, 0L, 0L, 0L, 0L, 1L);
  }

  @Test
  void aClickWithoutImpressionAndPositionIsInTheTotalOnly() {
    run.does(clicked("10:00:00", "a", 1).with("properties.position", null));
    assertThat(run.row()).containsExactly(0L, 0L, 0L, 0L, 0L, 1L);
    assertThat(run.run.rows().size()).isEqualTo(1);
  }

  @Test
  void aClickMovesToItsImpressionWhenThatArrivesLate() {
    run.does(clicked("10:10:00", "a", 1), ordered("10:20:00", line("a", 5L)));
    assertThat(run.row()).containsExactly(0L, 0L, 0L, 0L, 0L, 1L);
    run.watermark("2024-03-04T00:00:00Z").does(viewed("10:00:00", "a"));
    assertThat(run.row()).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
    assertThat(run.row(1, "USD")).containsExactly(0L, 0L, 0L, 1L, 5 * UNIT, 0L);
  }

  @Test
  void anOrderBeforeItsClickConvertsWhenThatArrives() {
    run.does(viewed("10:00:00", "a"), ordered("10:20:00", line("a", 5L)));
    assertThat(run.row(0, "USD")).isNull();
    run.does(clicked("10:10:00", "a", 1));
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 5 * UNIT, 0L);
  }

  @Test
  void anOrderConvertsAtTheInstantOfTheClickAndNotBefore() {
    run.does(viewed("10:00:00", "a"), clicked("10:10:00", "a", 1).id("z"));
    run.does(ordered("10:09:59.999", line("a", 5L)).id("a"));
    assertThat(run.row(0, "USD")).isNull();
    run.does(ordered("10:10:00", line("a", 5L)).id("b"));
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 5 * UNIT, 0L);
  }

  @Test
  void anOrderConvertsUpToTheConversionWindowInclusive() {
    RecommendationRun hour = new RecommendationRun(new Recommending().conversionWindow("PT1H"));
    hour.does(viewed("10:00:00", "a"), clicked("10:10:00", "a", 1));
    hour.does(ordered("11:10:00", line("a", 5L)), ordered("11:10:00.001", line("a", 7L)));
    assertThat(hour.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 5 * UNIT, 0L);
  }

  @Test
  void theWindowStartsAtTheLastClickBeforeTheOrder() {
    RecommendationRun hour = new RecommendationRun(new Recommending().conversionWindow("PT1H"));
    hour.does(viewed("10:00:00", "a"), clicked("10:00:00", "a", 1), clicked("10:20:00", "a", 1));
    hour.does(clicked("10:30:00", "a", 1), ordered("11:20:00", line("a", 5L)));
    assertThat(hour.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 5 * UNIT, 0L);
    hour.does(ordered("10:25:00", line("a", 5L)));
    assertThat(hour.row(0, "USD")).containsExactly(0L, 0L, 0L, 2L, 10 * UNIT, 0L);
  }

  @Test
  void aLineBelongsToTheRecommendationThatWasClickedLast() {
    run.does(
        viewed("10:00:00", "a"),
        viewed("10:00:01", "a")
            .with("properties.recommendation_id", "s")
            .with("properties.placement_id", "side"),
        clicked("10:02:00", "a", 1).with("properties.recommendation_id", "s"),
        clicked("10:01:00", "a", 1),
        ordered("10:03:00", line("a", 5L)));
    assertThat(run.row("2024-03-01", "side", "m", 0, "USD", "", "")).contains(5 * UNIT);
    assertThat(run.row(0, "USD")).isNull();
    // Without the click on the other one it is the first one's.
    run.does(clicked("10:02:00.001", "a", 1));
    assertThat(run.row("2024-03-01", "side", "m", 0, "USD", "", "")).isNull();
    assertThat(run.row(0, "USD")).contains(5 * UNIT);
  }

  @Test
  void ofTwoClicksAtTheSameInstantTheGreaterMessageIdIsTheLast() {
    run.does(
        viewed("10:00:00", "a"),
        viewed("10:00:01", "a")
            .with("properties.recommendation_id", "s")
            .with("properties.placement_id", "side"),
        clicked("10:02:00", "a", 1).id("y").with("properties.recommendation_id", "s"),
        clicked("10:02:00", "a", 1).id("x"),
        ordered("10:03:00", line("a", 5L)));
    assertThat(run.row("2024-03-01", "side", "m", 0, "USD", "", "")).contains(5 * UNIT);
  }

  @Test
  void aClickWithoutImpressionConvertsNothing() {
    run.does(clicked("10:00:00", "a", 1), ordered("10:01:00", line("a", 5L)));
    assertThat(run.row(0, "USD")).isNull();
  }

  @Test
  void everyLineIsAConversionAndRevenueIsPriceByQuantity() {
    run.does(
        viewed("10:00:00", "a", "b"), clicked("10:01:00", "a", 1), clicked("10:01:01", "b", 2));
    run.does(
        ordered(
            "10:02:00",
            item("product_id", "a", "price", new BigDecimal("9.99"), "quantity", 3L),
            line("b", 5L),
            line("b", 6L),
            line("c", 100L)));
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 3L, 40_970_000L, 0L);
    assertThat(run.row(2, "USD")).containsExactly(0L, 0L, 0L, 2L, 11 * UNIT, 0L);
  }

  @Test
  void currenciesAreNeverAddedTogether() {
    RecommendationRun euros = new RecommendationRun(new Recommending().currency("EUR"));
    euros.does(viewed("10:00:00", "a"), clicked("10:01:00", "a", 1));
    euros.does(
        ordered("10:02:00", line("a", 1L), item("product_id", "a", "price", 2L, "currency", "chf")),
        ordered("10:03:00", line("a", 4L)).with("properties.currency", " gbp "));
    assertThat(euros.row(0, "EUR")).containsExactly(0L, 0L, 0L, 1L, UNIT, 0L);
    assertThat(euros.row(0, "CHF")).containsExactly(0L, 0L, 0L, 1L, 2 * UNIT, 0L);
    assertThat(euros.row(0, "GBP")).containsExactly(0L, 0L, 0L, 1L, 4 * UNIT, 0L);
    assertThat(euros.row()).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
  }

  @Test
  void aLineWithoutPriceConvertsWithoutCurrency() {
    run.does(viewed("10:00:00", "a"), clicked("10:01:00", "a", 1));
    run.does(ordered("10:02:00", item("product_id", "a")), ordered("10:02:01", line("a", 0L)));
    assertThat(run.row()).containsExactly(1L, 1L, 1L, 1L, 0L, 0L);
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 0L, 0L);
  }

  @Test
  void aConversionCountsWhereItsImpressionDoes() {
    RecommendationRun by = new RecommendationRun(new Recommending().by("platform"));
    by.does(
        viewed("10:00:00", "a").with("context.device.type", "ios"),
        clicked("10:01:00", "a", 1),
        ordered("2024-03-08T10:01:00Z", line("a", 5L)).with("context.device.type", "web"));
    assertThat(by.row("2024-03-01", "top", "m", 1, "USD", "platform", "ios")).contains(5 * UNIT);
    assertThat(by.row("2024-03-01", "top", "m", 1, "USD", "platform", "web")).isNull();
  }

  @Test
  void aNumberAsAnIdIsItsText() {
    run.does(
        viewed("10:00:00").with("properties.items", List.of(item("item_id", 12L))),
        clicked("10:01:00", "12", 1),
        ordered("10:02:00", line("12", 5L)));
    assertThat(run.row(0, "USD")).contains(5 * UNIT);
  }

  @Test
  void aProductListIsARecommendation() {
    RawEvent list =
        RawEvent.track("Product List Viewed")
            .with("properties.list_id", "shoes")
            .with("properties.products", List.of(line("a", 1L), line("b", 2L)))
            .at("2024-03-01T10:00:00Z");
    RawEvent click =
        RawEvent.track("Product Clicked")
            .with("properties.list_id", "shoes")
            .with("properties.product_id", "b")
            .with("properties.position", 2L)
            .at("2024-03-01T10:01:00Z");
    run.does(list, click, ordered("10:02:00", line("b", 2L)));
    assertThat(run.row("2024-03-01", "shoes", "shoes", 0, "", "", ""))
        .containsExactly(2L, 1L, 1L, 0L, 0L, 0L);
    assertThat(run.row("2024-03-01", "shoes", "shoes", 2, "USD", "", ""))
        .containsExactly(0L, 0L, 0L, 1L, 2 * UNIT, 0L);
  }

  @Test
  void aListThatIsShownAgainIsARepeatAsElsewhere() {
    RawEvent list =
        RawEvent.track("Product List Viewed")
            .with("properties.list_id", "shoes")
            .with("properties.products", List.of(line("a", 1L)));
    run.does(list.at("2024-03-01T10:00:00Z"), list.at("2024-03-08T10:00:00Z"));
    assertThat(run.row("2024-03-01", "shoes", "shoes", 0, "", "", "")).startsWith(1L);
    assertThat(run.row("2024-03-08", "shoes", "shoes", 0, "", "", "")).isNull();
    run.does(list.at("2024-03-15T10:00:00.001Z"));
    assertThat(run.row("2024-03-15", "shoes", "shoes", 0, "", "", "")).startsWith(1L);
  }

  @Test
  void aListMayCountAgainSooner() {
    RawEvent list =
        RawEvent.track("Product List Viewed")
            .with("properties.list_id", "shoes")
            .with("properties.products", List.of(line("a", 1L)));
    RecommendationRun sooner = new RecommendationRun(new Recommending().listOnceWithin("PT30M"));
    sooner.does(
        list.at("2024-03-01T10:00:00Z"),
        list.at("2024-03-01T10:30:00Z"),
        viewed("10:00:00", "a"),
        viewed("11:00:00", "a"));
    assertThat(sooner.row("2024-03-01", "shoes", "shoes", 0, "", "", "")).startsWith(1L);
    sooner.does(list.at("2024-03-01T11:00:00.001Z"));
    assertThat(sooner.row("2024-03-01", "shoes", "shoes", 0, "", "", "")).startsWith(2L);
    assertThat(sooner.row()).as("recommendations keep their own").startsWith(1L);
  }

  @Test
  void anImpressionIdInAListCountsOnceAsElsewhere() {
    RawEvent list =
        RawEvent.track("Product List Viewed")
            .with("properties.list_id", "shoes")
            .with(
                "properties.products",
                List.of(item("product_id", "a", "impression_id", "i"), line("b", 1L)));
    RecommendationRun run = new RecommendationRun(new Recommending().listOnceWithin("PT30M"));
    run.does(list.at("2024-03-01T10:00:00Z"), list.at("2024-03-01T12:00:00Z"));
    assertThat(run.row("2024-03-01", "shoes", "shoes", 1, "", "", "")).startsWith(1L);
    assertThat(run.row("2024-03-01", "shoes", "shoes", 2, "", "", "")).startsWith(2L);
  }

  @Test
  void withoutAListIdProductListsAndTheirClicksAreNotWanted() {
    run.does(
        RawEvent.track("Product List Viewed")
            .with("properties.products", List.of(line("a", 1L)))
            .at("2024-03-01T10:00:00Z"),
        RawEvent.track("Product Clicked")
            .with("properties.list_id", "")
            .with("properties.product_id", "a")
            .at("2024-03-01T10:01:00Z"));
    assertThat(run.run.rows().size()).isZero();
  }

  @Test
  void aListAndARecommendationOfTheSameIdAreApart() {
    run.does(
        viewed("10:00:00", "a"),
        RawEvent.track("Product Clicked")
            .with("properties.list_id", "r")
            .with("properties.product_id", "a")
            .with("properties.position", 1L)
            .at("2024-03-01T10:01:00Z"));
    assertThat(run.row()).containsExactly(1L, 0L, 0L, 0L, 0L, 0L);
    assertThat(run.row("2024-03-01", "r", "r", 1, "", "", ""))
        .containsExactly(0L, 0L, 0L, 0L, 0L, 1L);
  }

  @Test
  void aDayOfTheZoneIsTheBucket() {
    RecommendationRun berlin = new RecommendationRun(new Recommending().in("Europe/Berlin"));
    berlin.does(viewed("2024-03-30T23:00:00Z", "a"), viewed("2024-03-31T21:59:59.999Z", "b"));
    berlin.does(viewed("2024-03-31T22:00:00Z", "c"));
    // 23 hours: the clock goes forward.
    assertThat(berlin.row("2024-03-31", "top", "m", 0, "", "", "")).startsWith(2L);
    assertThat(berlin.row("2024-04-01", "top", "m", 0, "", "", "")).startsWith(1L);
  }

  @Test
  void ofAnEventTheFirstFiveHundredItemsAreLookedAt() {
    String[] items = new String[501];
    for (int i = 0; i < items.length; i++) {
      items[i] = "item-" + i;
    }
    run.does(viewed("10:00:00", items));
    assertThat(run.row()).startsWith(500L);
  }

  @Test
  void idsBeyondTheLongestCountUnderTheirHashes() {
    String one = "x".repeat(300);
    String other = "x".repeat(299) + "y";
    run.does(viewed("10:00:00", "a").with("properties.placement_id", one));
    run.does(viewed("11:00:00", "b").with("properties.placement_id", other));
    for (String id : List.of(one, other)) {
      String placement = Identifiers.bounded(id);
      assertThat(run.row("2024-03-01", placement, "m", 1, "", "", "")).startsWith(1L);
    }
  }
}
