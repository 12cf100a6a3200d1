package io.engagement.core.metric.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SessionSections;
import io.engagement.core.session.Publish;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What the section of a user's history keeps, what of it expires, and what it makes of older
 * sections.
 */
class ScoreStateTest {
  /** Of the section around it. */
  private static final int LAYOUT_3 = 3;

  private static final Map<String, BigDecimal> WEIGHTS =
      Map.of("Product Viewed", BigDecimal.ONE, "Order Completed", new BigDecimal("-2.5"));

  @Test
  void theNewestStillReadsAndWritesTheSameBytes() {
    MetricRun<?> run = run(Publish.CLOSED);
    run.acceptAll(history());
    GoldenBytes.areKept("score/v5-state.hex", run, run(Publish.CLOSED), LAYOUT_3);
    GoldenBytes.areRead("score/v4-state.hex", run, run(Publish.CLOSED), 2);
    GoldenBytes.areRead("score/v2-state.hex", run, run(Publish.CLOSED), 1);
  }

  @Test
  void layoutOneIsReadAndGoesOnInTheNewest() {
    MetricRun<?> run = run(ScoreCases.DAY_MILLIS);
    run.acceptAll(history());
    byte[] golden = GoldenBytes.of("score/v1-state.hex", run.bytes("u"));

    MetricRun<?> restored = run(ScoreCases.DAY_MILLIS);
    restored.restore("u", golden, 1);
    assertThat(restored.bytes("u")).isEqualTo(run.bytes("u"));
    RawEvent more = RawEvent.track("Product Viewed").at("2024-03-03T12:00:00Z");
    restored.acceptAll(more);
    run.acceptAll(more);
    assertThat(restored.rows().differencesFrom(run.rows())).isEmpty();
    assertThat(run.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(1_548);
  }

  @Test
  void damagedBytesAndNewerLayoutsAreRefused() {
    MetricRun<?> run = run(ScoreCases.DAY_MILLIS);
    run.acceptAll(history());
    DamagedBytes.areRefused(run, "u", LAYOUT_3);
  }

  @Test
  void stateStaysSmallHoweverMuchAUserDoes() {
    MetricRun<?> run = run(3_600_000L);
    long begin = history()[0].timeMillis();
    int largest = 0;
    for (int i = 0; i < 4_000; i++) {
      long time = begin + i * 2_400_000L;
      run.acceptAll(
          RawEvent.track("Product Viewed").at(time),
          RawEvent.track("Order Completed").at(time + 1));
      run.advanceTo(time);
      largest = Math.max(largest, run.bytes("u").length);
    }
    // 51 periods of 8 bytes, 30 days of 15, four days of a session every 40 minutes of 9.
    assertThat(largest).isLessThan(51 * 8 + 30 * 15 + 146 * 9);
    run.advanceTo(begin + 400 * ScoreCases.DAY_MILLIS);
    run.acceptAll(RawEvent.track("Product Viewed").at(begin + 400 * ScoreCases.DAY_MILLIS));
    run.advanceTo(begin + 420 * ScoreCases.DAY_MILLIS);
    run.flush();
    assertThat(run.bytes("u")).hasSizeLessThan(55);
  }

  @Test
  void pointsBeyondSixtyFourBitsStayAtTheBound() {
    PeriodPoints points = new PeriodPoints();
    points.add(1, Long.MAX_VALUE - 1);
    points.add(1, 5);
    points.add(0, Long.MIN_VALUE);
    points.add(0, -1);
    assertThat(points.points(1)).isEqualTo(Long.MAX_VALUE);
    assertThat(points.points(0)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void fiftyHalfLivesStillCountAndFiftyOneDoNot() {
    PeriodPoints points = new PeriodPoints();
    points.add(0, Long.MAX_VALUE);
    assertThat(new Decay(1).score(points, 50))
        .as("2^33 / 2^50")
        .isEqualTo(new BigDecimal("0.000008"));
    assertThat(new Decay(1).score(points, 51)).isEqualTo(BigDecimal.ZERO);
  }

  @Test
  void pointsAreDroppedUpToAPeriodAndAllAtOnce() {
    PeriodPoints points = new PeriodPoints();
    points.add(4, 40);
    points.add(2, 20);
    points.add(3, 30);
    points.removeBefore(3);
    assertThat(points.size()).isEqualTo(2);
    assertThat(points.period(0)).isEqualTo(3);
    assertThat(points.points(0)).isEqualTo(30);
    points.removeBefore(5);
    assertThat(points.size()).isZero();
  }

  @Test
  void periodsAndDaysOutOfOrderAreRefused() {
    for (long step : new long[] {0, -1}) {
      StateWriter points = new StateWriter(16);
      points.writeUnsigned(2);
      points.writeSigned(-7);
      points.writeSigned(100);
      points.writeSigned(step);
      points.writeSigned(100);
      StateReader in = new StateReader().over(points.toBytes(), 0, points.toBytes().length);
      assertThatThrownBy(() -> PeriodPoints.read(in))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("out of order");

      ProfileDays one = new ProfileDays();
      one.at(-7).active = true;
      StateWriter written = new StateWriter(16);
      one.write(0, written);
      byte[] day = written.toBytes();
      StateWriter days = new StateWriter(16);
      days.writeUnsigned(2);
      days.writeBytes(day, 1, day.length - 1);
      days.writeSigned(step);
      days.writeBytes(day, 2, day.length - 2);
      byte[] both = days.toBytes();
      assertThatThrownBy(() -> ProfileDays.read(0, new StateReader().over(both, 0, both.length)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("out of order");
    }
  }

  @Test
  void whatHappenedBefore1970IsReadBack() {
    MetricRun<?> run = run(ScoreCases.DAY_MILLIS);
    run.acceptAll(
        RawEvent.track("Product Viewed").at("1969-12-30T12:00:00Z"),
        RawEvent.track("Order Completed").at("1969-12-31T12:00:00Z"),
        RawEvent.track("Product Viewed").at("1970-01-01T12:00:00Z"));
    byte[] bytes = run.bytes("u");
    run.restore("u", bytes, LAYOUT_3);
    assertThat(run.bytes("u")).isEqualTo(bytes);
  }

  /** Its sessions may be over before a job that holds nothing back sees anything more of them. */
  @Test
  void whatWasHeldBackIsPublishedByAJobThatPublishesChanges() {
    for (Publish next :
        List.of(Publish.CHANGES, Publish.CLOSED, Publish.every(ScoreCases.DAY_MILLIS))) {
      MetricRun<?> run = run(Publish.CLOSED);
      run.acceptAll(history()[0]);
      assertThat(run.rows().table("user_engagement")).as("its session is open").isEmpty();
      MetricRun<?> restored = run(next);
      restored.continueFrom(run);
      restored.advanceTo(history()[0].timeMillis() + ScoreCases.DAY_MILLIS);
      restored.flush();
      assertThat(restored.rows().differencesFrom(run.finish().rows()))
          .as(next.toString())
          .isEmpty();
      assertThat(restored.factChanges()).isOne();
    }
  }

  /** All that an owner has published is taken back when another id's past is merged into theirs. */
  @Test
  void whoHasARowKeepsOneWhenTheySignInDuringASession() {
    RawEvent before = history()[0];
    RawEvent after = RawEvent.track("Product Viewed").at("2024-03-05T12:00:00Z");
    for (String known : List.of("u", "phone")) {
      MetricRun<?> run = run(Publish.CLOSED);
      run.acceptAll(before.by(known));
      run.advanceTo(before.timeMillis() + ScoreCases.DAY_MILLIS);
      run.acceptAll(after.by("phone"));
      MetricRun<?> restored = run(Publish.CLOSED);
      restored.continueFrom(run);
      restored.claim("phone", "u");
      assertThat(restored.rows().table("user_engagement").keySet())
          .as(known)
          .containsExactly(List.of("score", "u"));
      assertThat(restored.finish().rows().table("user_engagement")).as(known).hasSize(1);
    }
    MetricRun<?> fresh = run(Publish.CLOSED);
    fresh.acceptAll(before.by("phone"), after.by("phone"));
    fresh.claim("phone", "u");
    assertThat(fresh.rows().table("user_engagement")).as("and who had none still waits").isEmpty();
  }

  private static final long MINUTE = 60_000;

  private static RawEvent viewed(long minutes) {
    return RawEvent.track("Product Viewed").at(history()[0].timeMillis() + minutes * MINUTE);
  }

  @Test
  void aRowWaitsForItsTimeWhileASessionIsOpen() {
    MetricRun<?> run = run(Publish.every(5 * MINUTE));
    run.acceptAll(viewed(0));
    assertThat(run.factChanges()).as("the first does not wait").isOne();
    run.acceptAll(viewed(1), viewed(4));
    RawEvent almost =
        RawEvent.track("Product Viewed").at(history()[0].timeMillis() + 5 * MINUTE - 1);
    run.acceptAll(almost);
    run.restart();
    assertThat(run.factChanges()).isOne();
    run.acceptAll(viewed(5));
    assertThat(run.factChanges()).as("five minutes later").isEqualTo(2);
    run.restart();
    run.acceptAll(viewed(9));
    assertThat(run.factChanges()).isEqualTo(2);
    run.advanceTo(viewed(9).timeMillis() + ScoreCases.DAY_MILLIS);
    assertThat(run.factChanges()).as("nothing is open").isEqualTo(3);
    run.acceptAll(viewed(8));
    assertThat(run.factChanges()).as("a late event corrects at once").isEqualTo(4);
  }

  @Test
  void theNewestStillReadsAndWritesTheSameBytesWhereRowsWait() {
    Publish every = Publish.every(5 * MINUTE);
    MetricRun<?> run = run(every);
    run.acceptAll(viewed(0), viewed(5), viewed(7));
    GoldenBytes.areKept("score/v5-every.hex", run, run(every), LAYOUT_3);
    GoldenBytes.areRead("score/v4-every.hex", run, run(every), 2);
    GoldenBytes.areRead("score/v3-every.hex", run, run(every), 1);
  }

  @Test
  void aJobThatPublishesOtherwiseGoesOnFromRowsThatWait() {
    for (Publish next : List.of(Publish.CHANGES, Publish.CLOSED)) {
      MetricRun<?> run = run(Publish.every(5 * MINUTE));
      run.acceptAll(viewed(0), viewed(1));
      MetricRun<?> restored = run(next);
      restored.continueFrom(run);
      restored.restart();
      restored.advanceTo(viewed(1).timeMillis() + ScoreCases.DAY_MILLIS);
      restored.flush();
      assertThat(restored.rows().differencesFrom(run.finish().rows()))
          .as(next.toString())
          .isEmpty();
      MetricRun<?> back = run(Publish.every(5 * MINUTE));
      back.continueFrom(run(Publish.CLOSED).acceptAll(viewed(0), viewed(1)));
      back.acceptAll(viewed(2));
      assertThat(back.factChanges()).as("nobody has seen a row").isOne();
    }
  }

  @Test
  void whoSignsInWhileARowWaitsHasOneAtOnce() {
    MetricRun<?> run = run(Publish.every(5 * MINUTE));
    run.acceptAll(viewed(0), viewed(1), viewed(2).by("phone"));
    run.restart();
    run.claim("phone", "u");
    MetricRun<?> changes = run(Publish.CHANGES);
    changes.acceptAll(viewed(0), viewed(1), viewed(2).by("phone"));
    changes.claim("phone", "u");
    assertThat(run.rows().differencesFrom(changes.rows())).isEmpty();
  }

  /** A robot's session may never close, and a row that is republished is one of 30 days as well. */
  @Test
  void whatIsHeldBackKeepsNoMoreThanWhatIsPublished() {
    MetricRun<?> waits = run(Publish.CLOSED);
    MetricRun<?> changes = run(Publish.CHANGES);
    for (int day = 0; day < 90; day++) {
      RawEvent event =
          RawEvent.track("Product Viewed")
              .at(history()[0].timeMillis() + day * ScoreCases.DAY_MILLIS);
      waits.acceptAll(event);
      changes.acceptAll(event);
    }
    assertThat(waits.rows().table("user_engagement")).isEmpty();
    assertThat(waits.bytes("u")).hasSameSizeAs(changes.bytes("u"));
  }

  @Test
  void aUserWithoutEventsHasNoRow() {
    MetricRun<?> run = run(ScoreCases.DAY_MILLIS);
    byte[] nothing = run.bytes("u");
    assertThat(nothing).hasSizeLessThan(30);
    run.restore("u", nothing, LAYOUT_3);
    run.finish();
    assertThat(run.rows().table("user_engagement")).isEmpty();
    assertThat(run.bytes("u")).isEqualTo(nothing);
  }

  @Test
  void theDefinitionStartsFromScratchWhenItsNumbersWouldChange() {
    SessionTerms usual = SessionTerms.DEFAULT;
    Set<Integer> keys = new HashSet<>();
    keys.add(key(1, WEIGHTS, "USD", usual, "UTC"));
    keys.add(key(2, WEIGHTS, "USD", usual, "UTC"));
    keys.add(key(1, Map.of("Product Viewed", BigDecimal.TEN), "USD", usual, "UTC"));
    keys.add(key(1, WEIGHTS, "EUR", usual, "UTC"));
    keys.add(key(1, WEIGHTS, "USD", ScoreCases.USUAL_SESSIONS, "UTC"));
    keys.add(key(1, WEIGHTS, "USD", usual, "Asia/Kathmandu"));
    assertThat(keys).hasSize(6);
  }

  private static int key(
      long halfLifeMillis,
      Map<String, BigDecimal> weights,
      String currency,
      SessionTerms terms,
      String zone) {
    return new ScoreFamily()
        .metric(
            new ScoreDefinition(
                "score", null, halfLifeMillis, new TreeMap<>(weights), currency, Publish.CHANGES),
            new MetricSetup(
                new EventSchema.Builder(),
                new ZoneCalendar(ZoneId.of(zone), DayOfWeek.MONDAY),
                Map.of(),
                0,
                new SessionSections(Map.of("web", terms))))
        .published()
        .get(0)
        .definition()
        .key();
  }

  private static MetricRun<?> run(long halfLifeMillis) {
    return MetricRun.of(ScoreCases.of(ScoreCases.definition(halfLifeMillis, WEIGHTS)));
  }

  private static MetricRun<?> run(Publish publish) {
    return MetricRun.of(
        ScoreCases.of(
            new ScoreDefinition(
                "score", null, ScoreCases.DAY_MILLIS, new TreeMap<>(WEIGHTS), "USD", publish)));
  }

  private static RawEvent[] history() {
    return new RawEvent[] {
      RawEvent.track("Product Viewed").at("2024-03-01T23:59:59.999Z"),
      RawEvent.track("Order Completed")
          .at("2024-03-02T00:10:00Z")
          .with("properties.total", new BigDecimal("12.5")),
      RawEvent.track("Order Completed")
          .at("2024-03-03T00:10:00Z")
          .with("properties.currency", "EUR"),
      RawEvent.track("Page Ping").at("2024-03-04T00:10:00Z")
    };
  }
}
