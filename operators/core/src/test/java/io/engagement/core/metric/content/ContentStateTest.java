package io.engagement.core.metric.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.SessionSection;
import io.engagement.core.table.Period;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a user, and for how long. */
class ContentStateTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final long END_OF_DAY = Instant.parse("2024-03-02T00:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000L;
  private static final long HORIZON = 3 * 24 * HOUR;

  private static RawEvent page(long millis, String path) {
    return RawEvent.page("").at(START + millis).id(path + millis).with("properties.path", path);
  }

  private static MetricRun<SessionSection.State> fresh() {
    return new Content().by("channel", "platform").run();
  }

  private static MetricRun<SessionSection.State> lived() {
    return fresh()
        .acceptAll(
            page(0, "/é").with("context.device.type", "ios"),
            page(10, "/é"),
            page(20, "/b").with("context.campaign.source", "news"),
            page(24 * HOUR, "/a"),
            RawEvent.track("x").at(START + 24 * HOUR + 5));
  }

  @Test
  void theNewestIsWrittenAsItEverWas() {
    byte[] now = lived().bytes("u");
    assertThat(now).isEqualTo(GoldenBytes.of("content/v2-state.hex", now));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyLayoutIsReadAndGoneOnWith(int layout) {
    MetricRun<SessionSection.State> lived = lived();
    MetricRun<SessionSection.State> restored = fresh();
    String name = "content/v" + Math.min(2, layout) + "-state.hex";
    restored.restore("u", GoldenBytes.of(name, lived.bytes("u")), layout);
    assertThat(restored.bytes("u")).isEqualTo(lived.bytes("u"));
    RawEvent late = page(15, "/é");
    restored.acceptAll(late);
    lived.acceptAll(late);
    assertThat(restored.bytes("u")).isEqualTo(lived.bytes("u"));
    assertThat(restored.contributions().keySet()).isEqualTo(lived.contributions().keySet());
    assertThat(lived.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(3_912);
  }

  @Test
  void aNewerLayoutIsRefused() {
    byte[] bytes = lived().bytes("u");
    assertThatThrownBy(() -> fresh().restore("u", bytes, 4))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aStateThatEndsTooEarlyIsRefused() {
    byte[] bytes = lived().bytes("u");
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> fresh().restore("u", cut, 3))
          .as("%d bytes", length)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aBreakdownAddedLaterTakesNothingBackThatItNeverCounted() {
    MetricRun<SessionSection.State> before = new Content().by("platform").run();
    before.acceptAll(page(0, "/a").with("context.device.type", "ios"));
    MetricRun<SessionSection.State> after = fresh();
    after.restore("u", before.bytes("u"), 3);
    after.acceptAll(
        page(1, "/a").with("context.device.type", "ios").with("context.campaign.source", "news"));
    assertThat(Content.texts(after.rows()))
        .containsExactly(
            "2024-03-01 /a: 1 0 0 0 -1",
            "2024-03-01 channel=news /a: 1 1 1 1 0",
            "2024-03-01 platform=ios /a: 1 0 0 0 -1");
  }

  @Test
  void aSessionAndADayExpireWhenTheyCannotChangeAndNotBefore() {
    MetricRun<SessionSection.State> run = new Content().run();
    run.acceptAll(page(0, "/a"));
    long session = START + HOUR / 2 + 1 + HORIZON;
    run.advanceTo(session - 1);
    run.flush();
    assertThat(run.state("u").sessions().size()).isEqualTo(1);
    run.advanceTo(session);
    run.flush();
    assertThat(run.state("u").sessions().size()).isZero();
    long day = END_OF_DAY + HORIZON;
    run.advanceTo(day - 1);
    run.flush();
    assertThat(run.contributions()).hasSize(1);
    assertThat(run.deadlineMillis()).isEqualTo(day);
    run.advanceTo(day);
    run.flush();
    assertThat(run.contributions()).isEmpty();
    assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aVisitorOfAllTimeNeverExpires() {
    MetricRun<SessionSection.State> run = new Content().bucket(Period.ALL).withoutEntries().run();
    run.acceptAll(page(0, "/a"));
    assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
    run.advanceTo(START + 400 * 24 * HOUR);
    run.flush();
    run.acceptAll(page(400 * 24 * HOUR, "/a"));
    assertThat(Content.texts(run.rows())).containsExactly("1970-01-01 /a: 2 1 0 0 0");
  }

  @Test
  void aHundredThousandViewsOfFiftyItemsCostFiftyItems() {
    MetricRun<SessionSection.State> run = new Content().withoutEntries().run();
    for (int i = 0; i < 100_000; i++) {
      run.accept(page(i * 100L, "/" + i % 50));
    }
    run.flush();
    assertThat(run.bytes("u").length).isLessThan(600);
  }

  @Test
  void whatChangesTheNumbersStartsTheDefinitionFromScratch() {
    List<Content> different =
        List.of(
            new Content(),
            new Content().withoutEntries(),
            new Content().bucket(Period.WEEK),
            new Content().bucket(Period.WEEK).sundays(),
            new Content().in("Europe/Berlin"),
            new Content().excluding("x"));
    assertThat(different)
        .extracting(content -> content.run().definition().key())
        .doesNotHaveDuplicates();
    assertThat(new Content().by("channel").top(5).run().definition())
        .isEqualTo(new Content().run().definition());
    assertThat(new Content().top(5).run().metric().published().get(0).top()).isEqualTo(5);
  }
}
