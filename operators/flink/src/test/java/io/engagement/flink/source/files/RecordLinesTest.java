package io.engagement.flink.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.flink.source.SourceRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordLinesTest {

  @Test
  void passesOverBlankLinesAndCountsThem() throws IOException {
    assertThat(read("\n{a}\r\n \t\r\n\n{b}\n\n")).containsExactly("2:{a}\r", "5:{b}");
  }

  @Test
  void lastLineNeedsNoLineFeed() throws IOException {
    assertThat(read("{a}\n{b}")).containsExactly("1:{a}", "2:{b}");
    assertThat(read("")).isEmpty();
    assertThat(read(" ")).isEmpty();
  }

  @Test
  void tooLongLinesAreCutAtTheBoundAndTheNextOnesAreWhole() throws IOException {
    String longLine = "x".repeat(200_000);
    List<String> lines = read("a\n" + longLine + "\nb\n", 100);
    assertThat(lines).containsExactly("1:a", "2:" + "x".repeat(100), "3:b");
  }

  @Test
  void knowsOfALongLineWhatItIsAsAWhole() throws IOException {
    String longLine = "x".repeat(200_000);
    byte[] bytes = ("a\n" + longLine + "\nb\n").getBytes(StandardCharsets.UTF_8);
    RecordLines lines = new RecordLines(trickling(bytes, 5), 100, 0, 0);
    assertThat(lines.next()).isTrue();
    assertThat(lines.whole()).isNull();
    assertThat(lines.next()).isTrue();
    assertThat(lines.whole())
        .isEqualTo(SourceRecord.Whole.of(longLine.getBytes(StandardCharsets.UTF_8)));
    assertThat(lines.next()).isTrue();
    assertThat(lines.whole()).isNull();
  }

  @Test
  void aByteOrderMarkAloneIsNoRecord() throws IOException {
    assertThat(read("\uFEFF\r\n{a}\n")).containsExactly("2:{a}");
    assertThat(read("\uFEFF{a}\n")).containsExactly("1:\uFEFF{a}");
  }

  @Test
  void goesOnFromEveryPositionAsIfItHadNeverStopped() throws IOException {
    long seed = 7;
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append("y".repeat(random.nextInt(3) * random.nextInt(400)));
      text.append(random.nextInt(10) == 0 ? "\r\n" : "\n");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    List<String> all = read(text.toString());
    RecordLines lines = new RecordLines(trickling(bytes, seed), 1 << 20, 0, 0);
    for (int taken = 1; lines.next(); taken++) {
      int from = (int) lines.nextOffset();
      byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
      RecordLines resumed =
          new RecordLines(new ByteArrayInputStream(rest), 1 << 20, lines.line(), from);
      assertThat(drain(resumed)).as("seed %d", seed).isEqualTo(all.subList(taken, all.size()));
    }
  }

  /** Gives out a few bytes at a time, as compressed streams and networks do. */
  private static InputStream trickling(byte[] bytes, long seed) {
    Random random = new Random(seed);
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1 + random.nextInt(50)));
      }

      @Override
      public int read(byte[] into) {
        return read(into, 0, into.length);
      }
    };
  }

  private static List<String> read(String text) throws IOException {
    return read(text, 1 << 20);
  }

  private static List<String> read(String text, int mostBytes) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return drain(new RecordLines(new ByteArrayInputStream(bytes), mostBytes, 0, 0));
  }

  private static List<String> drain(RecordLines lines) throws IOException {
    List<String> all = new ArrayList<>();
    while (lines.next()) {
      all.add(lines.line() + ":" + new String(lines.bytes(), StandardCharsets.UTF_8));
    }
    return all;
  }
}
