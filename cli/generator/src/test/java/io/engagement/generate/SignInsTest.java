package io.engagement.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.generate.Traffic.Defects;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignInsTest {
  private static final int RECORDS = 20_000;

  private final Map<String, Set<String>> usersById = new HashMap<>();
  private final Map<String, Set<String>> idsByUser = new HashMap<>();
  private int anonymous;
  private int signedOut;

  private void generate(SignIns signIns) {
    Traffic traffic =
        GeneratedRecords.traffic(
            1_000, RECORDS, 10, 3, new Defects(0.02, 3_600_000, 0, 259_200_000, 0.01, 0));
    SegmentDecoder decoder = GeneratedRecords.decoder();
    UserEvent event = new UserEvent();
    for (byte[] bytes : GeneratedRecords.of(traffic.with(signIns)).records) {
      assertThat(GeneratedRecords.decode(decoder, bytes, event)).isNull();
      if (event.userId == null) {
        anonymous++;
        if (usersById.containsKey(event.anonymousId)) {
          signedOut++;
        }
      } else {
        usersById.computeIfAbsent(event.anonymousId, absent -> new HashSet<>()).add(event.userId);
        idsByUser.computeIfAbsent(event.userId, absent -> new HashSet<>()).add(event.anonymousId);
      }
    }
  }

  @Test
  void peopleAreAnonymousOnEachDeviceUntilTheySignInThere() {
    generate(SignIns.BY_DEVICE);

    assertThat(anonymous).isBetween(RECORDS * 35 / 100, RECORDS * 55 / 100);
    assertThat(signedOut).isGreaterThan(RECORDS / 50);
    assertThat(usersById.values()).allSatisfy(users -> assertThat(users).hasSize(1));
    assertThat(idsByUser.values()).anySatisfy(ids -> assertThat(ids).hasSizeGreaterThan(1));
  }

  @Test
  void someShareDevicesAndARobotClaimsMany() {
    generate(SignIns.CONTESTED);

    assertThat(usersById.values()).anySatisfy(users -> assertThat(users).hasSizeGreaterThan(1));
    assertThat(idsByUser.get("u-0")).as("of the robot").hasSizeGreaterThan(100);
  }
}
