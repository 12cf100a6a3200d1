package io.engagement.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.generate.Traffic.Defects;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Five weeks of a shop's regulars, looked at as an analyst would. Weeks begin on a Monday. */
class RegularsTest {
  private static final long SEED = 1;
  private static final int WEEKS = 5;
  private static final int DAYS = 7 * WEEKS;
  private static final double PER_SECOND = 0.05;

  /** Midnight of a Monday, UTC. */
  private static final long START = 1_767_571_200_000L;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static int records;
  private static final BitSet[] PEOPLE_BY_DAY = new BitSet[DAYS];
  private static final long[] RECORDS_BY_HOUR = new long[24];
  private static final Map<String, Integer> EVENTS = new TreeMap<>();
  private static final Map<String, Integer> CLICKS = new TreeMap<>();
  private static final Map<String, Integer> VIEWS_BY_PRODUCT = new HashMap<>();
  private static final Map<String, Set<Integer>> PEOPLE_BY_VARIANT = new TreeMap<>();
  private static final Set<String> CURRENCIES = new TreeSet<>();
  private static final Set<String> CAMPAIGNS = new TreeSet<>();
  private static final Set<String> DEVICES = new TreeSet<>();

  @BeforeAll
  static void generate() throws IOException {
    for (int day = 0; day < DAYS; day++) {
      PEOPLE_BY_DAY[day] = new BitSet();
    }
    Traffic traffic =
        Traffic.regulars(START, PER_SECOND, SEED, Defects.NONE)
            .until(START + DAYS * GeneratedRecords.DAY);
    new TrafficGenerator(traffic, new Tally(), done -> {}).run();
  }

