package io.engagement.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.DimensionText;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueSlicesTest {
  private static final int LIMIT = 3;

  /** A slice that counts. */
  private static final SliceKind<long[]> COUNTS =
      new SliceKind<>() {
        @Override
        public long[] create() {
          return new long[1];
        }

        @Override
        public boolean isEmpty(long[] slice) {
          return slice[0] == 0;
        }

        @Override
        public int heapBytes(long[] slice) {
          return 24;
        }

        @Override
        public void write(long[] slice, StateWriter out) {
          out.writeSigned(slice[0]);
        }

        @Override
        public long[] read(StateReader in) {
          return new long[] {in.readSigned()};
        }
      };

  @Test
  void valuesBeyondTheLimitShareASlice() {
    ValueSlices<long[]> slices = new ValueSlices<>(COUNTS, LIMIT);
    for (String value : List.of("c", "a", "b", "x", "y", "x", "a", "x")) {
      slices.slice(slices.indexOf(value))[0]++;
      slices = read(slices);
    }
    assertThat(values(slices)).containsExactly(DimensionText.OTHER, "a", "b", "c");
    assertThat(slices.slice(0)[0]).isEqualTo(4);
    assertThat(slices.slice(1)[0]).isEqualTo(2);
  }

  @Test
  void theSharedSliceIsFoundAgainForARepeatedValue() {
    ValueSlices<long[]> slices = new ValueSlices<>(COUNTS, LIMIT);
    for (String value : List.of("a", "b", "c", "x", "x", "x")) {
      slices.slice(slices.indexOf(value))[0]++;
    }
    assertThat(slices.size()).isEqualTo(LIMIT + 1);
    assertThat(slices.slice(0)[0]).isEqualTo(3);
  }

  private static List<String> values(ValueSlices<long[]> slices) {
    return IntStream.range(0, slices.size()).mapToObj(slices::value).toList();
  }

  private static ValueSlices<long[]> read(ValueSlices<long[]> slices) {
    StateWriter out = new StateWriter(64);
    slices.write(out);
    return ValueSlices.read(COUNTS, LIMIT, new StateReader().over(out.toBytes()));
  }
}
