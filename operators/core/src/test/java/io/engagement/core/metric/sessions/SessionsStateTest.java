package io.engagement.core.metric.sessions;

import static io.engagement.core.metric.sessions.SessionsDefinition.Split.CAMPAIGN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a user: read back in any version, with other breakdowns, never in silence. */
class SessionsStateTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final RawEvent PAGE = RawEvent.page("Home");
  private static final RawEvent PING = RawEvent.track("Page Ping");
  private static final String PLATFORM = "context.device.type";
  private static final String CHANNEL = "context.campaign.source";
  private static final String UUID = "0b9a1f0c-41c4-4c6e-9d3a-5e1f2a7b8c9d";

  private static OneUser fresh(String name) {
    Definition definition = new Definition().by("channel", "platform");
    return new OneUser(name.equals("campaign") ? definition.split(CAMPAIGN) : definition);
  }

  /** Two closed sessions and one open, with every kind of message id, mark, text and value. */
  private static OneUser golden(String name) {
    return fresh(name)
        .does(
            PAGE.at(START).id(UUID).with("properties.path", "/é").with(PLATFORM, "ios"),
            PING.at(START + 12_000).id("44329d6f2b19ec2ecad6d045"),
            PING.at(START + 12_000).id("not hex"),
            PAGE.at(START + 60_000).id(UUID.toUpperCase()).with(CHANNEL, "news"),
            RawEvent.page("").at(START + 7_200_000).with("properties.engagement_time_ms", 3_000L))
        .watermark(START + 60_001 + OneUser.HORIZON_MILLIS)
        .does(
            PAGE.at(START + OneUser.HORIZON_MILLIS).id("1"),
            PING.at(START + OneUser.HORIZON_MILLIS + 30_000).id("2").with(CHANNEL, ""),
            RawEvent.of("screen", "Main")
                .at(START + OneUser.HORIZON_MILLIS + 90_000)
                .id("3")
                .with(PLATFORM, 5L));
  }

  /** The same, with orders in the open session and in a closed one. */
  private static OneUser goldenWithOrders(String name) {
    RawEvent order = RawEvent.track("Order Completed").with("properties.total", "9.99");
    return golden(name)
        .does(
            order.at(START + 61_000).id("4").with("properties.currency", "EUR"),
            order.at(START + OneUser.HORIZON_MILLIS + 91_000).id("5"),
            order.at(START + OneUser.HORIZON_MILLIS + 92_000).id("6"),
            order.at(START + 7_201_000).id("7").with("properties.currency", "EUR"),
            order.at(START + 7_202_000).id("8").with("properties.currency", "GBP"));
  }

  private static byte[] kept(int layout, String name) {
    return GoldenBytes.of(
        "sessions/v" + layout + "-" + name + ".hex", goldenWithOrders(name).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "campaign"})
  void theNewestIsWrittenAsItEverWas(String name) {
    OneUser lived = goldenWithOrders(name);
    assertThat(lived.bytes()).isEqualTo(kept(4, name));
    assertThat(fresh(name).restoredFrom(kept(4, name)).bytes()).isEqualTo(lived.bytes());
    assertThat(fresh(name).restoredFrom(kept(4, name), 2).bytes()).isEqualTo(lived.bytes());
    assertThat(lived.metric().heapBytes(lived.state()))
        .as("what a cache is told it weighs")
        .isEqualTo(name.equals("plain") ? 1_931 : 5_306);
  }

  /** Written only where rows of open sessions wait: others write what versions before it read. */
  @Test
  void versionThreeKnowsWhichRowsHaveBeenPublished() {
    Definition every = new Definition().publishEvery(60_000);
    OneUser lived =
        new OneUser(every)
            .does(PAGE.at(START))
            .does(PAGE.at(START + 60_000))
            .does(PAGE.at(START + 90_000));
    byte[] kept = GoldenBytes.of("sessions/v4-every.hex", lived.bytes());
    assertThat(lived.bytes()).isEqualTo(kept);
    byte[] before = GoldenBytes.of("sessions/v3-every.hex", lived.bytes());
    assertThat(new OneUser(every).restoredFrom(before, 1).bytes()).isEqualTo(kept);
    OneUser restored = new OneUser(every).restoredFrom(kept);
    assertThat(restored.bytes()).isEqualTo(kept);
    restored.does(PAGE.at(START + 119_999));
    assertThat(restored.emitted).isEmpty();
    restored.does(PAGE.at(START + 120_000));
    assertThat(restored.emitted).hasSize(1);

    OneUser plain = new OneUser(new Definition()).restoredFrom(kept);
    assertThat(plain.bytes())
        .isEqualTo(
            new OneUser(new Definition())
                .does(PAGE.at(START), PAGE.at(START + 60_000), PAGE.at(START + 90_000))
                .bytes());
    OneUser back = new OneUser(every).restoredFrom(plain.bytes());
    back.does(PAGE.at(START + 91_000));
    assertThat(back.emitted).as("when it was published last is not known").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "campaign"})
  void versionTwoIsReadAndGoneOnWith(String name) {
    OneUser lived = goldenWithOrders(name);
    OneUser restored = fresh(name).restoredFrom(kept(2, name), 1);
    restored.watermark(START + 60_001 + OneUser.HORIZON_MILLIS);
    assertThat(restored.contributions()).isNotEmpty().isEqualTo(lived.contributions());
    RawEvent next = PAGE.at(START + OneUser.HORIZON_MILLIS + 100_000).with(CHANNEL, "ads");
    RawEvent late = PAGE.at(START + 70_000).with("properties.path", "/late");
    lived.emitted.clear();
    lived.does(next, late);
    restored.does(next, late);
    assertThat(restored.emitted).isEqualTo(lived.emitted);
    assertThat(restored.contributions()).isEqualTo(lived.contributions());
    assertThat(restored.bytes()).isEqualTo(lived.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "campaign"})
  void ofSessionsInVersionOneNobodyKnowsTheOrders(String name) {
    OneUser lived = golden(name);
    OneUser restored = fresh(name).withSumsOf(lived).restoredFrom(kept(1, name), 1);
    restored.watermark(START + 60_001 + OneUser.HORIZON_MILLIS);
    assertThat(restored.contributions()).isNotEmpty().isEqualTo(lived.contributions());
    RawEvent order = RawEvent.track("Order Completed").with("properties.total", 5L);
    restored.does(
        order.at(START + OneUser.HORIZON_MILLIS + 91_000).id("of an open session"),
        order.at(START + OneUser.HORIZON_MILLIS + 40_000_000).id("of a new one"));
    assertThat(restored.sessions()).extracting(Fact::orders).containsExactly(null, 1L);
    assertThat(restored.sessions()).extracting(Fact::amount).containsExactly(null, 5_000_000L);
    assertThat(restored.cells().get("day 2024-03-04").subList(10, 12)).containsExactly(1L, 1L);
    assertThat(restored.restoredFrom(restored.bytes()).contributions().get("day 2024-03-04"))
        .isEqualTo(restored.cells().get("day 2024-03-04"));
  }

  @Test
  void aSessionWithoutOrdersTakesOneByteForThem() {
    StateWriter orders = new StateWriter(8);
    SessionOrders.NONE.write(orders);
    assertThat(orders.size()).isEqualTo(1);
  }

  @Test
  void aNewerLayoutIsRefused() {
    OneUser user = fresh("plain");
    StateReader in = new StateReader().over(user.bytes());
    assertThatThrownBy(() -> user.metric().read(in, 4)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "campaign"})
  void aStateThatEndsTooEarlyIsRefused(String name) {
    byte[] bytes = golden(name).bytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> fresh(name).restoredFrom(cut))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void anUnflushedStateIsNotWritten() {
    OneUser user = new OneUser(new Definition()).takes(PAGE.at(START));
    StateWriter out = new StateWriter(64);
    assertThatThrownBy(() -> user.metric().write(user.state(), out))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBreakdownAddedLaterTakesNothingBackThatItNeverCounted() {
    OneUser before = new OneUser(new Definition().by("platform"));
    before.does(PAGE.at(START).with(PLATFORM, "ios").with(CHANNEL, "news"));
    OneUser after = new OneUser(new Definition().by("channel", "platform"));
    after.withSumsOf(before).restoredFrom(before.bytes());
    assertThat(after.contributions()).isEqualTo(after.cells());
    // Kept, changed by nothing, and kept again: still not counted under the new one.
    after.flush().restoredFrom(after.bytes());
    assertThat(after.contributions()).isEqualTo(after.cells());
    assertThat(after.cells()).doesNotContainKey("day 2024-03-01 channel news");

    after.does(PAGE.at(START + 1_000).with(CHANNEL, "ads"));
    assertThat(after.contributions()).isEqualTo(after.cells());
    assertThat(after.cells().get("day 2024-03-01 channel ads").get(0)).isEqualTo(1L);
    assertThat(after.cells().get("day 2024-03-01 platform ios").get(3)).isEqualTo(2L);
    assertThat(after.cells().values()).allMatch(row -> (Long) row.get(0) == 1L);
  }

  @Test
  void aBreakdownThatIsGoneIsDropped() {
    OneUser before = new OneUser(new Definition().by("channel", "platform"));
    before.does(PAGE.at(START).with(PLATFORM, "ios").with(CHANNEL, "news"));
    OneUser after = new OneUser(new Definition().by("platform")).restoredFrom(before.bytes());
    assertThat(after.contributions())
        .containsOnlyKeys(
            "day 2024-03-01",
            "day 2024-03-01 platform ios",
            "hour 2024-03-01T10:00:00Z",
            "hour 2024-03-01T10:00:00Z platform ios");
    assertThat(after.bytes()).hasSizeLessThan(before.bytes().length);
  }

  @Test
  void breakdownsInAnotherOrderKeepTheirValues() {
    OneUser before = new OneUser(new Definition().by("channel", "platform"));
    before.does(PAGE.at(START).with(PLATFORM, "ios").with(CHANNEL, "news"));
    OneUser after = new OneUser(new Definition().by("platform", "channel"));
    after.restoredFrom(before.bytes());
    assertThat(after.contributions()).isEqualTo(before.contributions());
  }

  @Test
  void whatChangesTheNumbersChangesTheKeyAndNothingElseDoes() {
    List<Definition> different =
        List.of(
            new Definition(),
            new Definition().id("app"),
            new Definition().excluding("Clicked"),
            new Definition().keyEvents("Clicked"),
            new Definition().exclusive(),
            new Definition().split(CAMPAIGN),
            new Definition().singleView());
    assertThat(different.stream().map(one -> new OneUser(one).definition().key()))
        .doesNotHaveDuplicates();
    assertThat(new OneUser(new Definition().by("platform").publishClosed()).definition())
        .isEqualTo(new OneUser(new Definition()).definition());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "campaign"})
  void aSessionWithoutEndStaysSmall(String name) {
    OneUser user = fresh(name);
    long time = START;
    int largest = 0;
    for (int minute = 0; minute < 20 * 24 * 60; minute += 20) {
      time = START + minute * 60_000L;
      user.does(PAGE.at(time).id("%024x".formatted(minute)), PING.at(time + 15_000));
      user.watermark(time);
      largest = Math.max(largest, user.bytes().length);
    }
    assertThat(user.session().events()).isEqualTo(2 * 20 * 24 * 3);
    assertThat(user.session().engaged()).isEqualTo(5_000L * 20 * 24 * 3);
    // Three days of a page and a ping every 20 minutes are 432 marks.
    assertThat(largest).isLessThan(432 * 60);
  }
}
