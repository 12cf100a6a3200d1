package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Claim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimReaderTest {
  private static final long START = Instant.parse("2026-03-24T00:00:00Z").toEpochMilli();
  private static final ConfigText CONFIG =
      new ConfigText(
          "test", "identity: {mode: stitched}\nmetrics: {active-users: [{id: a, events: any}]}\n");

  private final List<Claim> claims = new ArrayList<>();

  @Test
  void whoClaimsADeviceClaimsTheirOwnIdBeforeIt() {
    ClaimReader reader = reader(false);
    read(reader, "ada", "phone", 0);
    assertThat(claims).containsExactly(claim("ada", "ada", 0), claim("phone", "ada", 0));
    read(reader, "ada", "phone", 1);
    assertThat(claims).as("known").hasSize(2);
  }

  @Test
  void anEventWithoutADeviceClaimsItsUsersOwnId() {
    ClaimReader reader = reader(false);
    read(reader, "ada", null, 0);
    read(reader, "bob", "bob", 1);
    read(reader, "bob", null, 2);
    assertThat(claims).containsExactly(claim("ada", "ada", 0), claim("bob", "bob", 1));
  }

  @Test
  void anIdThatChangesHandsIsHandedOnEachTime() {
    ClaimReader reader = reader(false);
    read(reader, "ada", "tablet", 0);
    read(reader, "bob", "tablet", 1);
    read(reader, "ada", "tablet", 2);
    assertThat(claims.stream().filter(claim -> !claim.isOfOwnId()))
        .containsExactly(
            claim("tablet", "ada", 0), claim("tablet", "bob", 1), claim("tablet", "ada", 2));
  }

  /** What is sent on once more costs a way through the network, so most must stay known. */
  @Test
  void aHundredThousandPeopleStayKnown() {
    ClaimReader reader = reader(false);
    for (int round = 0; round < 2; round++) {
      for (int person = 0; person < 100_000; person++) {
        read(reader, "user-" + person, "device-" + person, round);
      }
    }
    assertThat(claims).hasSizeBetween(200_000, 220_000);
  }

  @Test
  void whatIsClaimedAgainIsHandedOnTogetherWhereUsersAreDeleted() {
    ClaimReader reader = reader(true);
    read(reader, "ada", "phone", 0);
    read(reader, "ada", "phone", 2);
    read(reader, "ada", "phone", 1);
    assertThat(claims).hasSize(2);
    reader.handOnAgain();
    assertThat(claims.subList(2, 4))
        .containsExactly(claim("ada", "ada", 2), claim("phone", "ada", 2));
    reader.handOnAgain();
    assertThat(claims).as("each once").hasSize(4);
  }

  /** However long it is until the next barrier, what is kept for it is bounded. */
  @Test
  void claimsThatComeAgainDoNotPileUp() {
    ClaimReader reader = reader(true);
    int people = 200_000;
    for (int person = 0; person < people; person++) {
      read(reader, "user-" + person, null, 0);
    }
    int before = claims.size();
    for (int person = 0; person < people; person++) {
      read(reader, "user-" + person, null, 1);
    }
    assertThat(claims.size() - before).isGreaterThan(1 << 17);
  }

  private ClaimReader reader(boolean areUsersDeleted) {
    return new ClaimReader(TestDeployment.metrics(CONFIG).create(), claims::add, areUsersDeleted);
  }

  private static void read(ClaimReader reader, String user, @Nullable String device, long after) {
    UserEvent event = new UserEvent();
    event.userId = user;
    event.user = user;
    event.anonymousId = device;
    event.timeMillis = START + after;
    reader.read(event, 0, Long.MIN_VALUE);
  }

  private static Claim claim(String id, String user, long after) {
    return new Claim(id, user, START + after, false, 0);
  }
}
