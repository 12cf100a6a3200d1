package io.engagement.core.event.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonScannerTest {
  private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 32, 100, 128, 100);

  @Test
  void findsEveryEndOfAStringAtEveryPlace() {
    for (int before = 0; before < 20; before++) {
      for (int length = 0; length < 40; length++) {
        String text = "x".repeat(length);
        String json = " ".repeat(before) + "{\"v\":\"" + text + "\"}";
        assertThat(captured(json)).isEqualTo(text);
        String accented = text + "\u00E9" + text;
        assertThat(captured(json.replace("\"" + text + "\"}", "\"" + accented + "\"}")))
            .isEqualTo(accented);
        assertThat(captured("{\"v\":\"" + text + "\\n" + text + "\"}"))
            .isEqualTo(text + "\n" + text);
      }
    }
  }

  @Test
  void findsAWantedNameOfEveryLength() {
    for (int length = 1; length <= 128; length++) {
      String name = "n".repeat(length);
      PathTrie.Builder paths = new PathTrie.Builder();
      int wanted = paths.capture(name, PathTrie.Use.VALUE);
      JsonScanner scanner = new JsonScanner(LIMITS, paths.build(Set.of()));
      scan(scanner, "{\"" + name.substring(1) + "\":1,\"" + name + "\":2}");
      assertThat(scanner.captures().number(wanted)).isEqualTo(2L);
    }
  }

  @Test
  void refusesEveryControlCharacterAtEveryPlace() {
    for (char control = 0; control < ' '; control++) {
      for (int place = 0; place < 17; place++) {
        String text = "x".repeat(place) + control + "y".repeat(16 - place);
        assertThatThrownBy(() -> captured("{\"v\":\"" + text + "\"}"))
            .isInstanceOfSatisfying(
                JsonRefusal.class,
                refusal -> assertThat(refusal.fault()).isEqualTo(JsonFault.MALFORMED_JSON));
      }
    }
    assertThat(captured("{\"v\":\"\u007F\"}")).isEqualTo("\u007F");
  }

  @Test
  void readsAnObjectOfManyMembersInTimeThatGrowsWithItsSize() {
    JsonScanner scanner = new JsonScanner(LIMITS, new PathTrie.Builder().build(Set.of()));
    String small = object(4_000);
    String large = object(40_000);
    long smallNanos = Long.MAX_VALUE;
    long largeNanos = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      smallNanos = Math.min(smallNanos, nanos(scanner, small));
      largeNanos = Math.min(largeNanos, nanos(scanner, large));
    }
    // Ten times the members: about twelve times the work, a hundred times if it were quadratic.
    assertThat(largeNanos).isLessThan(smallNanos * 50);
  }

  private static String object(int members) {
    StringBuilder json = new StringBuilder("{\"a\":1");
    for (int i = 0; i < members; i++) {
      json.append(",\"member").append(i).append("\":1");
    }
    return json.append('}').toString();
  }

  private static long nanos(JsonScanner scanner, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    long start = System.nanoTime();
    scanner.scan(bytes, 0, bytes.length);
    return System.nanoTime() - start;
  }

  @Test
  void saysWhereTheFaultIs() {
    assertThatThrownBy(() -> captured("{\"v\":\"x\" 1}"))
        .hasMessage("a comma or the object's end was expected at byte 9");
    assertThatThrownBy(() -> captured("{\"v\":")).hasMessage("the record ends too early at byte 5");
  }

  private static String captured(String json) {
    PathTrie.Builder paths = new PathTrie.Builder();
    int v = paths.capture("v", PathTrie.Use.VALUE);
    JsonScanner scanner = new JsonScanner(LIMITS, paths.build(Set.of()));
    scan(scanner, json);
    String repeated = scanner.captures().repeatedString(v);
    assertThat(scanner.captures().repeatedString(v)).isEqualTo(repeated);
    assertThat(scanner.captures().string(v)).isEqualTo(repeated);
    return repeated;
  }

  private static void scan(JsonScanner scanner, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    scanner.scan(bytes, 0, bytes.length);
  }
}
