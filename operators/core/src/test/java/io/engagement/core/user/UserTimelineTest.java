package io.engagement.core.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.Money;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.user.TimelineOptions.OnCollision;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserTimelineTest {
  private static final long HOUR = 3_600_000L;
  private static final long DAY = 24 * HOUR;
  private static final long NOW = 20_000 * DAY;

  private String first = "";
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final CountingMetric counts = new CountingMetric("all", 2 * HOUR);

  private UserTimeline timeline(OnCollision onCollision, UserMetric<?>... metrics) {
    return timeline(onCollision, Integer.MAX_VALUE, metrics);
  }

  private UserTimeline timeline(
      OnCollision onCollision, int eventsPerUser, UserMetric<?>... metrics) {
    TimelineOptions options =
        new TimelineOptions(3 * DAY, DAY, 90 * DAY, onCollision, eventsPerUser);
    return new UserTimeline(List.of(metrics), options, deltas, row -> {});
  }

  private UserTimeline timeline() {
    return timeline(OnCollision.DROP, counts);
  }

  private static UserEvent event(long id, long timeMillis, long partitionWatermarkMillis) {
    UserEvent event = new UserEvent();
    event.user = "ada";
    event.messageId = "m" + id;
    event.messageIdHash = id;
    event.bodyHash = (int) (timeMillis / 1000);
    event.timeMillis = timeMillis;
    event.partitionWatermarkMillis = partitionWatermarkMillis;
    return event;
  }

  @Test
  void countsAnEventOnceHoweverOftenItIsRepeated() {
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    assertThat(timeline.accept(history, event(1, NOW, NOW))).isEqualTo(Verdict.ACCEPTED);
    for (int i = 0; i < 5; i++) {
      assertThat(timeline.accept(history, event(1, NOW, NOW))).isEqualTo(Verdict.DUPLICATE);
    }
    assertThat(deltas.at(CountingMetric.TABLE, counts.definition()).text("ada").cell().measure(0))
        .isEqualTo(1);
  }

  @Test
  void judgesAnEventExactlyAtTheLateHorizonInTime() {
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    assertThat(timeline.accept(history, event(1, NOW - 3 * DAY, NOW))).isEqualTo(Verdict.ACCEPTED);
    assertThat(timeline.accept(history, event(2, NOW - 3 * DAY - 1, NOW))).isEqualTo(Verdict.LATE);
  }

  private static UserEvent order(long id, String orderId, long timeMillis) {
    UserEvent order = event(id, timeMillis, timeMillis);
    order.commerce = new Commerce(Commerce.Kind.ORDER, null, orderId, null, Money.ABSENT, null);
    return order;
  }

  @Test
  void showsARepeatedOrderAsActivityAndNoOrder() {
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    UserEvent first = order(1, "54763", NOW);
    UserEvent reloaded = order(2, "54763", NOW + 40_000);
    UserEvent other = order(3, "54764", NOW + 50_000);
    UserEvent nameless = order(4, null, NOW + 60_000);
    UserEvent secondNameless = order(5, null, NOW + 70_000);
    for (UserEvent event : List.of(first, reloaded, other, nameless, secondNameless)) {
      assertThat(timeline.accept(history, event)).isEqualTo(Verdict.ACCEPTED);
    }
    assertThat(List.of(first, reloaded, other, nameless, secondNameless))
        .extracting(event -> event.repeatedOrder)
        .containsExactly(false, true, false, false, false);

    timeline.flush("ada", history);
    StateWriter out = new StateWriter(64);
    timeline.write(history, out);
    UserHistory restored = timeline.read(out.toBytes());
    UserEvent nextMorning = order(6, "54763", NOW + DAY);
    assertThat(timeline.accept(restored, nextMorning)).isEqualTo(Verdict.ACCEPTED);
    assertThat(nextMorning.repeatedOrder).isTrue();
  }

  @Test
  void expiresTheOrdersOfAUserWhoIsSilent() {
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    timeline.accept(history, order(1, "54763", NOW));
    timeline.advanceTo(NOW + 80 * DAY);
    long deadline = timeline.flush("ada", history);
    assertThat(deadline).isBetween(NOW + 93 * DAY, NOW + 94 * DAY);
    assertThat(history.knownOrders()).isEqualTo(1);
    timeline.advanceTo(deadline);
    assertThat(timeline.flush("ada", history)).isEqualTo(UserHistory.NO_TIMER);
    assertThat(history.knownOrders()).isZero();
  }

  @Test
  void neverRemembersALateEventsId() {
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    UserEvent late = event(7, NOW - 4 * DAY, NOW);
    assertThat(timeline.accept(history, late)).isEqualTo(Verdict.LATE);
    assertThat(timeline.accept(history, late)).isEqualTo(Verdict.LATE);
    assertThat(history.seenIds()).isZero();
  }

  @Test
  void judgesTheFirstRecordOfAPartitionInTime() {
    UserTimeline timeline = timeline();
    assertThat(timeline.accept(timeline.create(), event(1, 0, Long.MIN_VALUE)))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void judgesAPartitionThatWasIdleByTheJobsWatermark() {
    UserTimeline timeline = timeline();
    timeline.advanceTo(NOW);
    UserHistory history = timeline.create();
    assertThat(timeline.accept(history, event(1, NOW - 3 * DAY, NOW - 9 * DAY)))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(timeline.accept(history, event(2, NOW - 3 * DAY - 1, NOW - 9 * DAY)))
        .isEqualTo(Verdict.LATE);
  }

  @Test
  void judgesARepeatADuplicateBeforeItJudgesItLate() {
    // Remembered to the end of the event's hour plus the horizon, so a little past lateness.
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    timeline.accept(history, event(1, NOW, NOW));
    assertThat(timeline.accept(history, event(1, NOW, NOW + 3 * DAY + 1)))
        .isEqualTo(Verdict.DUPLICATE);
    assertThat(timeline.accept(history, event(1, NOW, NOW + 3 * DAY + 2 * HOUR)))
        .isEqualTo(Verdict.LATE);
  }

  @Test
  void decidesAlikeWhetherOrNotAnIdHadExpiredMeanwhile() {
    for (boolean flush : new boolean[] {false, true}) {
      UserTimeline timeline = timeline();
      UserHistory history = timeline.create();
      timeline.accept(history, event(1, NOW, NOW));
      if (flush) {
        timeline.advanceTo(NOW + 5 * DAY);
        timeline.flush("ada", history);
        assertThat(history.seenIds()).isZero();
      }
      assertThat(timeline.accept(history, event(1, NOW, NOW + 5 * DAY + 1)))
          .isEqualTo(Verdict.LATE);
    }
  }

  @Test
  void dropsTheSecondBodyOfAnIdOrKeepsItAsTold() {
    UserTimeline dropping = timeline();
    UserHistory history = dropping.create();
    dropping.accept(history, event(1, NOW, NOW));
    assertThat(dropping.accept(history, event(1, NOW + 5_000, NOW)))
        .isEqualTo(Verdict.ID_COLLISION);

    UserTimeline keeping = timeline(OnCollision.KEEP, counts);
    UserHistory kept = keeping.create();
    keeping.accept(kept, event(1, NOW, NOW));
    assertThat(keeping.accept(kept, event(1, NOW + 5_000, NOW))).isEqualTo(Verdict.ACCEPTED);
    assertThat(keeping.accept(kept, event(1, NOW + 5_000, NOW))).isEqualTo(Verdict.DUPLICATE);
    assertThat(keeping.accept(kept, event(1, NOW, NOW))).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void acceptsNoMoreEventsOfAUserThanTheLimitWithinTheHorizon() {
    UserTimeline timeline = timeline(OnCollision.DROP, 3, counts);
    UserHistory history = timeline.create();
    for (int i = 0; i < 3; i++) {
      assertThat(timeline.accept(history, event(i, NOW + i * HOUR, NOW)))
          .isEqualTo(Verdict.ACCEPTED);
    }
    assertThat(timeline.accept(history, event(3, NOW, NOW))).isEqualTo(Verdict.CAPPED);
    assertThat(history.seenIds()).isEqualTo(3);
    assertThat(timeline.accept(history, event(1, NOW + HOUR, NOW))).isEqualTo(Verdict.DUPLICATE);
    assertThat(timeline.accept(history, event(4, NOW - 4 * DAY, NOW))).isEqualTo(Verdict.LATE);
    assertThat(timeline.accept(timeline.create(), event(3, NOW, NOW))).isEqualTo(Verdict.ACCEPTED);
    assertThat(deltas.at(CountingMetric.TABLE, counts.definition()).text("ada").cell().measure(0))
        .isEqualTo(4);
  }

  @Test
  void decidesTheLimitAlikeWhetherOrNotIdsHadExpiredMeanwhile() {
    for (int flushEvery : new int[] {1, 7, 1_000_000}) {
      UserTimeline timeline = timeline(OnCollision.DROP, 40, counts);
      UserHistory history = timeline.create();
      StringBuilder verdicts = new StringBuilder();
      // Eight events an hour for ten days: the horizon and the hour an id lies in hold 584.
      for (int i = 0; i < 8 * 240; i++) {
        long now = NOW + i * HOUR / 8;
        // Two partitions, one an hour behind; the job's watermark is that of the slower.
        long partition = i % 2 == 0 ? now : now - HOUR;
        timeline.advanceTo(now - HOUR);
        verdicts.append(timeline.accept(history, event(i, now, partition)).ordinal());
        if (i % flushEvery == 0) {
          timeline.flush("ada", history);
        }
      }
      assertThat(verdicts.chars().filter(verdict -> verdict == '0').count()).isEqualTo(160);
      if (flushEvery == 1) {
        first = verdicts.toString();
      }
      assertThat(verdicts).hasToString(first);
    }
  }

  @Test
  void neverAcceptsAnEventOlderThanWhatHasBeenExpired() {
    UserTimeline before = timeline();
    before.advanceTo(NOW);
    TimelineOptions longer = new TimelineOptions(30 * DAY, DAY, 90 * DAY, OnCollision.DROP, 1_000);
    UserTimeline after = new UserTimeline(List.of(counts), longer, deltas, row -> {});
    after.resume(
        before.watermarkMillis(), before.acceptedFromMillis(), before.restatedFromMillis());
    assertThat(after.accept(after.create(), event(1, NOW - 3 * DAY, Long.MIN_VALUE)))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(after.accept(after.create(), event(2, NOW - 3 * DAY - 1, Long.MIN_VALUE)))
        .as("expired under the shorter horizon")
        .isEqualTo(Verdict.LATE);
    after.advanceTo(NOW + 28 * DAY);
    assertThat(after.acceptedFromMillis()).isEqualTo(NOW - 2 * DAY);
  }

  @Test
  void neverRestatesWhatHasBeenExpired() {
    UserTimeline before = timeline();
    before.advanceTo(NOW);
    assertThat(before.restatedFromMillis()).isEqualTo(NOW - 3 * DAY);
    TimelineOptions merging =
        new TimelineOptions(3 * DAY, DAY, 90 * DAY, OnCollision.DROP, 1_000, 31 * DAY);
    UserTimeline after = new UserTimeline(List.of(counts), merging, deltas, row -> {});
    after.resume(
        before.watermarkMillis(), before.acceptedFromMillis(), before.restatedFromMillis());
    assertThat(after.restatedFromMillis()).isEqualTo(NOW - 3 * DAY);
    after.advanceTo(NOW + 28 * DAY);
    assertThat(after.restatedFromMillis()).isEqualTo(NOW - 3 * DAY);
    after.advanceTo(NOW + 30 * DAY);
    assertThat(after.restatedFromMillis()).isEqualTo(NOW - DAY);
    assertThat(after.acceptedFromMillis()).isEqualTo(NOW + 27 * DAY);
  }

  @Test
  void takesAnEventThatHasWaitedAsItWouldHaveBeenWhenItCame() {
    List<Long> watermarks = new ArrayList<>();
    UserTimeline timeline =
        timeline(
            OnCollision.DROP,
            new CountingMetric("all", HOUR) {
              @Override
              public void onEvent(Count count, UserEvent event, UserContext user) {
                watermarks.add(user.watermarkMillis());
                super.onEvent(count, event, user);
              }
            });
    timeline.advanceTo(NOW);
    UserEvent waiting = event(1, NOW - 3 * DAY, NOW);
    waiting.jobWatermarkMillis = timeline.watermarkMillis();
    UserTimeline other = timeline();
    other.advanceTo(NOW + DAY);
    timeline.resume(
        other.watermarkMillis(), other.acceptedFromMillis(), other.restatedFromMillis());
    assertThat(timeline.acceptAsOfArrival(timeline.create(), waiting)).isEqualTo(Verdict.ACCEPTED);
    assertThat(watermarks).containsExactly(NOW);
    assertThat(timeline.watermarkMillis()).isEqualTo(NOW + DAY);
    assertThat(timeline.acceptedFromMillis()).isEqualTo(NOW - 2 * DAY);
  }

  @Test
  void neverMovesItsWatermarkBack() {
    UserTimeline timeline = timeline();
    timeline.advanceTo(NOW);
    timeline.advanceTo(NOW - 9 * DAY);
    assertThat(timeline.watermarkMillis()).isEqualTo(NOW);
    assertThat(timeline.acceptedFromMillis()).isEqualTo(NOW - 3 * DAY);
  }

  @Test
  void putsOffADeadlineThatFlushingDoesNotMove() {
    CountingMetric stubborn = new CountingMetric("stubborn", -HOUR);
    UserTimeline timeline = timeline(OnCollision.DROP, stubborn);
    timeline.advanceTo(NOW + HOUR);
    UserHistory history = timeline.create();
    timeline.accept(history, event(1, NOW + 2 * HOUR, NOW));
    stubborn.keepsDeadline = true;
    for (long watermark = NOW + HOUR; watermark < NOW + 3 * DAY; watermark += HOUR) {
      timeline.advanceTo(watermark);
      assertThat(timeline.flush("ada", history))
          .isGreaterThan(watermark)
          .isLessThanOrEqualTo(watermark + DAY);
    }
    timeline.advanceTo(Long.MAX_VALUE);
    assertThat(timeline.flush("ada", history)).isEqualTo(UserHistory.NO_TIMER);
  }

  @Test
  void givesTheEarliestDeadlineOfItsMetrics() {
    CountingMetric slower = new CountingMetric("slower", 5 * HOUR);
    UserTimeline timeline = timeline(OnCollision.DROP, slower, counts);
    UserHistory history = timeline.create();
    timeline.accept(history, event(1, NOW, NOW));
    assertThat(timeline.flush("ada", history)).isEqualTo(NOW + 2 * HOUR);
    timeline.advanceTo(NOW + 2 * HOUR);
    assertThat(timeline.flush("ada", history)).isEqualTo(NOW + 5 * HOUR);
    timeline.advanceTo(Long.MAX_VALUE);
    assertThat(timeline.flush("ada", history)).isEqualTo(UserHistory.NO_TIMER);
  }

  @Test
  void expiresTheIdsOfASilentUserWithOneTimer() {
    UserTimeline timeline = timeline(OnCollision.DROP);
    UserHistory history = timeline.create();
    for (int i = 0; i < 50; i++) {
      timeline.accept(history, event(i, NOW + i * HOUR / 5, NOW));
    }
    long deadline = timeline.flush("ada", history);
    assertThat(deadline).isEqualTo(NOW + 4 * DAY);
    timeline.advanceTo(deadline);
    assertThat(timeline.flush("ada", history)).isEqualTo(UserHistory.NO_TIMER);
    assertThat(history.seenIds()).isZero();
    assertThat(bytes(timeline, history)).hasSizeLessThan(16);
  }

  @Test
  void leavesSectionsAloneThatNobodyNeeds() {
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    timeline.accept(history, event(1, NOW, NOW));
    timeline.flush("ada", history);
    UserHistory read = timeline.read(bytes(timeline, history));
    assertThat(timeline.flush("ada", read)).isEqualTo(NOW + 2 * HOUR);
    assertThat(counts.reads).isZero();
    timeline.advanceTo(NOW + 2 * HOUR);
    timeline.flush("ada", read);
    assertThat(counts.reads).isEqualTo(1);
  }

  @Test
  void givesAHistoryBackAsItWasWritten() {
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    for (int i = 0; i < 100; i++) {
      timeline.accept(history, event(i, NOW + (i * 37 % 50) * HOUR, NOW));
    }
    history.timerMillis(NOW + HOUR);
    timeline.flush("ada", history);
    byte[] bytes = bytes(timeline, history);
    UserHistory read = timeline.read(bytes);
    assertThat(read.timerMillis()).isEqualTo(NOW + HOUR);
    assertThat(read.seenIds()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(timeline.accept(read, event(i, NOW + (i * 37 % 50) * HOUR, NOW)))
          .isEqualTo(Verdict.DUPLICATE);
    }
    assertThat(bytes(timeline, read)).isEqualTo(bytes);
  }

  @Test
  void dropsTheSectionsOfDefinitionsThatAreNotConfigured() {
    CountingMetric removed = new CountingMetric("removed", HOUR);
    UserTimeline both = timeline(OnCollision.DROP, counts, removed);
    UserHistory history = both.create();
    both.accept(history, event(1, NOW, NOW));
    both.flush("ada", history);
    byte[] before = bytes(both, history);

    UserTimeline without = timeline();
    UserHistory reduced = without.read(before);
    without.accept(reduced, event(2, NOW + 1_000, NOW));
    without.flush("ada", reduced);
    byte[] between = bytes(without, reduced);

    UserHistory again = both.read(between);
    deltas.drain(delta -> {});
    both.contributions("ada", again);
    assertThat(deltas.at(CountingMetric.TABLE, removed.definition()).text("ada").cell().measure(0))
        .as("it has not seen the second event")
        .isEqualTo(0);
    assertThat(deltas.at(CountingMetric.TABLE, counts.definition()).text("ada").cell().measure(0))
        .isEqualTo(2);
  }

  @Test
  void startsANewDefinitionEmpty() {
    UserTimeline before = timeline();
    UserHistory history = before.create();
    before.accept(history, event(1, NOW, NOW));
    before.flush("ada", history);
    CountingMetric added = new CountingMetric("added", HOUR);
    UserTimeline after = timeline(OnCollision.DROP, added, counts);
    UserHistory read = after.read(bytes(before, history));
    after.accept(read, event(2, NOW + 1_000, NOW));
    deltas.drain(delta -> {});
    after.contributions("ada", read);
    assertThat(deltas.at(CountingMetric.TABLE, added.definition()).text("ada").cell().measure(0))
        .isEqualTo(1);
  }

  @Test
  void refusesAHistoryOfANewerLayout() {
    UserTimeline timeline = timeline();
    byte[] bytes = bytes(timeline, timeline.create());
    bytes[0] = 9;
    assertThatThrownBy(() -> timeline.read(bytes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("layout 9");
  }

  @Test
  void refusesATruncatedHistory() {
    UserTimeline timeline = timeline();
    UserHistory history = timeline.create();
    timeline.accept(history, event(1, NOW, NOW));
    timeline.flush("ada", history);
    byte[] whole = bytes(timeline, history);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> timeline.read(cut)).isInstanceOf(RuntimeException.class);
    }
  }

  /** What the history of the next test is in layout 2: these bytes must be readable for good. */
  private static final byte[] LAYOUT_TWO =
      HexFormat.of()
          .parseHex(
              "02" // layout
                  + "c1b802" // timer
                  + "02" // two ids
                  + "80cc3a" // hour 480000:
                  + "01000000000000000166ff3000" // one id and its body
                  + "02" // the hour after:
                  + "01000000000000000266ff3e88" // one id and its body
                  + "00" // no orders
                  + "01" // one section:
                  + "f19f5385" // its key
                  + "01" // its version
                  + "8081b50a" // its deadline
                  + "09" // its length
                  + "0200000192557a2040"); // its two events and deadline

  /** Layout 1 as it was released: these bytes must be readable for good. */
  @Test
  void readsAHistoryOfLayoutOne() {
    byte[] golden =
        HexFormat.of()
            .parseHex(
                "01" // layout
                    + "80809ccdca64" // timer
                    + "02" // two ids
                    + "80cc3a" // hour 480000:
                    + "01000000000000000166ff3000" // one id and its body
                    + "02" // the hour after:
                    + "01000000000000000266ff3e88" // one id and its body
                    + "00" // no orders
                    + "01" // one section:
                    + "f19f5385" // its key
                    + "01" // its version
                    + "8081d1d7ca64" // its deadline
                    + "09" // its length
                    + "0200000192557a2040"); // its two events and deadline
    UserTimeline timeline = timeline();
    UserHistory read = timeline.read(golden);
    assertThat(read.timerMillis()).isEqualTo(NOW);
    assertThat(timeline.accept(read, event(1, NOW, NOW))).isEqualTo(Verdict.DUPLICATE);
    assertThat(timeline.accept(read, event(2, NOW + HOUR + 120_000, NOW)))
        .isEqualTo(Verdict.DUPLICATE);
    timeline.contributions("ada", read);
    assertThat(deltas.at(CountingMetric.TABLE, counts.definition()).text("ada").cell().measure(0))
        .isEqualTo(2);
    assertThat(timeline.read(bytes(timeline, timeline.read(golden))).timerMillis()).isEqualTo(NOW);
    assertThat(bytes(timeline, read)).isEqualTo(LAYOUT_TWO);
  }

  @Test
  void readsAHistoryOfLayoutTwo() {
    UserTimeline timeline = timeline();
    UserHistory read = timeline.read(LAYOUT_TWO);
    assertThat(read.timerMillis()).isEqualTo(NOW);
    assertThat(timeline.accept(read, event(1, NOW, NOW))).isEqualTo(Verdict.DUPLICATE);
    timeline.contributions("ada", read);
    assertThat(deltas.at(CountingMetric.TABLE, counts.definition()).text("ada").cell().measure(0))
        .isEqualTo(2);
    assertThat(bytes(timeline, read)).isEqualTo(LAYOUT_TWO);
  }

  @Test
  void remembersManyIdsOfOneUserAndExpiresThemByTheHour() {
    SeenIds seen = new SeenIds();
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.find(i * 0x9E3779B97F4A7C15L)).isEqualTo(SeenIds.ABSENT);
      seen.add(i * 0x9E3779B97F4A7C15L, i, (i % 48) * HOUR);
    }
    StateWriter out = new StateWriter(16);
    seen.write(out);
    SeenIds read = SeenIds.read(new StateReader().over(out.array(), 0, out.size()));
    for (SeenIds ids : List.of(seen, read)) {
      for (int i = 0; i < 10_000; i++) {
        int position = ids.find(i * 0x9E3779B97F4A7C15L);
        assertThat(ids.bodyHash(position)).isEqualTo(i);
        assertThat(ids.hourEndMillis(position)).isEqualTo((i % 48 + 1) * HOUR);
      }
      ids.expireBefore(24 * HOUR + 1);
      for (int i = 0; i < 10_000; i++) {
        boolean known = ids.find(i * 0x9E3779B97F4A7C15L) != SeenIds.ABSENT;
        assertThat(known).isEqualTo(i % 48 >= 24);
      }
    }
  }

  @Test
  void ordersIdsByHourWhateverTheOrderOfArrival() {
    SeenIds seen = new SeenIds();
    for (int i = 0; i < 100_000; i++) {
      seen.add(i * 0x9E3779B97F4A7C15L, i, (i * 7919L % 72) * HOUR);
    }
    StateWriter out = new StateWriter(16);
    seen.write(out);
    SeenIds read = SeenIds.read(new StateReader().over(out.array(), 0, out.size()));
    StateWriter again = new StateWriter(16);
    read.write(again);
    assertThat(again.toBytes()).isEqualTo(out.toBytes());
    for (int i = 0; i < 100_000; i++) {
      assertThat(seen.hourEndMillis(seen.find(i * 0x9E3779B97F4A7C15L)))
          .isEqualTo((i * 7919L % 72 + 1) * HOUR);
    }
    assertThat(seen.sizeFrom(36 * HOUR + 1)).isEqualTo(50_004);
    assertThat(seen.lastMillis()).isEqualTo(72 * HOUR - 1);
  }

  private static byte[] bytes(UserTimeline timeline, UserHistory history) {
    StateWriter out = new StateWriter(64);
    timeline.write(history, out);
    return out.toBytes();
  }
}
