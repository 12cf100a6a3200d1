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
        public void merge(long[] into, long[] from) {
          into[0] += from[0];
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
        public long[] read(StateReader in, int layout) {
          return new long[] {in.readSigned()};
        }
      };

  private static final long[] TOTAL = {2};

  @Test
  void aSliceThatIsLikeThatOfAllEventsIsNotWrittenTwice() {
    ValueSlices<long[]> like = read(counted("a", "a"));
    assertThat(like.slice(0)).containsExactly(2);
    like.slice(0)[0]++;
    assertThat(TOTAL).as("is another object").containsExactly(2);
    assertThat(size(counted("a", "a"))).isEqualTo(size(counted("a")) - 1);
    assertThat(values(read(counted("a", "a", "b", "b")))).containsExactly("a", "b");
  }

  @Test
  void aValueThatIsNoneTakesOneByte() {
    ValueSlices<long[]> none = counted(DimensionText.NONE, "a");
    assertThat(values(read(none))).containsExactly(DimensionText.NONE, "a");
    assertThat(size(counted(DimensionText.NONE))).isEqualTo(size(counted("a")) - 1);
  }

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

  @Test
  void mergedValuesBeyondTheLimitShareASlice() {
    ValueSlices<long[]> slices = counted("b", "c");
    slices.merge(counted("a", "c", "d", "d"));
    assertThat(values(slices)).containsExactly(DimensionText.OTHER, "a", "b", "c");
    assertThat(slices.slice(0)[0]).as("of d").isEqualTo(2);
    assertThat(slices.slice(3)[0]).as("of c").isEqualTo(2);
  }

  @Test
  void mergedSharedSlicesAreOne() {
    ValueSlices<long[]> slices = counted("a", "b", "c", "x");
    slices.merge(counted("a", "b", "d", "y", "y"));
    assertThat(values(slices)).containsExactly(DimensionText.OTHER, "a", "b", "c");
    assertThat(slices.slice(0)[0]).as("of x, d and y").isEqualTo(4);
  }

  @Test
  void theValueSeenLastIsFoundWhereAMergeHasMovedIt() {
    ValueSlices<long[]> slices = counted("b");
    slices.merge(counted("a"));
    assertThat(slices.value(slices.indexOf("b"))).isEqualTo("b");
  }

  private static ValueSlices<long[]> counted(String... values) {
    ValueSlices<long[]> slices = new ValueSlices<>(COUNTS, LIMIT);
    for (String value : values) {
      slices.slice(slices.indexOf(value))[0]++;
    }
    return slices;
  }

  private static List<String> values(ValueSlices<long[]> slices) {
    return IntStream.range(0, slices.size()).mapToObj(slices::value).toList();
  }

  private static int size(ValueSlices<long[]> slices) {
    StateWriter out = new StateWriter(64);
    COUNTS.write(TOTAL, out);
    int end = out.size();
    slices.write(0, end, out);
    return out.size() - end;
  }

  private static ValueSlices<long[]> read(ValueSlices<long[]> slices) {
    StateWriter out = new StateWriter(64);
    COUNTS.write(TOTAL, out);
    int end = out.size();
    slices.write(0, end, out);
    StateReader in = new StateReader().over(out.toBytes());
    in.skip(end);
    return ValueSlices.read(COUNTS, LIMIT, Slices.LAYOUT_2, 0, in);
  }
}
