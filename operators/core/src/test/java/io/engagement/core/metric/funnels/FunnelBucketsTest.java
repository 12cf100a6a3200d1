package io.engagement.core.metric.funnels;

import static io.engagement.core.metric.funnels.FunnelsDefinition.Attempts.FIRST;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By which calendar period of their entry users count; how long a window is beside that. */
class FunnelBucketsTest {
  private static Funnel ab() {
    return Funnel.of("A", "B").window("P1D");
  }

  private static FunnelRun enteredBy(Funnel funnel, String... instants) {
    FunnelRun run = new FunnelRun(funnel);
    for (String instant : instants) {
      run.does(FunnelRun.event("A " + instant).by("user at " + instant));
    }
    return run;
  }

  @Test
  void aDayOfTwentyThreeHoursEndsAnHourEarlier() {
    FunnelRun run =
        enteredBy(
            ab().in("Europe/Berlin"),
            "2024-03-30T22:59:59.999Z",
            "2024-03-30T23:00:00Z",
            "2024-03-31T21:59:59.999Z",
            "2024-03-31T22:00:00Z");
    assertThat(run.users("2024-03-30")).containsExactly(1L);
    assertThat(run.users("2024-03-31")).containsExactly(2L);
    assertThat(run.users("2024-04-01")).containsExactly(1L);
  }

  @Test
  void aDayOfTwentyFiveHoursEndsAnHourLater() {
    FunnelRun run =
        enteredBy(
            ab().in("Europe/Berlin"),
            "2024-10-26T21:59:59.999Z",
            "2024-10-26T22:00:00Z",
            "2024-10-27T22:59:59.999Z",
            "2024-10-27T23:00:00Z");
    assertThat(run.users("2024-10-26")).containsExactly(1L);
    assertThat(run.users("2024-10-27")).containsExactly(2L);
    assertThat(run.users("2024-10-28")).containsExactly(1L);
  }

  @Test
  void aWindowIsAsLongOnALongDayAsOnAShortOne() {
    Funnel berlin = ab().in("Europe/Berlin");
    for (String day : List.of("2024-10-26T22:00:00", "2024-03-30T23:00:00")) {
      String next = day.replace("26T", "27T").replace("30T", "31T");
      String bucket = next.substring(0, 10);
      assertThat(new FunnelRun(berlin).does("A " + day + "Z", "B " + next + "Z").users(bucket))
          .containsExactly(1L, 1L);
      assertThat(new FunnelRun(berlin).does("A " + day + "Z", "B " + next + ".001Z").users(bucket))
          .containsExactly(1L);
    }
  }

  @Test
  void aWeekStartsOnMondayOrOnSunday() {
    String[] saturdayToMonday = {
      "2024-03-02T23:59:59.999Z", "2024-03-03T00:00:00Z", "2024-03-04T00:00:00Z"
    };
    FunnelRun mondays = enteredBy(ab().bucket(Period.WEEK), saturdayToMonday);
    assertThat(mondays.users("2024-02-26")).containsExactly(2L);
    assertThat(mondays.users("2024-03-04")).containsExactly(1L);
    Funnel fromSunday = ab().bucket(Period.WEEK);
    fromSunday.weekStart = DayOfWeek.SUNDAY;
    FunnelRun sundays = enteredBy(fromSunday, saturdayToMonday);
    assertThat(sundays.users("2024-02-25")).containsExactly(1L);
    assertThat(sundays.users("2024-03-03")).containsExactly(2L);
  }

  @Test
  void aMonthEndsWithItsLastMillisecond() {
    FunnelRun run =
        enteredBy(
            ab().bucket(Period.MONTH),
            "2024-02-01T00:00:00Z",
            "2024-02-29T23:59:59.999Z",
            "2024-03-01T00:00:00Z");
    assertThat(run.users("2024-02-01")).containsExactly(2L);
    assertThat(run.users()).containsExactly(1L);
  }

  @Test
  void aUserCountsOncePerWeekAndMonthToo() {
    String[] events = {"A 10:00:00", "B 11:00:00", "A 2024-03-02T10:00:00Z"};
    assertThat(new FunnelRun(ab().bucket(Period.WEEK)).does(events).users("2024-02-26"))
        .containsExactly(1L, 1L);
    assertThat(new FunnelRun(ab().bucket(Period.MONTH)).does(events).users())
        .containsExactly(1L, 1L);
  }

  @Test
  void attemptFirstIsTheFirstOfEachBucket() {
    Funnel first = Funnel.of("A", "B").window("PT1H").attempts(FIRST);
    FunnelRun run = new FunnelRun(first).does("A 10:00:00", "A 12:00:00", "B 12:30:00");
    run.does("A 2024-03-02T10:00:00Z", "B 2024-03-02T10:30:00Z");
    assertThat(run.users()).containsExactly(1L);
    assertThat(run.users("2024-03-02")).containsExactly(1L, 1L);
  }

  @Test
  void withBucketAllAUserCountsOnceInAll() {
    FunnelRun run = new FunnelRun(ab().bucket(Period.ALL));
    run.does("A 10:00:00", "B 11:00:00", "A 2024-05-01T10:00:00Z", "A 2025-05-01T10:00:00Z");
    assertThat(run.users("1970-01-01")).containsExactly(1L, 1L);
    assertThat(run.rows().table("funnels")).hasSize(2);
  }

  @Test
  void aWindowMayLastNinetyDays() {
    Funnel long90 = Funnel.of("A", "B").window("P90D");
    assertThat(new FunnelRun(long90).does("A 00:00:00", "B 2024-05-30T00:00:00Z").users())
        .containsExactly(1L, 1L);
    assertThat(new FunnelRun(long90).does("A 00:00:00", "B 2024-05-30T00:00:00.001Z").users())
        .containsExactly(1L);
  }

  @Test
  void aWindowMayLastASecond() {
    Funnel second = Funnel.of("A", "B").window("PT1S");
    assertThat(new FunnelRun(second).does("A 10:00:00", "B 10:00:01").users())
        .containsExactly(1L, 1L);
    assertThat(new FunnelRun(second).does("A 10:00:00", "B 10:00:01.001").users())
        .containsExactly(1L);
  }
}
