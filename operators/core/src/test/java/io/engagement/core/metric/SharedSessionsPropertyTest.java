package io.engagement.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Sessions, paths, content and score that share a section of state say what each says alone, and
 * definitions that come to a section or leave it change nothing for the others.
 */
class SharedSessionsPropertyTest {
  private static final long SEED = 20_240_607L;

  @Test
  void theLawsHoldForAllThatShareASection() {
    MetricLaws.hold(
        1_000,
        random -> {
          List<String> families = new ArrayList<>(SharingShop.ALL);
          Collections.shuffle(families, new Random(random.nextLong()));
          return SharingShop.pick(random).of(families.subList(0, 2 + random.nextInt(3)));
        });
  }

  @Test
  void definitionsThatComeOrLeaveChangeNothingForTheOthers() {
    for (int i = 0; i < 400; i++) {
      RandomGenerator random = new SplittableRandom(SEED + i);
      SharingShop shop = SharingShop.pick(random);
      String stays = SharingShop.ALL.get(random.nextInt(SharingShop.ALL.size()));
      List<RawEvent> history = shop.histories().next(random);
      MetricRun<?> run = MetricRun.of(shop.of(others(stays, random)));
      int changeEvery = 1 + random.nextInt(history.size());
      for (int at = 0; at < history.size(); at++) {
        run.acceptAll(history.get(at));
        if ((at + 1) % changeEvery == 0) {
          MetricRun<?> changed = MetricRun.of(shop.of(others(stays, random)));
          changed.continueFrom(run);
          run = changed;
        }
      }
      run.finish();
      PublishedRows expected = shop.oracle(stays).rows(history, Long.MAX_VALUE);
      assertThat(tablesOf(stays, run.rows()).differencesFrom(expected))
          .as("%s of %s, seed %d, %s", stays, shop, SEED + i, history)
          .isEmpty();
    }
  }

  @Test
  void theLawHoldsForAllThatShareASectionWhenAnonymousIdsGetTheirOwner() {
    MetricLaws.holdWhenMerged(
        2_000,
        random -> {
          List<String> families = new ArrayList<>(SharingShop.ALL);
          Collections.shuffle(families, new Random(random.nextLong()));
          return SharingShop.pick(random).of(families);
        });
  }

  @Test
  void everyEventCountsOnceHoweverMuchHasExpiredWhenAnIdIsClaimed() {
    for (int i = 0; i < 2_000; i++) {
      long seed = SEED + i;
      RandomGenerator random = new SplittableRandom(seed);
      SharingShop shop = SharingShop.pick(random);
      List<RawEvent> history = new ArrayList<>(shop.histories().next(random));
      history.removeIf(event -> shop.web().exclude() != null && event.name().equals("Signed In"));
      history.sort(RawEvent.ORDER);
      MetricRun<?> run = MetricRun.of(shop.of(SharingShop.ALL));
      for (RawEvent event : history) {
        run.acceptAll(random.nextBoolean() ? event : event.by("phone of " + event.user()));
        run.advanceTo(event.timeMillis() - 1);
        if (random.nextInt(4) == 0) {
          run.claim("phone of " + event.user(), event.user());
        }
        run.restart();
      }
      assertThat(eventsOfDays(run.finish().rows()))
          .as("%s, seed %d, %s", shop, seed, history)
          .isEqualTo(history.size());
    }
  }

  private static long eventsOfDays(PublishedRows rows) {
    return rows.table("session_metrics").entrySet().stream()
        .filter(row -> row.getKey().get(1).equals("day") && row.getKey().get(3).equals(""))
        .mapToLong(row -> (Long) row.getValue().get(3))
        .sum();
  }

  private static PublishedRows tablesOf(String family, PublishedRows rows) {
    List<String> tables =
        switch (family) {
          case "sessions" -> List.of("sessions", "session_metrics");
          case "score" -> List.of("user_engagement");
          default -> List.of(family);
        };
    PublishedRows some = new PublishedRows();
    tables.forEach(
        table -> rows.table(table).forEach((key, values) -> some.put(table, key, values)));
    return some;
  }

  /** One family and some of the others, in any order. */
  private static List<String> others(String stays, RandomGenerator random) {
    List<String> families = new ArrayList<>(SharingShop.ALL);
    families.removeIf(family -> !family.equals(stays) && random.nextBoolean());
    Collections.shuffle(families, new Random(random.nextLong()));
    return families;
  }

  @Test
  void whatComesLaterTakesBackOnlyWhatItAdded() {
    for (int i = 0; i < 400; i++) {
      long seed = SEED + i;
      RandomGenerator random = new SplittableRandom(seed);
      SharingShop shop = SharingShop.pick(random);
      List<RawEvent> history = shop.histories().next(random);
      int added = random.nextInt(history.size());
      MetricRun<?> run = MetricRun.of(shop.of(List.of("score")));
      run.acceptAll(history.subList(0, added).toArray(new RawEvent[0]));
      MetricRun<?> all = MetricRun.of(shop.of(SharingShop.ALL));
      all.continueFrom(run);
      for (RawEvent event : history.subList(added, history.size())) {
        all.acceptAll(event);
        all.restart();
      }
      Map<CellKey, CellValue> contributed = all.contributions();
      all.sums()
          .forEach(
              (key, sum) -> {
                CellValue now = contributed.get(key);
                assertThat(bytes(sum))
                    .as("%s of seed %d", key, seed)
                    .isEqualTo(now == null ? zero(sum) : bytes(now));
              });
    }
  }

  private static byte[] zero(CellValue sum) {
    return sum.isZero() ? bytes(sum) : new byte[0];
  }

  private static byte[] bytes(CellValue value) {
    StateWriter out = new StateWriter(32);
    value.write(out);
    return out.toBytes();
  }
}
