package io.engagement.core.event.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonScannerTest {
  private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 64, 32, 100);

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
    for (int i = 0; i < 60; i++) {
      smallNanos = Math.min(smallNanos, nanos(scanner, small));
      largeNanos = Math.min(largeNanos, nanos(scanner, large));
    }
    // Ten times the members: ten times the work, a hundred times if it were quadratic.
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
    // Of the CPU, not of the clock: other processes must not decide.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    scanner.scan(bytes, 0, bytes.length);
    return threads.getCurrentThreadCpuTime() - start;
  }

  @Test
  void takesTheLastOfAWantedMemberThatIsNamedAgain() {
    PathTrie.Builder paths = new PathTrie.Builder();
    int a = paths.capture("a", PathTrie.Use.VALUE);
    int inner = paths.capture("b.c", PathTrie.Use.VALUE);
    JsonScanner scanner = new JsonScanner(LIMITS, paths.build(Set.of()));
    Captures found = scanner.captures();
    for (int i = 0; i < 3; i++) {
      scan(scanner, "{\"a\":1,\"b\":{\"c\":2},\"x\":{\"a\":1,\"a\":2},\"x\":3}");
      assertThat(scanner.repeated()).isEmpty();
      assertThat(found.number(a)).isEqualTo(1L);
      assertThat(found.number(inner)).isEqualTo(2L);
      scan(scanner, "{\"a\":1,\"b\":{\"c\":2},\"\\u0061\":3}");
      assertThat(scanner.repeated()).containsExactly("a");
      assertThat(found.number(a)).isEqualTo(3L);
      assertThat(found.number(inner)).isEqualTo(2L);
      scan(scanner, "{\"b\":{\"c\":2,\"c\":4},\"a\":1,\"b\":{\"d\":1}}");
      assertThat(scanner.repeated()).containsExactly("b.c", "b");
      assertThat(found.kind(inner)).isEqualTo(JsonKind.ABSENT);
      scan(scanner, "{\"b\":{\"c\":2},\"b\":{\"c\":5}}");
      assertThat(scanner.repeated()).containsExactly("b");
      assertThat(found.number(inner)).isEqualTo(5L);
    }
  }

  @Test
  void checksWithinUsedValuesOnly() {
    PathTrie.Builder paths = new PathTrie.Builder();
    int used = paths.capture("v", PathTrie.Use.VALUE);
    int place = paths.capture("p", PathTrie.Use.PLACE);
    JsonScanner scanner = new JsonScanner(LIMITS, paths.build(Set.of()));
    String deep = "[".repeat(40) + "]".repeat(40);
    for (String odd : List.of("1e999", "\"\\u0000\"", "\"\\ud800\"", "{\"\\ud800\":1}", deep)) {
      scan(scanner, "{\"x\":" + odd + ",\"v\":1}");
      assertThat(scanner.captures().number(used)).isEqualTo(1L);
      assertThatThrownBy(() -> scan(scanner, "{\"v\":[" + odd + "]}"))
          .isInstanceOf(JsonRefusal.class);
    }
    scan(scanner, "{\"p\":1e999}");
    assertThatThrownBy(() -> scanner.captures().number(place)).isInstanceOf(JsonRefusal.class);
    scan(scanner, "{\"p\":\"\\u0000\"}");
    assertThatThrownBy(() -> scanner.captures().string(place)).isInstanceOf(JsonRefusal.class);
  }

  @Test
  void readsTheSameWhateverItHasReadBefore() {
    long seed = 5L;
    System.out.println("JsonScannerTest seed " + seed);
    Random random = new Random(seed);
    PathTrie.Builder paths = new PathTrie.Builder();
    List<String> wanted = List.of("a", "a.b", "ab.a", "ab.ab", "abcdefgh.a", "abcdefgh.abcdefgh");
    wanted.forEach(path -> paths.capture(path, PathTrie.Use.VALUE));
    PathTrie trie = paths.build(Set.of("b"));
    JsonScanner old = new JsonScanner(LIMITS, trie);
    for (int i = 0; i < 12_000; i++) {
      String json = randomObject(random, 0);
      assertThat(outcome(old, wanted.size(), json))
          .as(json)
          .isEqualTo(outcome(new JsonScanner(LIMITS, trie), wanted.size(), json));
    }
  }

  private static String randomObject(Random random, int depth) {
    List<String> names =
        List.of("a", "b", "ab", "abcdefg", "abcdefgh", "abcdefghi", "\u00E9", "\\u0061");
    StringBuilder json = new StringBuilder("{");
    int members = random.nextInt(random.nextInt(50) == 0 ? 40 : 6);
    int first = random.nextInt(3);
    for (int i = 0; i < members; i++) {
      boolean jump = random.nextInt(20) == 0;
      String name = names.get(jump ? random.nextInt(names.size()) : (first + i) % names.size());
      String value =
          switch (random.nextInt(depth > 3 ? 2 : 4)) {
            case 0 -> "1";
            case 1 -> "\"x\"";
            case 2 ->
                "[" + randomObject(random, depth + 1) + "," + randomObject(random, depth + 1) + "]";
            default -> randomObject(random, depth + 1);
          };
      String suffix = members > 8 ? Integer.toString(i) : "";
      json.append(i == 0 ? "" : ",")
          .append('"')
          .append(name)
          .append(suffix)
          .append("\":")
          .append(value);
    }
    return json.append('}').toString();
  }

  private static String outcome(JsonScanner scanner, int captures, String json) {
    try {
      scan(scanner, json);
    } catch (JsonRefusal refusal) {
      return refusal.fault().toString();
    }
    StringBuilder outcome = new StringBuilder(Long.toHexString(scanner.digest()));
    for (int i = 0; i < captures; i++) {
      Captures found = scanner.captures();
      JsonKind kind = found.kind(i);
      outcome.append(' ').append(kind);
      if (!kind.isNothing()) {
        outcome.append(found.json(i));
      }
    }
    return outcome.toString();
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
