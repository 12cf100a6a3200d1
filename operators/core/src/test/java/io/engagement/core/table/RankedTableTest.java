package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RankedTableTest {
  private static final RankedTable TABLE =
      RankedTable.named(
          98,
          97,
          "songs",
          "The songs played most.",
          "song",
          Measure.sum("plays"),
          Measure.sum("listeners"));
  private static final DefinitionKey CHARTS = DefinitionKey.of("songs", "charts", "");
  private static final Breakdown COUNTRY = Breakdown.of("country", "context.country", 0);

  /** Part of every savepoint. */
  private static final int SONG_1 = 1;

  private static final long DAY = LocalDate.of(2024, 3, 1).toEpochDay();
  private static final DefinitionNames NAMES =
      new DefinitionNames(Map.of(CHARTS.key(), "charts"), Map.of(COUNTRY.key(), "country"));

  private static CellKey cell(String country, String song) {
    DeltaBuffer buffer = new DeltaBuffer();
    buffer
        .at(TABLE.items(), CHARTS)
        .number(DAY)
        .dimension(COUNTRY, country)
        .text(song)
        .cell()
        .add(TABLE.items().measures().get(0), 1);
    List<CellKey> keys = new ArrayList<>();
    buffer.drain(delta -> keys.add(delta.key()));
    return keys.get(0);
  }

  @Test
  void hasTheRankInTheKeyAndTheItemAmongTheValues() {
    assertThat(TABLE.keyColumns())
        .extracting(Column::name)
        .containsExactly("metric", "bucket", "dimension", "value", "rank");
    assertThat(TABLE.valueColumns())
        .extracting(Column::name)
        .containsExactly("song", "plays", "listeners");
    assertThat(TABLE.items().id()).isEqualTo(TABLE.id()).isEqualTo(98);
    assertThat(TABLE.name()).isEqualTo("songs");
  }

  @Test
  void anItemsCellFallsIntoRankingAndItem() {
    CellKey cell = cell("dé", "Für Elise 🎹");
    CellKey ranking = RankedTable.ranking(cell);
    assertThat(RankedTable.item(cell)).isEqualTo("Für Elise 🎹");
    assertThat(RankedTable.itemOf(ranking, "Für Elise 🎹")).isEqualTo(cell);
    assertThat(RankedTable.definitionKey(ranking)).isEqualTo(CHARTS.key());
    assertThat(RankedTable.ranking(cell("dé", "other"))).isEqualTo(ranking);
    assertThat(RankedTable.ranking(cell("fr", "other"))).isNotEqualTo(ranking);
  }

  @Test
  void itemsAreSpreadOverTheParts() {
    Set<CellKey> parts = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      CellKey cell = cell("de", "song " + i);
      CellKey part = RankedTable.shard(cell);
      parts.add(part);
      assertThat(RankedTable.rankingOfShard(part)).isEqualTo(RankedTable.ranking(cell));
      assertThat(part.bytes()[part.bytes().length - 1])
          .isEqualTo((byte) RankedTable.part("song " + i));
    }
    assertThat(parts).hasSize(RankedTable.SHARDS);
    assertThat(RankedTable.part("song 1")).isEqualTo(SONG_1);
  }

  @Test
  void aRankIsARowOrItsAbsence() {
    CellKey ranking = RankedTable.ranking(cell("de", "x"));
    CellValue value = new CellValue(TABLE.items());
    value.add(TABLE.items().measures().get(0), 5);
    value.add(TABLE.items().measures().get(1), 2);
    assertThat(TABLE.row(ranking, 3, "x", value, NAMES))
        .isEqualTo(
            new RowChange(
                TABLE,
                new Object[] {"charts", DAY, "country", "de", 3L},
                new Object[] {"x", 5L, 2L}));
    assertThat(TABLE.row(ranking, 3, "", null, NAMES))
        .isEqualTo(new RowChange(TABLE, new Object[] {"charts", DAY, "country", "de", 3L}, null));
    assertThat(TABLE.row(ranking, 3, "x", value, new DefinitionNames(Map.of(), Map.of()))).isNull();
  }
}
