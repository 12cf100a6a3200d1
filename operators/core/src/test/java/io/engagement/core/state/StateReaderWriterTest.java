package io.engagement.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StateReaderWriterTest {
  private final StateWriter out = new StateWriter(0);

  static LongStream boundaries() {
    LongStream powers =
        LongStream.rangeClosed(0, 63)
            .map(exponent -> 1L << exponent)
            .flatMap(power -> LongStream.of(power - 1, power, power + 1, -power, -power - 1));
    return LongStream.concat(
        powers, LongStream.of(0, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE));
  }

  @ParameterizedTest
  @MethodSource("boundaries")
  void numbersReadBack(long number) {
    out.writeUnsigned(number);
    out.writeSigned(number);
    out.writeLong(number);
    out.writeInt((int) number);
    out.writeByte((int) number);
    StateReader in = written();
    assertThat(in.readUnsigned()).isEqualTo(number);
    assertThat(in.readSigned()).isEqualTo(number);
    assertThat(in.readLong()).isEqualTo(number);
    assertThat(in.readInt()).isEqualTo((int) number);
    assertThat(in.readByte()).isEqualTo((byte) number);
    in.expectEnd();
  }

  @ParameterizedTest
  @MethodSource("boundaries")
  void wideNumbersReadBackAndAreWrittenLikeOthersWhereTheyFit(long number) {
    for (long high : new long[] {0, -1, 1, number, ~number, Long.MAX_VALUE, Long.MIN_VALUE}) {
      out.writeWide(high, number);
      StateReader in = written();
      assertThat(in.readWide()).isEqualTo(number);
      assertThat(in.wideHigh()).isEqualTo(high);
      in.expectEnd();
      out.clear();
      BigInteger wide =
          BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(number)));
      out.writeNumber(Wide.number(wide));
      assertThat(Wide.of(written().readNumber())).isEqualTo(wide);
      out.clear();
    }
    out.writeNumber(number);
    assertThat(written().readSigned()).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "127,1", "128,2", "16383,2", "16384,3", "9223372036854775807,9", "-1,10"})
  void smallNumbersAreShort(long number, int bytes) {
    out.writeUnsigned(number);
    assertThat(out.size()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "-64,1", "63,1", "64,2", "-65,2", "-9223372036854775808,10"})
  void signedNumbersNearZeroAreShort(long number, int bytes) {
    out.writeSigned(number);
    assertThat(out.size()).isEqualTo(bytes);
  }

  static Stream<String> texts() {
    return Stream.of(
        null,
        "",
        "a",
        "\u0000",
        "\u007f",
        "\u0080",
        "é",
        "ends in é",
        "é starts",
        "\uFFFF",
        "🎈",
        "a🎈b",
        "x".repeat(126),
        "x".repeat(127),
        "x".repeat(128),
        "x".repeat(100_000),
        "x".repeat(100_000) + "é",
        "é".repeat(8_191));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textsReadBack(String text) {
    out.writeText("before");
    out.writeText(text);
    out.writeText("after");
    StateReader in = written();
    assertThat(in.readText()).isEqualTo("before");
    assertThat(in.readText()).isEqualTo(text);
    assertThat(in.readRequiredText()).isEqualTo("after");
    in.expectEnd();
  }

  @Test
  void bytesAreWrittenBigEndianAndStayWhatTheyAre() {
    out.writeInt(0x01020304);
    out.writeLong(0x05060708090A0B0CL);
    out.writeBoolean(true);
    out.writeBoolean(false);
    out.writeUnsigned(300);
    out.writeSigned(-2);
    out.writeText(null);
    out.writeText("é");
    assertThat(out.toBytes())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 0, 0xAC, 2, 3, 0, 3, 0xC3, 0xA9);
  }

  @Test
  void anInstantIsShortWhereADayBegins() {
    long day = 86_400_000L;
    long[] instants = {
      Long.MAX_VALUE,
      0,
      19_800 * day,
      19_800 * day + 1,
      -day,
      -1,
      253_402_300_799_999L,
      day,
      Long.MIN_VALUE,
      Long.MIN_VALUE + day,
      Long.MAX_VALUE - 1,
      Long.MAX_VALUE / 2
    };
    int[] bytes = {1, 1, 3, 6, 10, 10, 7, 1, 12, 12, 12, 9};
    for (int i = 0; i < instants.length; i++) {
      out.clear();
      out.writeInstant(instants[i]);
      assertThat(out.size()).as("bytes of %d", instants[i]).isEqualTo(bytes[i]);
      assertThat(new StateReader().over(out.toBytes()).readInstant()).isEqualTo(instants[i]);
    }
  }

  @Test
  void whatIsTakenBackAndReadAgain() {
    out.writeInt(7);
    int from = out.size();
    out.writeText("again");
    int to = out.size();
    out.writeText("again");
    assertThat(out.repeats(from, to, to)).isTrue();
    assertThat(out.repeats(0, to, to)).isFalse();
    out.truncate(to);
    StateReader in = new StateReader().over(out.toBytes());
    assertThat(in.readInt()).isEqualTo(7);
    assertThat(in.readText()).isEqualTo("again");
    in.expectEnd();
    in.goTo(from);
    assertThat(in.readText()).isEqualTo("again");
  }

  @Test
  void aReaderStaysWithinItsPart() {
    out.writeInt(1);
    out.writeInt(2);
    out.writeInt(3);
    StateReader in = new StateReader().over(out.array(), 4, 4);
    assertThat(in.remaining()).isEqualTo(4);
    assertThat(in.position()).isEqualTo(4);
    assertThat(in.readInt()).isEqualTo(2);
    in.expectEnd();
    assertRefused(in::readByte);
  }

  @Test
  void aClearedWriterStartsOver() {
    out.writeText("x".repeat(1_000));
    byte[] room = out.array();
    out.clear();
    out.writeByte(7);
    assertThat(out.toBytes()).containsExactly(7);
    assertThat(out.array()).isSameAs(room);
  }

  @Test
  void whatIsMissingIsRefused() {
    assertRefusedAtEveryLength(4, StateReader::readInt);
    assertRefusedAtEveryLength(8, StateReader::readLong);
    assertRefusedAtEveryLength(1, StateReader::readByte);
    assertRefusedAtEveryLength(1, StateReader::readBoolean);
    assertRefusedAtEveryLength(9, in -> in.readBytes(9));
    assertRefusedAtEveryLength(9, in -> in.skip(9));
    out.writeText("text of some length");
    byte[] text = out.toBytes();
    for (int length = 0; length < text.length; length++) {
      assertRefused(new StateReader().over(text, 0, length)::readText);
    }
  }

  @Test
  void numbersWithoutEndAreRefused() {
    byte[] endless = new byte[11];
    Arrays.fill(endless, (byte) 0x80);
    assertRefused(new StateReader().over(endless)::readUnsigned);
    assertRefused(new StateReader().over(endless, 0, 5)::readUnsigned);
  }

  @Test
  void countsAndLengthsThatCannotBeAreRefused() {
    for (long count : new long[] {-1, Long.MIN_VALUE, 1L << 31, Long.MAX_VALUE}) {
      out.clear();
      out.writeUnsigned(count);
      assertRefused(written()::readUnsignedInt);
      assertRefused(written()::readText);
    }
    out.clear();
    out.writeUnsigned(3);
    out.writeLong(0);
    assertThat(written().readCount(2)).isEqualTo(3);
    assertRefused(() -> written().readCount(3));
    assertRefused(() -> written().skip(-1));
  }

  @Test
  void whatIsLeftOverIsRefused() {
    out.writeByte(1);
    assertRefused(written()::expectEnd);
  }

  @Test
  void aTextThatMustBeThereIsNotNull() {
    out.writeText(null);
    assertRefused(written()::readRequiredText);
  }

  private StateReader written() {
    return new StateReader().over(out.toBytes());
  }

  private static void assertRefusedAtEveryLength(int needed, Consumer<StateReader> reading) {
    for (int length = 0; length < needed; length++) {
      StateReader in = new StateReader().over(new byte[needed], 0, length);
      assertRefused(() -> reading.accept(in));
    }
    reading.accept(new StateReader().over(new byte[needed]));
  }

  private static void assertRefused(ThrowingCallable reading) {
    assertThatThrownBy(reading).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void textsThatComeAgainReadAsTheyWere() {
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    StateReader in = StateReader.ofRepeatedTexts();
    for (int i = 0; i < 20_000; i++) {
      // More texts than are remembered, in lengths around the longest that is.
      int length = random.nextInt(RepeatedTexts.MOST_BYTES + 3);
      String text = "\u00e9x".repeat(length / 3) + random.nextInt(10) + "a".repeat(length / 2);
      out.clear();
      out.writeText(text);
      out.writeByte(7);
      in.over(out.array(), 0, out.size());
      assertThat(in.readText()).as("seed %d", seed).isEqualTo(text);
      assertThat(in.readByte()).isEqualTo(7);
    }
    out.clear();
    out.writeText("Home");
    out.writeText("Home");
    in.over(out.array(), 0, out.size());
    assertThat(in.readText()).isSameAs(in.readText());
  }
}
