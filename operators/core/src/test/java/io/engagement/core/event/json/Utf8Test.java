package io.engagement.core.event.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  private final CharsetDecoder jdk = StandardCharsets.UTF_8.newDecoder();

  @Test
  void takesEveryCharacterAndNothingLess() {
    for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        continue;
      }
      byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
      byte[] padded = Arrays.copyOf(bytes, bytes.length + 4);
      boolean whole = Utf8.valid(padded, 0, bytes.length);
      boolean cut = bytes.length > 1 && Utf8.valid(Arrays.copyOf(bytes, 8), 0, bytes.length - 1);
      if (!whole || cut) {
        fail("U+" + Integer.toHexString(c));
      }
    }
  }

  @Test
  void agreesWithTheJdkOnEveryPairAndOnRandomSequences() {
    for (int i = 0; i < 1 << 16; i++) {
      compare(new byte[] {(byte) (i >> 8), (byte) i});
    }
    long seed = 8L;
    System.out.println("Utf8Test seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 60_000; i++) {
      byte[] bytes = new byte[3 + random.nextInt(3)];
      random.nextBytes(bytes);
      bytes[0] |= (byte) 0xC0;
      bytes[1] = (byte) (bytes[1] & 0x3F | 0x80);
      if (random.nextInt(8) > 0) {
        bytes[2] = (byte) (bytes[2] & 0x3F | 0x80);
      }
      compare(bytes);
      compare(Arrays.copyOf(bytes, 3));
      compare(Arrays.copyOf(bytes, 4));
    }
  }

  private void compare(byte[] bytes) {
    boolean expected;
    try {
      jdk.decode(ByteBuffer.wrap(bytes));
      expected = true;
    } catch (CharacterCodingException e) {
      expected = false;
    }
    if (Utf8.valid(Arrays.copyOf(bytes, bytes.length + 4), 0, bytes.length) != expected) {
      assertThat(Utf8.valid(Arrays.copyOf(bytes, bytes.length + 4), 0, bytes.length))
          .as(Arrays.toString(bytes))
          .isEqualTo(expected);
    }
  }
}
