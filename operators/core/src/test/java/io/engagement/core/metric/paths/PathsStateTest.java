package io.engagement.core.metric.paths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.SessionSection;
import io.engagement.core.table.CellValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a user, and for how long. */
class PathsStateTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final long END_OF_DAY = Instant.parse("2024-03-02T00:00:00Z").toEpochMilli();
  private static final long GAP = 1_800_000L;
  private static final long HOUR = 3_600_000L;

  private static RawEvent page(long millis, String path) {
    return RawEvent.page("").at(START + millis).id(path + millis).with("properties.path", path);
  }

  private static MetricRun<SessionSection.State> lived() {
    MetricRun<SessionSection.State> run = new Paths().by("channel", "platform").run();
    run.acceptAll(
        page(0, "/é").with("context.device.type", "ios").id("0b9a1f0c-41c4-4c6e-9d3a-5e1f2a7b8c9d"),
        page(10, "/é").id("44329d6f2b19ec2ecad6d045"),
        page(10, "/b").id("not hex").with("context.campaign.source", "news"),
        page(3 * HOUR, "/a"),
        page(3 * HOUR + 1, "/b"),
        page(3 * HOUR + 2, "/a"),
        page(3 * HOUR + 3, "/b"),
        page(3 * HOUR + 4, "/a"),
        page(3 * HOUR + 5, "/b"));
    run.advanceTo(START + Paths.HORIZON_MILLIS + 11);
    run.flush();
    return run;
  }

  /** Above a number of sessions transitions are counted instead of looked for. */
  @Test
  void countsARobotsTransitionsAsItCountsAPersons() {
    long seed = 20_240_304L;
    SplittableRandom random = new SplittableRandom(seed);
    MetricRun<SessionSection.State> run = new Paths().gap("PT1S").by("channel", "platform").run();
    String[] channels = {"news", "ads"};
    String[] devices = {"ios", "web"};
    List<RawEvent> events = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      events.add(
          page(i / 4 * 300_000L + i % 4, "/" + random.nextInt(3))
              .with("context.campaign.source", channels[random.nextInt(2)])
              .with("context.device.type", devices[random.nextInt(2)]));
    }
    List<RawEvent> arriving = new ArrayList<>(events);
    for (int i = 0; i < 300; i++) {
      arriving.add(random.nextInt(600), arriving.remove(random.nextInt(600)));
    }
    for (int i = 0; i < arriving.size(); i++) {
      run.accept(arriving.get(i));
      if (i % 7 == 0) {
        run.flush();
        run.sums().values().removeIf(CellValue::isZero);
        assertThat(run.sums().keySet()).as("seed %d", seed).isEqualTo(run.contributions().keySet());
        if (i % 91 == 0) {
          run.restart();
        }
      }
    }
    run.flush();
    run.sums().values().removeIf(CellValue::isZero);
    assertThat(run.state("u").sessions().size()).isGreaterThan(100);
    run.contributions()
        .forEach(
            (key, value) -> {
              for (int measure = 0; measure < PathsTable.TABLE.measures().size(); measure++) {
                assertThat(run.sums().get(key).measure(measure))
                    .as("seed %d", seed)
                    .isEqualTo(value.measure(measure));
              }
            });
  }

  @Test
  void theNewestIsWrittenAsItEverWas() {
    byte[] now = lived().bytes("u");
    assertThat(now).isEqualTo(GoldenBytes.of("paths/v2-state.hex", now));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyLayoutIsReadAndGoneOnWith(int layout) {
    MetricRun<SessionSection.State> lived = lived();
    String name = "paths/v" + Math.min(2, layout) + "-state.hex";
    byte[] golden = GoldenBytes.of(name, lived.bytes("u"));
    MetricRun<SessionSection.State> restored = new Paths().by("channel", "platform").run();
    restored.restore("u", golden, layout);
    assertThat(restored.bytes("u")).isEqualTo(lived.bytes("u"));
    RawEvent late = page(3 * HOUR, "/late");
    restored.advanceTo(START + Paths.HORIZON_MILLIS + 11);
    restored.acceptAll(late);
    lived.acceptAll(late);
    assertThat(restored.bytes("u")).isEqualTo(lived.bytes("u"));
    assertThat(restored.contributions().keySet()).isEqualTo(lived.contributions().keySet());
    assertThat(lived.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(1_488);
  }

  @Test
  void aNewerLayoutIsRefused() {
    byte[] bytes = lived().bytes("u");
    assertThatThrownBy(() -> new Paths().run().restore("u", bytes, 4))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStateThatEndsTooEarlyIsRefused() {
    byte[] bytes = lived().bytes("u");
    MetricRun<SessionSection.State> run = new Paths().by("channel", "platform").run();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> run.restore("u", cut, 3))
          .as("%d bytes", length)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aBreakdownAddedLaterTakesNothingBackThatItNeverCounted() {
    MetricRun<SessionSection.State> before = new Paths().by("platform").run();
    before.acceptAll(page(0, "/a").with("context.device.type", "ios"));
    MetricRun<SessionSection.State> after = new Paths().by("channel", "platform").run();
    after.restore("u", before.bytes("u"), 3);
    after.acceptAll(page(1, "/b").with("context.campaign.source", "news"));
    assertThat(Paths.texts(after.rows()))
        .containsExactlyInAnyOrder(
            "1 1 /a > (exit) -1/-1",
            "1 1 /a > (exit) platform=ios -1/-1",
            "1 1 /a > /b 1/1",
            "1 1 /a > /b channel=news 1/1",
            "1 1 /a > /b platform=ios 1/1",
            "1 2 /b > (exit) 1/1",
            "1 2 /b > (exit) channel=news 1/1",
            "1 2 /b > (exit) platform=ios 1/1");
  }

  @Test
  void aRemovedBreakdownIsDropped() {
    MetricRun<SessionSection.State> before = new Paths().by("channel", "platform").run();
    before.acceptAll(page(0, "/a").with("context.device.type", "ios"));
    MetricRun<SessionSection.State> plain = new Paths().by("platform").run();
    plain.restore("u", before.bytes("u"), 3);
    MetricRun<SessionSection.State> expected = new Paths().by("platform").run();
    expected.acceptAll(page(0, "/a").with("context.device.type", "ios"));
    assertThat(plain.bytes("u")).isEqualTo(expected.bytes("u"));
  }

  @Test
  void aDayExpiresAtItsDeadlineAndNotBefore() {
    MetricRun<SessionSection.State> run = new Paths().run();
    run.acceptAll(page(0, "/a"), page(1, "/b"));
    long needed = END_OF_DAY + Paths.HORIZON_MILLIS;
    run.advanceTo(needed - 1);
    run.flush();
    assertThat(run.contributions()).hasSize(2);
    assertThat(run.deadlineMillis()).isEqualTo(needed);
    run.advanceTo(needed);
    run.flush();
    assertThat(run.contributions()).isEmpty();
    assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aSessionFromTheNextMidnightOnIsOfAnotherDay() {
    MetricRun<SessionSection.State> run = new Paths().run();
    run.acceptAll(page(0, "/a"), page(END_OF_DAY - START, "/b"));
    run.advanceTo(END_OF_DAY + Paths.HORIZON_MILLIS);
    run.flush();
    assertThat(run.state("u").sessions().size()).isEqualTo(1);
  }

  @Test
  void aSessionIntoTheNextDayKeepsItsDay() {
    MetricRun<SessionSection.State> run = new Paths().run();
    long evening = END_OF_DAY - START - 1;
    run.acceptAll(page(0, "/a"), page(evening, "/a"), page(evening + GAP, "/b"));
    long deadline = START + evening + 2 * GAP + Paths.HORIZON_MILLIS;
    run.advanceTo(deadline);
    run.flush();
    run.acceptAll(page(evening + 2 * GAP, "/c"));
    assertThat(Paths.texts(run.rows()))
        .containsExactly(
            "1 1 /a > (exit) 1/1", "1 1 /a > /b 1/1", "1 2 /b > /c 1/1", "1 3 /c > (exit) 1/1");
  }

  @Test
  void aBotCostsTheEventsThatAreLookedAt() {
    MetricRun<SessionSection.State> run = new Paths().run();
    MetricRun<SessionSection.State> reloads = new Paths().run();
    for (int i = 0; i < 100_000; i++) {
      run.accept(page(i * 800L, "/" + i % 50));
      reloads.accept(page(i * 800L, "/same"));
    }
    run.flush();
    reloads.flush();
    assertThat(run.bytes("u").length).isLessThan(200);
    assertThat(reloads.bytes("u").length).isLessThan(20_000);
  }

  @Test
  void anUnflushedStateIsNotWritten() {
    MetricRun<SessionSection.State> run = new Paths().run();
    run.accept(page(0, "/a"));
    assertThatThrownBy(() -> run.bytes("u")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatChangesTheNumbersStartsTheDefinitionFromScratch() {
    List<Paths> different =
        List.of(
            new Paths(),
            new Paths().steps(4),
            new Paths().keepingRepeats(),
            new Paths().startingAt("/a"),
            new Paths().gap("PT1M"),
            new Paths().eventsPerSession(10));
    assertThat(different)
        .extracting(paths -> paths.run().definition().key())
        .doesNotHaveDuplicates();
    assertThat(new Paths().by("channel").run().definition())
        .isEqualTo(new Paths().run().definition());
    assertThat(new Paths().gap("PT30M").run().definition())
        .isEqualTo(new Paths().run().definition());
  }
}
