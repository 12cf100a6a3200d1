package io.engagement.core.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.Measure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rankings under random changes, against all items sorted. */
class RankingPropertyTest {
  private static final Measure VIEWS = Measure.sum("views");
  private static final Measure VISITORS = Measure.sum("visitors");
  private static final Measure EXITS = Measure.sum("exits");
  private static final CellTable ITEMS =
      CellTable.named(99, "items")
          .key("item", CellTable.KeyPart.TEXT)
          .measures(VIEWS, VISITORS, EXITS)
          .build();
  private static final int SHARDS = 3;

  private final StateWriter scratch = new StateWriter(64);
  private final long seed = Long.getLong("ranking.seed", 20_260_105L);

  /** All items of one part, and what is held of them. */
  private final class Part {
    final Map<String, RankedItem> all = new HashMap<>();
    TopItems top = read(new TopItems());
    int refills;
    int told;

    Map<String, RankedItem> change(Map<String, RankedItem> changes, int ranks) {
      List<RankedItem> before = top.sent();
      changes.forEach(
          (item, after) -> {
            RankedItem was = after == null ? all.remove(item) : all.put(item, after);
            top.replace(was, after, ranks);
          });
      if (top.isShort(ranks)) {
        refills++;
        top.refill(all.values(), ranks);
      }
      Map<String, RankedItem> changed = new LinkedHashMap<>();
      before.forEach(item -> changed.put(item.item(), null));
      top.first(ranks).forEach(item -> changed.put(item.item(), item));
      top.setSent(ranks);
      top = read(top);
      told = ranks;
      return changed;
    }
  }

  @Test
  void theFirstItemsAreThoseOfAllItemsSorted() {
    int refills = 0;
    int unsure = 0;
    for (int history = 0; history < 200; history++) {
      SplittableRandom random = new SplittableRandom(seed + history);
      int ranks = 1 + random.nextInt(5);
      int items = 5 + random.nextInt(1_500);
      boolean shrinks = random.nextBoolean();
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < SHARDS; i++) {
        parts.add(new Part());
      }
      Ranking ranking = new Ranking(RankingPropertyTest::partOf);
      Map<Integer, RankedItem> published = new TreeMap<>();
      for (int round = 0; round < 25; round++) {
        if (random.nextInt(10) == 0) {
          ranks = 1 + random.nextInt(5);
        }
        Map<String, RankedItem> told = new LinkedHashMap<>();
        for (int p = 0; p < SHARDS; p++) {
          Map<String, RankedItem> changes = changes(random, p, items, round, shrinks);
          if (!changes.isEmpty() && random.nextInt(4) != 0) {
            told.putAll(parts.get(p).change(changes, ranks));
          }
        }
        ranking.change(
            told,
            ranks,
            (rank, item) -> {
              if (item == null) {
                published.remove(rank);
              } else {
                published.put(rank, item);
              }
            });
        ranking = read(ranking);
        List<RankedItem> expected = expected(parts, ranks);
        List<RankedItem> actual = List.copyOf(published.values());
        int most = ranks;
        if (parts.stream().anyMatch(part -> part.told < most && part.all.size() >= part.told)) {
          // More ranks than a part was ever asked for: those that are sure are there.
          assertThat(actual.size()).isLessThanOrEqualTo(expected.size());
          assertThat(actual.isEmpty()).isEqualTo(expected.isEmpty());
          expected = expected.subList(0, actual.size());
          unsure++;
        }
        assertThat(actual)
            .as("seed %d, history %d, round %d", seed, history, round)
            .isEqualTo(expected);
        assertThat(List.copyOf(published.keySet())).isEqualTo(upTo(published.size()));
      }
      refills += parts.stream().mapToInt(part -> part.refills).sum();
    }
    assertThat(refills).as("refills that were tried").isGreaterThan(20);
    assertThat(unsure).as("rounds with more ranks than before").isGreaterThan(20);
  }

  private static int partOf(String item) {
    return item.charAt(2) - '0';
  }

  private Map<String, RankedItem> changes(
      SplittableRandom random, int part, int items, int round, boolean shrinks) {
    Map<String, RankedItem> changes = new LinkedHashMap<>();
    boolean fades = shrinks && round > 8;
    int count = random.nextInt(round == 0 || fades ? items : Math.max(2, items / 4));
    for (int i = 0; i < count; i++) {
      CellValue value = new CellValue(ITEMS);
      long views = shrinks ? Math.max(0, 20 - round) : round;
      boolean isGone = random.nextInt(4) < (fades ? 3 : 1);
      value.add(VIEWS, isGone ? 0 : random.nextLong(views + 2));
      value.add(VISITORS, random.nextInt(3));
      value.add(EXITS, random.nextInt(3));
      String item = "i-" + part + "-" + random.nextInt(items);
      changes.put(item, RankedItem.of(item, value, scratch));
    }
    return changes;
  }

  private static List<RankedItem> expected(List<Part> parts, int ranks) {
    List<RankedItem> all = new ArrayList<>();
    parts.forEach(part -> all.addAll(part.all.values()));
    all.sort(null);
    return all.subList(0, Math.min(ranks, all.size()));
  }

  private static List<Integer> upTo(int size) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private static TopItems read(TopItems items) {
    StateWriter out = new StateWriter(64);
    items.write(out);
    return TopItems.read(new StateReader().over(out.toBytes()));
  }

  private static Ranking read(Ranking ranking) {
    StateWriter out = new StateWriter(64);
    ranking.write(out);
    return Ranking.read(new StateReader().over(out.toBytes()), RankingPropertyTest::partOf);
  }
}
