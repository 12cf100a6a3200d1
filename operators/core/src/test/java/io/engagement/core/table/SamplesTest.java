package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.WarningCode;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private static final List<String> TEXTS =
      List.of("b", "a", "", "c", "\uFF21", "\uD83D\uDE00", "\"q\\\n", "a", "d");

  @Test
  void keepsTheSameFewWhateverTheOrderAndHoweverTheyAreJoined() {
    long seed = 3;
    System.out.println("SamplesTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      List<String> shuffled = new ArrayList<>(TEXTS);
      Collections.shuffle(shuffled, random);
      Samples one = new Samples();
      Samples other = new Samples();
      shuffled.forEach(text -> (random.nextBoolean() ? one : other).add(text));
      Samples joined = stored(one);
      joined.addAll(stored(other));
      assertThat(joined.texts()).containsExactly("\"q\\\n", "a", "b");
      assertThat(joined.json()).isEqualTo("[\"\\\"q\\\\\\n\",\"a\",\"b\"]");
    }
  }

  @Test
  void ordersThemByCodePoint() {
    Samples samples = new Samples();
    samples.add("\uD83D\uDE00");
    samples.add("\uFF21");
    assertThat(samples.texts()).containsExactly("\uFF21", "\uD83D\uDE00");
    assertThat(new Samples().json()).isEqualTo("[]");
  }

  @Test
  void warningsAddUpToOneRow() {
    List<CellDelta> changes = new ArrayList<>();
    for (long[] times : new long[][] {{7, 3}, {-1}, {9, 0}}) {
      DeltaBuffer deltas = new DeltaBuffer();
      for (long time : times) {
        InputWarnings.warn(
            deltas, "events", WarningCode.TYPE_RESPELLED, "type", time, time < 0 ? "" : "T" + time);
      }
      deltas.drain(changes::add);
    }
    CellValue sum = new CellValue(InputWarnings.TABLE);
    for (CellDelta change : changes) {
      assertThat(change.key()).isEqualTo(changes.get(0).key());
      StateWriter out = new StateWriter(64);
      change.change().write(out);
      sum.merge(CellValue.read(InputWarnings.TABLE, new StateReader().over(out.toBytes())));
    }
    assertThat(InputWarnings.TABLE.publishedValues(sum, true))
        .containsExactly(5L, 0L, 9L, "[\"T0\",\"T3\",\"T7\"]");
    DeltaBuffer untimed = new DeltaBuffer();
    InputWarnings.warn(untimed, "events", WarningCode.ID_HASHED, "userId", -1, "");
    untimed.drain(
        delta ->
            assertThat(InputWarnings.TABLE.publishedValues(delta.change(), true))
                .containsExactly(1L, null, null, "[]"));
  }

  private static Samples stored(Samples samples) {
    StateWriter out = new StateWriter(64);
    samples.write(out);
    Samples read = new Samples();
    read.read(new StateReader().over(out.toBytes()));
    return read;
  }
}
