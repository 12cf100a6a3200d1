package io.engagement.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Encoded message ids compare as their texts do, and take few bytes. */
class MessageIdsPropertyTest {
  private static final long SEED = 20_240_301L;

  private static byte[] encoded(String id) {
    StateWriter out = new StateWriter(16);
    MessageIds.write(id, out);
    return out.toBytes();
  }

  private static String randomId(RandomGenerator random) {
    String hex = "%016x%016x".formatted(random.nextLong(), random.nextLong());
    String uuid = hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    return switch (random.nextInt(9)) {
      case 0 -> uuid;
      case 1 -> uuid.toUpperCase(Locale.ROOT);
      case 2 -> hex.substring(0, random.nextInt(8));
      case 3 -> hex;
      case 4 -> hex.toUpperCase(Locale.ROOT);
      case 5 -> uuid.substring(0, 35) + "g";
      case 6 -> uuid.replace('-', '_');
      case 7 -> new String(Character.toChars(0xE000 + random.nextInt(0x3000))) + hex;
      default -> "id-" + random.nextInt(100);
    };
  }

  @Test
  void theyCompareAsTheirTextsDoByCodePoint() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String id = randomId(random);
      ids.add(id);
      // A neighbour that differs late, and one that is a prefix.
      ids.add(id.isEmpty() ? "0" : id.substring(0, id.length() - 1) + "5");
      ids.add(id.substring(0, id.length() / 2));
    }
    List<byte[]> encoded = ids.stream().map(MessageIdsPropertyTest::encoded).toList();
    List<int[]> codePoints = ids.stream().map(id -> id.codePoints().toArray()).toList();
    for (int one = 0; one < ids.size(); one++) {
      for (int other = 0; other < ids.size(); other++) {
        int compared = MessageIds.compare(encoded.get(one), 0, encoded.get(other), 0);
        int expected = Arrays.compare(codePoints.get(one), codePoints.get(other));
        if (Integer.signum(compared) != Integer.signum(expected)) {
          fail("%s with %s, seed %d: %d", ids.get(one), ids.get(other), SEED, compared);
        }
      }
    }
  }

  @Test
  void anEventIsAfterAnotherOneByTimeThenByMessageIdAndNeverAfterItself() {
    byte[] low = encoded("a");
    byte[] high = encoded("b");
    assertThat(MessageIds.isAfter(6, low, 5, high)).isTrue();
    assertThat(MessageIds.isAfter(5, high, 6, low)).isFalse();
    assertThat(MessageIds.isAfter(5, high, 5, low)).isTrue();
    assertThat(MessageIds.isAfter(5, low, 5, high)).isFalse();
    assertThat(MessageIds.isAfter(5, low, 5, low)).isFalse();
  }

  @Test
  void anIdIsReadFromAmidOtherBytes() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 1_000; i++) {
      byte[] id = encoded(randomId(random));
      byte[] amid = new byte[id.length + 5];
      System.arraycopy(id, 0, amid, 2, id.length);
      StateReader in = new StateReader().over(amid, 2, id.length + 3);
      assertThat(MessageIds.read(in)).isEqualTo(id);
      assertThat(MessageIds.length(amid, 2)).isEqualTo(id.length);
    }
  }

  @Test
  void charactersBeyondAsciiAreText() {
    for (String character : new String[] {"\u007f", "\u0080", "\u0081", "\uffff"}) {
      byte[] text = ("a" + character).getBytes(StandardCharsets.UTF_8);
      assertThat(MessageIds.utf8(encoded("a" + character))).isEqualTo(text);
    }
    assertThat(MessageIds.utf8(encoded("3B241101-E2BB-4255-8CAF-4136C566A962")))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("3B241101-E2BB-4255-8CAF-4136C566A962");
  }

  @Test
  void uuidsAndHexadecimalIdsTakeHalfTheirDigits() {
    assertThat(encoded("0b9a1f0c-41c4-4c6e-9d3a-5e1f2a7b8c9d")).hasSize(1 + 16);
    assertThat(encoded("0B9A1F0C-41C4-4C6E-9D3A-5E1F2A7B8C9D")).hasSize(1 + 16);
    assertThat(encoded("44329d6f2b19ec2ecad6d045")).hasSize(1 + 12);
    assertThat(encoded("order-17")).hasSize(1 + 8);
  }
}
