package io.engagement.core.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.EventOrder;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.Measure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which item comes first, and what is published of a change. */
class RankingTest {
  private static final Measure VIEWS = Measure.sum("views");
  private static final Measure VISITORS = Measure.sum("visitors");
  private static final Measure EXITS = Measure.sum("exits");
  private static final CellTable ITEMS =
      CellTable.named(99, "items")
          .key("item", CellTable.KeyPart.TEXT)
          .measures(VIEWS, VISITORS, EXITS)
          .build();

  private final List<String> rows = new ArrayList<>();

  private static RankedItem item(String name, long views, long visitors, long exits) {
    CellValue value = new CellValue(ITEMS);
    value.add(VIEWS, views);
    value.add(VISITORS, visitors);
    value.add(EXITS, exits);
    return RankedItem.of(name, value, new StateWriter(16));
  }

  private static RankedItem item(String name, long views) {
    return item(name, views, 1, 0);
  }

  private static Map<String, RankedItem> now(RankedItem... items) {
    Map<String, RankedItem> changes = new LinkedHashMap<>();
    for (RankedItem item : items) {
      changes.put(item.item(), item);
    }
    return changes;
  }

  private List<String> change(Ranking ranking, Map<String, RankedItem> changes) {
    rows.clear();
    ranking.change(
        changes, 2, (rank, item) -> rows.add(rank + " " + (item == null ? "gone" : item.item())));
    return List.copyOf(rows);
  }

  @Test
  void itemsAreOrderedByFirstMeasureThenSecondThenText() {
    List<RankedItem> sorted =
        List.of(item("c", 3, 1, 0), item("b", 2, 2, 0), item("a", 2, 1, 9), item("b", 2, 1, 0));
    List<RankedItem> shuffled = new ArrayList<>(sorted);
    Collections.reverse(shuffled);
    shuffled.sort(null);
    assertThat(shuffled).isEqualTo(sorted);
  }

  @Test
  void textsAreOrderedByTheirCodePoints() {
    List<String> texts =
        new ArrayList<>(List.of("", "a", "aa", "b", "é", "\uFFFD", "🎈", "🎉", "(none)"));
    texts.sort(EventOrder::compareTexts);
    List<String> byBytes = new ArrayList<>(texts);
    Collections.shuffle(byBytes, new java.util.Random(1));
    byBytes.sort(
        (one, other) ->
            Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
    assertThat(texts).isEqualTo(byBytes);
  }

  @Test
  void anItemOfNothingIsNone() {
    assertThat(item("a", 0, 0, 0)).isNull();
    assertThat(item("a", 0, 0, 1)).isNotNull();
  }

  @Test
  void onlyRanksThatChangeArePublished() {
    Ranking ranking = new Ranking(item -> 0);
    assertThat(change(ranking, now(item("a", 5), item("b", 4), item("c", 3))))
        .containsExactly("1 a", "2 b");
    assertThat(change(ranking, now(item("c", 4)))).isEmpty();
    assertThat(change(ranking, now(item("c", 5)))).containsExactly("2 c");
    assertThat(change(ranking, now(item("c", 6)))).containsExactly("1 c", "2 a");
    assertThat(change(ranking, now(item("a", 5, 2, 0)))).containsExactly("2 a");
  }

  @Test
  void anItemThatIsGoneMakesRoomForTheNext() {
    Ranking ranking = new Ranking(item -> 0);
    change(ranking, now(item("a", 5), item("b", 4), item("c", 3)));
    assertThat(change(ranking, Collections.singletonMap("a", null))).containsExactly("1 b", "2 c");
    assertThat(change(ranking, Collections.singletonMap("b", null)))
        .containsExactly("1 c", "2 gone");
    assertThat(ranking.isEmpty()).isFalse();
    assertThat(change(ranking, Collections.singletonMap("c", null))).containsExactly("1 gone");
    assertThat(ranking.isEmpty()).isTrue();
  }

  @Test
  void whatWasTouchedIsPublishedAgainEvenIfItCameToTheSame() {
    Ranking ranking = new Ranking(item -> 0);
    change(ranking, now(item("a", 5), item("b", 4)));
    assertThat(change(ranking, now(item("b", 4)))).containsExactly("2 b");
    assertThat(change(ranking, Collections.singletonMap("x", null))).containsExactly("1 a", "2 b");
    Ranking small = new Ranking(item -> 0);
    assertThat(change(small, Collections.singletonMap("x", null))).containsExactly("1 gone");
  }

  @Test
  void ranksBehindWhatAPartHasNotToldYetArePublishedLater() {
    Ranking ranking = new Ranking(item -> item.charAt(0) - 'a');
    change(ranking, now(item("a1", 9), item("a2", 8), item("b1", 7), item("b2", 1)));
    rows.clear();
    Ranking.Rows three = (rank, item) -> rows.add(rank + " " + item.item());
    ranking.change(now(item("b1", 7), item("b2", 1), item("b3", 1)), 4, three);
    assertThat(rows).as("a third of a may come before b1").isEmpty();
    ranking.change(now(item("a3", 7)), 4, three);
    assertThat(rows).containsExactly("3 a3", "4 b1");
  }

  @Test
  void layoutOneIsWrittenAsItEverWas() {
    Ranking ranking = new Ranking(item -> 0);
    ranking.change(now(item("a", 5), item("é", 4), item("c", 300, 2, 1)), 2, (rank, item) -> {});
    StateWriter out = new StateWriter(16);
    ranking.write(out);
    byte[] golden = GoldenBytes.of("ranking/v1-ranking.hex", out.toBytes());
    assertThat(out.toBytes()).isEqualTo(golden);
    StateWriter again = new StateWriter(16);
    Ranking.read(new StateReader().over(golden), item -> 0).write(again);
    assertThat(again.toBytes()).isEqualTo(golden);
    refusesDamage(golden, bytes -> Ranking.read(new StateReader().over(bytes), item -> 0));
  }

  @Test
  void layoutOneOfTheFirstItemsIsWrittenAsItEverWas() {
    TopItems top = new TopItems();
    for (int i = 0; i < 70; i++) {
      top.replace(null, item("i" + i, i), 3);
    }
    top.setSent(3);
    StateWriter out = new StateWriter(16);
    top.write(out);
    byte[] golden = GoldenBytes.of("ranking/v1-top.hex", out.toBytes());
    assertThat(out.toBytes()).isEqualTo(golden);
    TopItems read = TopItems.read(new StateReader().over(golden));
    assertThat(read.first(2)).containsExactly(item("i69", 69), item("i68", 68));
    assertThat(read.sent()).hasSize(3);
    refusesDamage(golden, bytes -> TopItems.read(new StateReader().over(bytes)));
  }

  private static void refusesDamage(byte[] bytes, java.util.function.Consumer<byte[]> reading) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> reading.accept(cut)).isInstanceOf(IllegalStateException.class);
    }
    byte[] newer = bytes.clone();
    newer[0] = 2;
    assertThatThrownBy(() -> reading.accept(newer)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anItemThatShouldBeHeldAndIsNotIsNoticed() {
    TopItems top = new TopItems();
    top.replace(null, item("a", 5), 3);
    assertThatThrownBy(() -> top.replace(item("a", 4), item("a", 6), 3))
        .isInstanceOf(IllegalStateException.class);
  }
}
