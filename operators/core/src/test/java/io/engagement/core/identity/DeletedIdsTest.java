package io.engagement.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeletedIdsTest {
  @Test
  void knowsTheLaterOfTwoInstants() {
    DeletedIds ids = new DeletedIds();
    assertThat(ids.atMillis("u")).isEqualTo(Long.MIN_VALUE);
    ids.add("u", 3, 200);
    ids.add("u", 3, 100);
    assertThat(ids.atMillis("u")).isEqualTo(200);
    assertThat(ids.atMillis("v")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void handsOnTheIdsOfSomeKeyGroupsWithoutKnowingThem() {
    DeletedIds ids = new DeletedIds();
    for (int i = 0; i < 1_000; i++) {
      ids.add("user-" + i, i % 10, i);
    }
    byte[] bytes = ids.toBytes();
    System.out.println(bytes.length / 1_000 + " bytes per id");
    assertThat(bytes.length).isLessThan(1_000 * 24);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("user-");

    DeletedIds some = new DeletedIds();
    some.addAll(bytes, keyGroup -> keyGroup < 3);
    assertThat(some.size()).isEqualTo(300);
    assertThat(some.atMillis("user-12")).isEqualTo(12);
    assertThat(some.atMillis("user-19")).isEqualTo(Long.MIN_VALUE);
  }
}
