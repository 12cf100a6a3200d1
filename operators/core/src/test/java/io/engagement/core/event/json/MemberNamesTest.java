package io.engagement.core.event.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Names whose hashes are alike must not be taken for one, and one name must always be found. */
class MemberNamesTest {
  private static final byte[] BYTES =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZa".getBytes(StandardCharsets.UTF_8);

  private final MemberNames names = new MemberNames(new JsonStrings());

  @Test
  void tellsNamesWithOneHashApart() {
    int mark = names.mark();
    for (int i = 0; i < 52; i++) {
      names.push(42, i, i + 1);
      assertThat(names.lastRepeats(mark, BYTES)).isFalse();
    }
    assertThat(names.closeFindsRepeat(mark, BYTES)).isFalse();
  }

  @Test
  void findsARepeatAmongNamesWithOneHash() {
    int mark = names.mark();
    names.push(42, 0, 1);
    names.push(42, 1, 2);
    names.push(42, 52, 53);
    assertThat(names.lastRepeats(mark, BYTES)).isTrue();
  }

  @Test
  void findsARepeatInALargeObjectWhenItCloses() {
    int mark = names.mark();
    for (int i = 0; i < 52; i++) {
      names.push(i % 2 == 0 ? 42 : i, i, i + 1);
    }
    names.push(42, 52, 53);
    assertThat(names.closeFindsRepeat(mark, BYTES)).isTrue();
  }

  @Test
  void keepsObjectsApart() {
    int outer = names.mark();
    names.push(1, 0, 1);
    int inner = names.mark();
    names.push(1, 0, 1);
    assertThat(names.lastRepeats(inner, BYTES)).isFalse();
    assertThat(names.closeFindsRepeat(inner, BYTES)).isFalse();
    names.push(1, 52, 53);
    assertThat(names.lastRepeats(outer, BYTES)).isTrue();
  }
}