  /** Counts what is written. */
  private static final class Tally implements RecordSink {
    @Override
    public void accept(int person, long arrivalMillis, byte[] bytes, int length)
        throws IOException {
      long sinceStart = arrivalMillis - START;
      if (sinceStart >= DAYS * GeneratedRecords.DAY) {
        return; // Word of a sign-in that arrives hours later.
      }
      records++;
      PEOPLE_BY_DAY[(int) (sinceStart / GeneratedRecords.DAY)].set(person);
      RECORDS_BY_HOUR[(int) (sinceStart % GeneratedRecords.DAY / 3_600_000)]++;
      count(person, JSON.readTree(bytes, 0, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static void count(int person, JsonNode event) {
    String name = event.path("event").asText(event.path("type").asText());
    EVENTS.merge(name, 1, Integer::sum);
    CAMPAIGNS.add(event.at("/context/campaign/source").asText());
    DEVICES.add(event.at("/context/device/type").asText());
    JsonNode properties = event.path("properties");
    switch (name) {
      case "Product Clicked" -> {
        String kind = properties.path("list_id").asText().replaceAll("-.*", "");
        CLICKS.merge(kind + properties.path("position").asInt(), 1, Integer::sum);
      }
      case "Recommendation Clicked" ->
          CLICKS.merge(
              properties.path("placement_id").asText() + properties.path("position").asInt(),
              1,
              Integer::sum);
      case "Product Viewed" ->
          VIEWS_BY_PRODUCT.merge(properties.path("product_id").asText(), 1, Integer::sum);
      case "Experiment Viewed" ->
          PEOPLE_BY_VARIANT
              .computeIfAbsent(
                  properties.path("experiment_id").asText()
                      + " "
                      + properties.path("variation_id").asText(),
                  missing -> new HashSet<>())
              .add(person);
      case "Order Completed" -> CURRENCIES.add(properties.path("currency").asText());
      default -> {}
    }
  }

  @Test
  void aWeekHasTheRecordsAskedFor() {
    assertThat(records / (DAYS * 86_400.0)).isCloseTo(PER_SECOND, within(0.1 * PER_SECOND));
  }

  @Test
  void aDayIsLikeTheSameDayOfTheWeekBefore() {
    for (int day = 7; day < DAYS; day++) {
      double ratio =
          (double) PEOPLE_BY_DAY[day].cardinality() / PEOPLE_BY_DAY[day - 7].cardinality();
      assertThat(ratio).as("people of day %d, of those a week before", day).isBetween(0.8, 1.25);
    }
    assertThat(peopleOfWeeks(WEEKS - 1, 1)).isCloseTo(peopleOfWeeks(1, 1), within(130));
  }

  @Test
  void sundayIsTheBusiestDayAndTheEveningTheBusiestTime() {
    int sundays = 0;
    int fridays = 0;
    for (int week = 0; week < WEEKS; week++) {
      sundays += PEOPLE_BY_DAY[7 * week + 6].cardinality();
      fridays += PEOPLE_BY_DAY[7 * week + 4].cardinality();
    }
    assertThat(sundays).isGreaterThan(fridays * 11 / 10);
    assertThat(RECORDS_BY_HOUR[18]).isGreaterThan(2 * RECORDS_BY_HOUR[3]);
  }

  @Test
  void retentionFallsFromWeekToWeek() {
    BitSet cohort = new BitSet();
    double onDay7 = 0;
    for (int day = 7; day < 14; day++) {
      BitSet first = firstSeenOn(day);
      cohort.or(first);
      onDay7 += share(first, day + 7, day + 8) / 7;
    }
    assertThat(onDay7).as("back on day 7").isBetween(0.03, 0.15);
    double before = 0.4;
    for (int week = 2; week < WEEKS; week++) {
      double returned = share(cohort, 7 * week, 7 * week + 7);
      assertThat(returned).as("back in week %d", week).isBetween(0.12, before);
      before = returned;
    }
  }

  @Test
  void everyKindOfListIsClickedAndTheFirstPlaceMost() {
    for (String list : new String[] {"search", "category", "home_hero", "product_similar"}) {
      assertThat(CLICKS.getOrDefault(list + 5, 0)).as("%s: %s", list, CLICKS).isPositive();
      assertThat(CLICKS.get(list + 1)).isGreaterThan(2 * CLICKS.get(list + 2));
      assertThat(CLICKS.get(list + 2)).isGreaterThan(CLICKS.get(list + 5));
    }
  }

  @Test
  void fewProductsGetMostViews() {
    int all = VIEWS_BY_PRODUCT.values().stream().mapToInt(Integer::intValue).sum();
    int top =
        VIEWS_BY_PRODUCT.values().stream()
            .sorted((left, right) -> right - left)
            .limit(Catalogue.PRODUCTS / 10)
            .mapToInt(Integer::intValue)
            .sum();
    assertThat((double) top / all).isGreaterThan(0.4);
  }

  @Test
  void someOrdersAndAFewRefundsInTwoCurrencies() {
    double perRecord = (double) EVENTS.get("Order Completed") / records;
    assertThat(perRecord).as("%s", EVENTS).isBetween(0.001, 0.02);
    assertThat(CURRENCIES).containsExactly("EUR", "USD");
    assertThat((double) EVENTS.get("Order Refunded") / EVENTS.get("Order Completed"))
        .isBetween(0.01, 0.1);
    assertThat(EVENTS.get("identify")).isPositive();
  }

  @Test
  void twoExperimentsDivideTheirPeopleEvenly() {
    assertThat(PEOPLE_BY_VARIANT)
        .containsOnlyKeys(
            "exp-checkout control",
            "exp-checkout short",
            "exp-shipping control",
            "exp-shipping hint");
    assertThat((double) PEOPLE_BY_VARIANT.get("exp-checkout short").size())
        .isCloseTo(
            PEOPLE_BY_VARIANT.get("exp-checkout control").size(),
            within(0.15 * PEOPLE_BY_VARIANT.get("exp-checkout short").size()));
  }

  @Test
  void peopleComeByManyWaysWithManyDevices() {
    assertThat(CAMPAIGNS).contains("", "google", "newsletter", "instagram");
    assertThat(DEVICES).contains("desktop", "mobile", "ios", "android");
  }

  /** Everybody of the day who was on none before. */
  private static BitSet firstSeenOn(int day) {
    BitSet first = (BitSet) PEOPLE_BY_DAY[day].clone();
    for (int before = 0; before < day; before++) {
      first.andNot(PEOPLE_BY_DAY[before]);
    }
    return first;
  }

  private static double share(BitSet people, int fromDay, int toDay) {
    BitSet back = new BitSet();
    for (int day = fromDay; day < toDay; day++) {
      back.or(PEOPLE_BY_DAY[day]);
    }
    back.and(people);
    return (double) back.cardinality() / people.cardinality();
  }

  private static int peopleOfWeeks(int fromWeek, int weeks) {
    BitSet people = new BitSet();
    for (int day = 7 * fromWeek; day < 7 * (fromWeek + weeks); day++) {
      people.or(PEOPLE_BY_DAY[day]);
    }
    return people.cardinality();
  }
}
