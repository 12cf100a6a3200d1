package io.engagement.core.metric.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.table.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What becomes of two ids when they turn out to be one person. */
class LifecycleMergeTest {
  private static final String PLATFORM_PATH = "context.device.type";
  private static final Duration RESTATE = Duration.ofDays(31);

  @Test
  void theFirstActiveDayMovesBack() {
    MetricRun<?> run = run(user("2024-03-07T12:00:00Z"), phone("2024-03-05T12:00:00Z"));
    run.claim("phone", "u");
    assertThat(days(run))
        .isEqualTo(
            Map.of(
                "2024-03-05", "new 1",
                "2024-03-06", "dormant 1",
                "2024-03-07", "resurrecting 1",
                "2024-03-08", "dormant 1"));
  }

  @Test
  void theFirstActiveDayStaysWhereTheOwnerCameFirst() {
    MetricRun<?> run = run(user("2024-03-05T12:00:00Z"), phone("2024-03-06T12:00:00Z"));
    run.claim("phone", "u");
    assertThat(days(run))
        .isEqualTo(
            Map.of("2024-03-05", "new 1", "2024-03-06", "returning 1", "2024-03-07", "dormant 1"));
  }

  @Test
  void whoWasDormantUnderBothIsDormantOnce() {
    MetricRun<?> run = run(user("2024-03-05T12:00:00Z"), phone("2024-03-05T12:00:00Z"));
    assertThat(days(run)).containsEntry("2024-03-06", "dormant 2");
    run.claim("phone", "u");
    assertThat(days(run)).isEqualTo(Map.of("2024-03-05", "new 1", "2024-03-06", "dormant 1"));
  }

  @Test
  void whoWasDormantUnderOneAndActiveUnderTheOtherIsActive() {
    MetricRun<?> run =
        run(
            user("2024-03-05T12:00:00Z"),
            user("2024-03-07T12:00:00Z"),
            phone("2024-03-06T12:00:00Z"));
    run.claim("phone", "u");
    assertThat(days(run))
        .isEqualTo(
            Map.of(
                "2024-03-05", "new 1",
                "2024-03-06", "returning 1",
                "2024-03-07", "returning 1",
                "2024-03-08", "dormant 1"));
  }

  @Test
  void everyDimensionValueIsMergedForItself() {
    MetricRun<?> run =
        run(
            user("2024-03-06T12:00:00Z").with(PLATFORM_PATH, "web"),
            phone("2024-03-05T12:00:00Z").with(PLATFORM_PATH, "ios"));
    run.claim("phone", "u");
    assertThat(run.rows().values("lifecycle", "life", "day", "2024-03-06", "platform", "web"))
        .as("new on the web, returning in all")
        .startsWith(1L, 0L, 0L, 0L);
    assertThat(days(run)).containsEntry("2024-03-06", "returning 1");
  }

  @Test
  void aFirstDayOlderThanWhatIsRestatedStillMakesALaterOneNoFirst() {
    MetricRun<?> run = run(phone("2024-01-01T12:00:00Z"));
    restateOnlyFrom(run, "2024-02-20T00:00:00Z");
    run.acceptAll(user("2024-03-15T12:00:00Z"));
    run.claim("phone", "u");
    assertThat(days(run))
        .isEqualTo(
            Map.of(
                "2024-01-01", "new 1",
                "2024-01-02", "dormant 1",
                "2024-03-15", "resurrecting 1",
                "2024-03-16", "dormant 1"));
  }

  @Test
  void daysThatEndedBeforeWhatIsRestatedStayAsTheyAre() {
    MetricRun<?> run =
        run(
            user("2024-03-05T12:00:00Z"),
            user("2024-03-06T12:00:00Z"),
            phone("2024-03-05T12:00:00Z"),
            phone("2024-03-06T12:00:00Z"));
    restateOnlyFrom(run, "2024-03-07T00:00:00Z");
    run.claim("phone", "u");
    assertThat(days(run))
        .as("the seventh is restated, and knows of the sixth")
        .isEqualTo(
            Map.of("2024-03-05", "new 2", "2024-03-06", "returning 2", "2024-03-07", "dormant 1"));
  }

  @Test
  void theDaysOfASilentUserExpireInTheEnd() {
    MetricRun<?> run = run(phone("2024-03-05T12:00:00Z"), phone("2024-03-09T12:00:00Z"));
    int kept = run.bytes("phone").length;
    long deadline = run.deadlineMillis();
    assertThat(deadline)
        .isLessThanOrEqualTo(
            Instant.parse("2024-03-10T00:00:00Z")
                .plus(RESTATE)
                .plus(Duration.ofDays(63))
                .toEpochMilli());
    run.advanceTo(deadline);
    assertThat(run.bytes("phone")).hasSizeLessThan(kept);
    assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theDaysOfASilentUserExpireInTheEndAlsoWhereIdsAreNotMerged() {
    MetricRun<?> run = MetricRun.of(LifecycleCases.of(List.of(Period.DAY)));
    run.acceptAll(user("2024-03-05T12:00:00Z"));
    int kept = run.bytes("u").length;
    run.advanceTo(run.deadlineMillis());
    assertThat(run.bytes("u")).as("the first day stays").hasSizeBetween(1, kept - 1);
    assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }

  private static MetricRun<?> run(RawEvent... events) {
    return MetricRun.of(
            LifecycleCases.of(List.of(Period.DAY), "platform").restating(RESTATE.toMillis()))
        .acceptAll(events);
  }

  private static RawEvent user(String instant) {
    return RawEvent.track("Seen").at(instant);
  }

  private static RawEvent phone(String instant) {
    return user(instant).by("phone");
  }

  private static void restateOnlyFrom(MetricRun<?> run, String instant) {
    run.advanceTo(Instant.parse(instant).plus(RESTATE).toEpochMilli());
    run.flush();
    run.restart();
  }

  /** By day of the total: what is not 0. */
  private static Map<String, String> days(MetricRun<?> run) {
    List<String> names = List.of("new", "returning", "resurrecting", "dormant");
    Map<String, String> text = new TreeMap<>();
    run.rows()
        .table("lifecycle")
        .forEach(
            (key, values) -> {
              if (key.get(3).equals("")) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < names.size(); i++) {
                  if (!values.get(i).equals(0L)) {
                    line.append(names.get(i)).append(' ').append(values.get(i)).append(' ');
                  }
                }
                text.put((String) key.get(2), line.toString().strip());
              }
            });
    return text;
  }
}
