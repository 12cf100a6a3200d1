package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeltaBufferTest {
  private static final long SEED = 53;
  private static final CellTable TABLE = table(90);
  private static final CellTable OTHER = table(91);
  private static final Measure USERS = TABLE.measures().get(0);
  private static final DefinitionKey DEFINITION = DefinitionKey.of("family", "id", "meaning");
  private static final Breakdown PLATFORM = Breakdown.of("platform", "context.device.type", 0);

  private final DeltaBuffer buffer = new DeltaBuffer();

  @Test
  void changesToOneCellAddUp() {
    buffer.at(TABLE, DEFINITION).number(7).total().cell().add(USERS, 2);
    buffer.at(TABLE, DEFINITION).number(7).total().cell().add(USERS, -5);
    List<CellDelta> drained = drain();
    assertThat(drained).hasSize(1);
    assertThat(drained.get(0).change().measure(0)).isEqualTo(-3);
  }

  @Test
  void everyPartOfTheKeyTellsCellsApart() {
    buffer.at(TABLE, DEFINITION).number(7).total().cell();
    buffer.at(OTHER, DEFINITION).number(7).total().cell();
    buffer.at(TABLE, DefinitionKey.of("family", "id", "else")).number(7).total().cell();
    buffer.at(TABLE, 0).number(7).total().cell();
    buffer.at(TABLE, DEFINITION).number(-7).total().cell();
    buffer.at(TABLE, DEFINITION).number(7).dimension(PLATFORM, "").cell();
    buffer.at(TABLE, DEFINITION).number(7).dimension(PLATFORM, "ios").cell();
    buffer.at(TABLE, DEFINITION).number(7).dimension(PLATFORM, "Ünïcødé").cell();
    buffer.at(TABLE, DEFINITION).period(Period.WEEK).number(7).total().cell();
    buffer.at(TABLE, DEFINITION).text("7").total().cell();
    assertThat(buffer.size()).isEqualTo(10);
  }

  @Test
  void cellsComeOutInTheOrderInWhichTheyFirstChanged() {
    for (long bucket : new long[] {5, 1, 9, 1, 5, 3}) {
      buffer.at(TABLE, DEFINITION).number(bucket).total().cell().add(USERS, bucket);
    }
    assertThat(drain())
        .extracting(delta -> delta.change().measure(0))
        .containsExactly(10L, 2L, 9L, 3L);
  }

  @Test
  void changesThatCameToNothingAreHandedOutToo() {
    buffer.at(TABLE, DEFINITION).number(7).total().cell().add(USERS, 1);
    buffer.at(TABLE, DEFINITION).number(7).total().cell().add(USERS, -1);
    assertThat(drain())
        .singleElement()
        .satisfies(delta -> assertThat(delta.change().isZero()).isTrue());
  }

  @Test
  void aDrainedBufferStartsFromNothing() {
    buffer.at(TABLE, DEFINITION).number(7).total().cell().add(USERS, 1);
    List<CellDelta> first = drain();
    buffer.at(TABLE, DEFINITION).number(7).total().cell().add(USERS, 10);
    assertThat(drain())
        .singleElement()
        .satisfies(delta -> assertThat(delta.change().measure(0)).isEqualTo(10));
    assertThat(first.get(0).change().measure(0)).as("what was handed out").isEqualTo(1);
    assertThat(drain()).isEmpty();
    assertThat(buffer.size()).isZero();
  }

  @Test
  void anyNumberOfCellsAddsUpLikeAMap() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int cells : new int[] {10, 511, 512, 513, 30_000, 700}) {
      Map<CellKey, Long> expected = new HashMap<>();
      for (int i = 0; i < 3 * cells; i++) {
        long bucket = random.nextInt(cells);
        long amount = random.nextLong(-3, 4);
        buffer.at(TABLE, DEFINITION).number(bucket).total().cell().add(USERS, amount);
        expected.merge(key(bucket), amount, Long::sum);
      }
      Map<CellKey, Long> actual = new HashMap<>();
      drain().forEach(delta -> actual.put(delta.key(), delta.change().measure(0)));
      assertThat(actual).as("seed %d", SEED).isEqualTo(expected);
    }
  }

  @Test
  void equalKeysAreEqualHoweverTheyWereMade() {
    buffer.at(TABLE, DEFINITION).number(7).dimension(PLATFORM, "ios").cell();
    CellKey key = drain().get(0).key();
    CellKey copy = new CellKey(key.bytes().clone());
    assertThat(copy).isEqualTo(key).hasSameHashCodeAs(key).hasToString(key.toString());
    assertThat(key.tableId()).isEqualTo(90);
  }

  @Test
  void aCellWithoutKeyIsRefused() {
    assertThatThrownBy(buffer::cell).isInstanceOf(IllegalStateException.class);
  }

  private static CellKey key(long bucket) {
    DeltaBuffer one = new DeltaBuffer();
    one.at(TABLE, DEFINITION).number(bucket).total().cell();
    List<CellDelta> deltas = new ArrayList<>();
    one.drain(deltas::add);
    return deltas.get(0).key();
  }

  private List<CellDelta> drain() {
    List<CellDelta> deltas = new ArrayList<>();
    buffer.drain(deltas::add);
    return deltas;
  }

  private static CellTable table(int id) {
    return CellTable.named(id, "tried")
        .key("bucket", CellTable.KeyPart.BUCKET)
        .dimension()
        .measures(Measure.sum("users", ColumnType.LONG, ""))
        .build();
  }
}
