package io.engagement.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.dashboard.DashboardServer.Listen;
import io.engagement.dashboard.view.View;
import io.engagement.dashboard.view.Views;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How long the answer to each view takes, with a year of a shop of a million users. It fills a
 * database for minutes and takes times, so it is no part of {@code mvn verify}: {@code mvn -Pyear
 * -pl dashboard -am verify}.
 */
class YearITCase {
  private static final Duration BOUND = Duration.ofMillis(200);

  /** Half a million rows of paths are added up. */
  private static final Duration BOUND_OF_A_YEAR = Duration.ofMillis(500);

  private static final int TIMES = 9;

  private static DashboardServer server;
  private static Client client;

  @BeforeAll
  static void fill() throws Exception {
    TestShop shop = new TestShop("dashboard_year");
    shop.publish();
    shop.fill("/year.sql");
    server = DashboardServer.start(shop.address(ZoneId.of("UTC")), Listen.loopback(0));
    client = new Client(server.uri());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyViewAnswersInTime() throws Exception {
    List<String> slow = new ArrayList<>();
    System.out.printf("%-16s %-28s %8s %8s %10s%n", "view", "chosen", "median", "worst", "bytes");
    for (View view : Views.load().all()) {
      for (String chosen : List.of("range=28d", "from=2025-03-04&to=2026-03-04")) {
        Duration bound = chosen.startsWith("range") ? BOUND : BOUND_OF_A_YEAR;
        String path = "/api/view/" + view.id() + "?user=u123456&" + chosen;
        client.json(path);
        long[] millis = new long[TIMES];
        int bytes = 0;
        for (int i = 0; i < TIMES; i++) {
          long start = System.nanoTime();
          HttpResponse<String> answer = client.get(path);
          millis[i] = Duration.ofNanos(System.nanoTime() - start).toMillis();
          bytes = answer.body().length();
          assertThat(answer.statusCode()).as(path).isEqualTo(200);
          assertThat(answer.body()).as(path).doesNotContain("\"error\":\"");
        }
        Arrays.sort(millis);
        System.out.printf(
            "%-16s %-28s %5d ms %5d ms %10d%n",
            view.id(), chosen, millis[TIMES / 2], millis[TIMES - 1], bytes);
        if (millis[TIMES / 2] >= bound.toMillis()) {
          slow.add(path + ": " + millis[TIMES / 2] + " ms");
        }
      }
    }
    assertThat(slow).as("views that take too long").isEmpty();
  }
}
