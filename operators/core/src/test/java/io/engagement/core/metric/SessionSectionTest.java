package io.engagement.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.session.Publish;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DefinitionLife;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The section of state that definitions share which mean the same by a session. */
class SessionSectionTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final SharingShop SHOP = shop();

  private static SharingShop shop() {
    return new SharingShop(
        ZoneSample.ALL.get(0),
        new SessionsDefinition(
            "web",
            EventMatcher.ANY,
            null,
            1_800_000L,
            SessionsDefinition.Boundary.INCLUSIVE,
            Set.of(),
            SessionsDefinition.Bounce.NOT_ENGAGED,
            null,
            10_000L,
            5_000L,
            Publish.CHANGES,
            "USD",
            List.of("channel", "platform")),
        Duration.ofDays(3).toMillis());
  }

  private static RawEvent page(long afterMillis, String path) {
    return RawEvent.page("")
        .at(START + afterMillis)
        .id(path + afterMillis)
        .with("properties.path", path)
        .with("context.device.type", "ios");
  }

  private static MetricRun<?> run(String... families) {
    return MetricRun.of(SHOP.of(List.of(families)));
  }

  private static MetricRun<?> lived(String... families) {
    return run(families)
        .acceptAll(
            page(0, "/a").with("context.campaign.source", "news"),
            page(12_000, "/b"),
            RawEvent.track("Page Ping").at(START + 30_000).id("ping"),
            page(40_000, "/a"),
            RawEvent.track("Order Completed").at(START + 2 * HOUR).id("order"),
            page(2 * HOUR + 1_000, "/c"));
  }

  private static MetricRun<?> all() {
    return lived(SharingShop.ALL.toArray(new String[0]));
  }

  @Test
  void itIsWrittenAsItEverWas() {
    MetricRun<?> lived = all();
    GoldenBytes.areKept("sessions/v5-shared.hex", lived, nobody(), 3);
    GoldenBytes.areRead("sessions/v4-shared.hex", lived, nobody(), 2);
    GoldenBytes.areRead("sessions/v3-shared.hex", lived, nobody(), 1);
  }

  private static MetricRun<?> nobody() {
    return run(SharingShop.ALL.toArray(new String[0]));
  }

  private static MetricRun<?> silent(String... families) {
    MetricRun<?> silent = lived(families);
    silent.advanceTo(START + 90 * 24 * HOUR);
    silent.flush();
    return silent;
  }

  @Test
  void isStillThatOfItsObserversOnceThereIsNothingOfThem() {
    byte[] before = silent("sessions", "paths").bytes("u");
    assertThat(before).as("when the first session was, and the epoch").hasSize(9);
    MetricRun<?> one = inLife(0, "sessions");
    one.restore("u", before, 3);
    assertThat(Arrays.copyOf(one.bytes("u"), 8)).isEqualTo(Arrays.copyOf(before, 8));
    MetricRun<?> none = inLife(1, "score");
    none.restore("u", before, 3);
    assertThat(none.bytes("u")).isEqualTo(inLife(1, "score").bytes("u"));
    MetricRun<?> back = inLife(1, "sessions");
    back.restore("u", before, 3);
    assertThat(back.bytes("u")).isEqualTo(inLife(1, "sessions").bytes("u"));
  }

  /** In the epoch after the first. */
  private static MetricRun<?> inLife(int epoch, String... families) {
    return MetricRun.of(SHOP.of(List.of(families), new DefinitionLife(epoch, 1, Map.of())));
  }

  /** Those who observed when it was written are known by family and life. */
  @Test
  void isStillThatOfItsObserversWhateverBecomesOfDefinitions() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Integer> lives = new TreeMap<>();
    byte[] bytes = {};
    Set<Map.Entry<String, Integer>> observed = Set.of();
    for (int epoch = 0; epoch < 500; epoch++) {
      change(lives, epoch, random);
      MetricRun<?> run = inLives(lives, epoch);
      Set<Map.Entry<String, Integer>> observing = Set.copyOf(new TreeMap<>(lives).entrySet());
      boolean isKept = observing.stream().anyMatch(observed::contains);
      if (epoch > 0) {
        run.restore("u", bytes, 3);
        assertThat(Arrays.equals(run.bytes("u"), run.bytes("new")))
            .as("starts from scratch in epoch %d", epoch)
            .isEqualTo(!isKept);
      }
      if (!isKept) {
        run = inLives(lives, epoch).acceptAll(page(0, "/a"));
        run.advanceTo(START + 90 * 24 * HOUR);
      }
      if (!isKept || random.nextInt(3) == 0) {
        bytes = run.bytes("u");
        observed = observing;
      }
    }
  }

  /** Takes definitions away, and puts new ones in; one stays at least. */
  private static void change(Map<String, Integer> lives, int epoch, SplittableRandom random) {
    for (String family : SharingShop.ALL) {
      switch (random.nextInt(6)) {
        case 0 -> lives.remove(family);
        case 1 -> lives.put(family, epoch);
        default -> {}
      }
    }
    if (lives.isEmpty()) {
      lives.put("sessions", epoch);
    }
  }

  private static MetricRun<?> inLives(Map<String, Integer> lives, int epoch) {
    return MetricRun.of(
        SHOP.of(
            List.copyOf(lives.keySet()),
            family -> new DefinitionLife(lives.get(family), epoch, Map.of())));
  }

  @Test
  void layoutTwoNamesItsObserversOnceThereIsNothingOfThem() {
    byte[] now = silent("sessions", "paths").bytes("u");
    StateWriter before = new StateWriter(32);
    before.writeBytes(now, 0, now.length - 1);
    before.writeUnsigned(2);
    run("sessions", "paths")
        .metric()
        .published()
        .forEach(observer -> before.writeInt(observer.definition().key()));

    MetricRun<?> one = run("sessions");
    one.restore("u", before.toBytes(), 2);
    assertThat(one.bytes("u")).isEqualTo(silent("sessions").bytes("u"));
    MetricRun<?> none = run("score");
    none.restore("u", before.toBytes(), 2);
    assertThat(none.bytes("u")).isEqualTo(run("score").bytes("u"));
  }

  @Test
  void whatSessionsKeptWithoutTheirOrdersIsRead() {
    MetricRun<?> restored = run(SharingShop.ALL.toArray(new String[0]));
    restored.restore("u", GoldenBytes.of("sessions/v1-shared.hex", all().bytes("u")), 1);
    assertThat(restored.contributions().keySet()).isEqualTo(all().contributions().keySet());
  }

  @Test
  void whatScoresKeptBeforeTheyToldOfRowsThatWaitIsRead() {
    MetricRun<?> restored = run(SharingShop.ALL.toArray(new String[0]));
    restored.restore("u", GoldenBytes.of("sessions/v2-shared.hex", all().bytes("u")), 1);
    assertThat(restored.bytes("u")).isEqualTo(all().bytes("u"));
  }

  @Test
  void damagedBytesAndNewerLayoutsAreRefused() {
    DamagedBytes.areRefused(all(), "u", 3);
    assertThatThrownBy(() -> run("score").restore("u", all().bytes("u"), 4))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsSharedIsKeptOnce() {
    int apart = 0;
    int heapApart = 0;
    for (String family : SharingShop.ALL) {
      apart += lived(family).bytes("u").length;
      heapApart += lived(family).heapBytes("u");
    }
    assertThat(all().bytes("u").length).isLessThan(apart * 2 / 3);
    assertThat(all().heapBytes("u")).isLessThan(heapApart * 2 / 3);
  }

  @Test
  void aDefinitionThatComesLaterCountsTheSessionsThatBeginFromThenOn() {
    MetricRun<?> later = run("paths", "sessions");
    later.continueFrom(run("sessions").acceptAll(page(0, "/a")));
    later.acceptAll(page(1_000, "/b"));
    assertThat(later.rows().table("paths")).as("of a session that was there").isEmpty();
    assertThat(later.rows().values("session_metrics", "web", "day", "2024-03-01", "", "").get(4))
        .as("views")
        .isEqualTo(2L);

    later.acceptAll(page(2 * HOUR, "/c"));
    assertThat(later.rows().table("paths")).isNotEmpty();
    assertThat(later.contributions().keySet())
        .as("kept through a restart")
        .isEqualTo(restarted(later).contributions().keySet());
  }

  private static MetricRun<?> restarted(MetricRun<?> run) {
    run.restart();
    return run;
  }

  @Test
  void aSessionJoinedToOneThatWasThereBeforeIsTakenBackByWhoCameLater() {
    MetricRun<?> later = run("sessions", "score");
    later.continueFrom(run("score").acceptAll(page(0, "/a")));
    later.acceptAll(page(HOUR / 2 + 600_000, "/b"));
    assertThat(later.rows().table("sessions")).hasSize(1);

    later.acceptAll(page(HOUR / 2, "/between"));
    assertThat(later.rows().table("sessions")).isEmpty();
    assertThat(later.rows().table("session_metrics")).isEmpty();
    assertThat(later.rows().table("user_engagement").values())
        .as("the score goes on counting it")
        .allMatch(row -> row.get(5).equals(1L));
  }

  @Test
  void aSessionThatBeganBeforeJoinsALaterOneFromTheRightToo() {
    MetricRun<?> later = run("sessions", "score");
    later.continueFrom(run("score").acceptAll(page(HOUR, "/a")));
    later.acceptAll(page(0, "/b"));
    assertThat(later.rows().table("sessions")).hasSize(1);

    later.acceptAll(page(HOUR / 2, "/between"));
    assertThat(later.rows().table("sessions")).isEmpty();
    assertThat(later.rows().table("session_metrics")).isEmpty();
  }

  @Test
  void sessionsThatAllHaveLeftStartFromScratch() {
    MetricRun<?> back = run("paths");
    back.continueFrom(run("score").acceptAll(page(0, "/a")));
    back.acceptAll(page(1_000, "/b"), page(2_000, "/c"));
    MetricRun<?> fresh = run("paths").acceptAll(page(1_000, "/b"), page(2_000, "/c"));
    assertThat(back.rows().table("paths")).isEqualTo(fresh.rows().table("paths"));
    assertThat(back.bytes("u")).isEqualTo(fresh.bytes("u"));
  }

  @Test
  void aDefinitionThatLeavesExpiresAndTheOthersGoOn() {
    MetricRun<?> without = run("sessions");
    without.continueFrom(all());
    without.acceptAll(page(2 * HOUR + 2_000, "/d"));
    MetricRun<?> alone = lived("sessions").acceptAll(page(2 * HOUR + 2_000, "/d"));
    for (String table : List.of("sessions", "session_metrics")) {
      assertThat(without.rows().table(table)).isEqualTo(alone.rows().table(table));
    }
    assertThat(without.bytes("u")).isEqualTo(alone.bytes("u"));
  }
}
