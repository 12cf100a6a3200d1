package io.engagement.core.event.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class Hash64Test {
  /** Hashes are kept in state: these values must never change. */
  @Test
  void isTheFunctionItHasAlwaysBeen() {
    assertThat(Hash64.ofText("")).isEqualTo(0x8F4AC5C5810CE176L);
    assertThat(Hash64.ofText("a")).isEqualTo(0x5F8BC4EDF202BE08L);
    assertThat(Hash64.ofText("abcd")).isEqualTo(0xFCE2BECF110DA42BL);
    assertThat(Hash64.ofText("message-1")).isEqualTo(0x6147F23A196A6177L);
    assertThat(Hash64.ofText("44329d6f2b19ec2ecad6d045")).isEqualTo(0xE02280DABEBEC2BFL);
    assertThat(Hash64.ofText("x".repeat(48))).isEqualTo(0x2DF520C81B7B29A5L);
    assertThat(Hash64.ofText("0123456789".repeat(20))).isEqualTo(0xF750E489A16B135BL);
    assertThat(Hash64.join(1, 2)).isEqualTo(0x58173C4BCAB929B4L);
  }

  @Test
  void looksAtTheGivenPartOnly() {
    byte[] bytes = "..44329d6f2b19ec2ecad6d045..".getBytes(StandardCharsets.UTF_8);
    assertThat(Hash64.of(bytes, 2, 24)).isEqualTo(Hash64.ofText("44329d6f2b19ec2ecad6d045"));
  }

  @Test
  void tellsSimilarTextsApart() {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 40_000; i++) {
      seen.add(Hash64.ofText(Integer.toString(i)));
      seen.add(Hash64.ofText("message-" + i));
      seen.add(Hash64.ofText(String.format("%024x", i)));
      seen.add(Hash64.ofText("x".repeat(40) + i + "x".repeat(20)));
      seen.add(Hash64.ofText(i + "x".repeat(150)));
    }
    assertThat(seen).hasSize(200_000);
  }

  @Test
  void feelsEveryByteOfEveryLength() {
    for (int length = 1; length <= 200; length++) {
      byte[] bytes = new byte[length];
      Set<Long> seen = new HashSet<>(Set.of(Hash64.of(bytes, 0, length)));
      for (int at = 0; at < length; at++) {
        bytes[at] = 1;
        assertThat(seen.add(Hash64.of(bytes, 0, length))).as("%d of %d", at, length).isTrue();
        bytes[at] = (byte) 0x80;
        assertThat(seen.add(Hash64.of(bytes, 0, length))).as("%d of %d", at, length).isTrue();
        bytes[at] = 0;
      }
    }
  }

  @Test
  void spreadsOverAllBits() {
    long[] ones = new long[64];
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      long changed = Hash64.ofText("id-" + i) ^ Hash64.ofText("id-" + (i ^ 1));
      for (int bit = 0; bit < 64; bit++) {
        ones[bit] += changed >>> bit & 1;
      }
    }
    for (long one : ones) {
      assertThat(one).isBetween(count * 45L / 100, count * 55L / 100);
    }
  }
}
