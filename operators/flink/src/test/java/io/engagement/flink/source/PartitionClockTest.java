package io.engagement.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PartitionClockTest {
  private static final long HOUR = 3_600_000L;
  private static final long DAY = 24 * HOUR;
  private static final long NOON = Instant.parse("2024-05-21T12:00:00Z").toEpochMilli();

  private final PartitionClock clock = new PartitionClock();

  private void see(long timeMillis, long user) {
    clock.see(timeMillis, "u" + user, false, HOUR);
  }

  /** Three users who agree on the time. */
  private void startAt(long timeMillis) {
    for (int user = 101; user <= 103; user++) {
      see(timeMillis, user);
    }
    assertThat(clock.maxTimeMillis()).isEqualTo(timeMillis);
  }

  @Test
  void doesNotBelieveThePhoneThatComesFirst() {
    see(NOON + 14 * DAY, 1);
    see(NOON, 2);
    assertThat(clock.maxTimeMillis()).isEqualTo(Long.MIN_VALUE);
    see(NOON + 9 * HOUR, 3);
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON);
    see(NOON + 12 * HOUR, 4);
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON + 9 * HOUR);
  }

  @Test
  void followsEveryRecordThatIsNotFarAhead() {
    startAt(NOON);
    see(NOON + HOUR, 1);
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON + HOUR);
    see(NOON, 2);
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON + HOUR);
    see(NOON + 2 * HOUR + 1, 3);
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON + HOUR);
  }

  @Test
  void isMovedByTwoFurtherUsersButByNoneTwice() {
    startAt(NOON);
    see(NOON + 8 * HOUR, 1);
    see(NOON + 8 * HOUR + 5, 1);
    see(NOON + 8 * HOUR + 9, 2);
    see(NOON + 8 * HOUR + 10, 2);
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON);
    see(NOON + 8 * HOUR + 11, 3);
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON + 8 * HOUR + 11);
  }

  @Test
  void isNeverMovedByWrongClocksAmongOthers() {
    startAt(NOON);
    for (int i = 0; i < 1_000; i++) {
      see(NOON + 14 * DAY + i, 2L * i);
      see(NOON + 15 * DAY + i, 2L * i + 1);
      see(NOON + i, 50);
    }
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON + 999);
  }

  @Test
  void needsNoWitnessWhereTheArrivalIsTrustedOrTheGuardIsOff() {
    clock.see(NOON, "u", true, HOUR);
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON);
    clock.see(NOON + DAY, "u", false, 0);
    assertThat(clock.maxTimeMillis()).isEqualTo(NOON + DAY);
  }

  @Test
  void goesOnFromItsBytesAsIfItHadNotStopped() {
    SplittableRandom random = new SplittableRandom(20_240_521);
    for (int history = 0; history < 2_000; history++) {
      PartitionClock through = new PartitionClock();
      PartitionClock restarted = new PartitionClock();
      List<Long> reached = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        long time = NOON + random.nextInt(12) * HOUR / 2;
        String user = "u" + random.nextInt(5);
        through.see(time, user, false, HOUR);
        restarted.see(time, user, false, HOUR);
        StateWriter out = new StateWriter(64);
        restarted.write(out);
        StateReader in = new StateReader().over(out.toBytes());
        restarted = PartitionClock.read(in);
        in.expectEnd();
        assertThat(restarted.maxTimeMillis()).isEqualTo(through.maxTimeMillis());
        reached.add(through.maxTimeMillis());
      }
      assertThat(reached).as("never goes back").isSorted();
    }
  }
}
