package io.engagement.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopTest {
  @TempDir Path folder;

  @Test
  void opensOnTheMondayFiveWeeksBeforeThisWeeks() {
    for (String now : new String[] {"2026-11-30T00:00:00Z", "2026-12-06T23:59:59Z"}) {
      Shop shop = Shop.openedWeeksBefore(Instant.parse(now).toEpochMilli(), 0.5);
      assertThat(Instant.ofEpochMilli(shop.startMillis())).isEqualTo("2026-10-26T00:00:00Z");
      assertThat(shop.written()).isZero();
    }
  }

  @Test
  void isReadAsItWasWrittenLast() throws IOException {
    Path file = folder.resolve("shop.properties");
    assertThat(Shop.read(file)).isEmpty();
    Shop shop = new Shop(1_767_571_200_000L, 0.12, 0);
    shop.write(file);
    shop.with(17).write(file);
    assertThat(Shop.read(file)).contains(shop.with(17));
  }
}
