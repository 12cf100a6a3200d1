package io.engagement.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.identity.ClaimRules.Contested;
import io.engagement.core.identity.ClaimRules.History;
import io.engagement.core.identity.Device.Outcome;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceTest {
  private static final String PHONE = "phone";

  private static ClaimRules rules(Contested contested) {
    return new ClaimRules(History.MOVE, contested, 10, 3);
  }

  private static Claim claim(String user, long atMillis) {
    return new Claim(PHONE, user, atMillis, false, 0);
  }

  private static Device restarted(Device device) {
    StateWriter out = new StateWriter(16);
    device.write(out);
    StateReader in = new StateReader().over(out.toBytes());
    Device read = Device.read(in);
    in.expectEnd();
    return read;
  }

  @ParameterizedTest
  @EnumSource(Contested.class)
  void belongsToTheFirstWhoClaimsItAndRepeatsChangeNothing(Contested contested) {
    Device device = new Device();
    device.count(3, 7);

    assertThat(device.claim(claim("ada", 5), rules(contested))).isEqualTo(Outcome.OWNED);
    device = restarted(device);
    assertThat(device.claim(claim("ada", 9), rules(contested))).isEqualTo(Outcome.KNOWN);

    assertThat(device.owner()).isEqualTo("ada");
    assertThat(device.claimedAtMillis()).isEqualTo(5);
    assertThat(device.isContested()).isFalse();
    assertThat(device.events()).isEqualTo(3);
    assertThat(device.hasHistory()).isTrue();
    assertThat(device.firstMillis()).isEqualTo(7);
  }

  @Test
  void aContestedIdStaysWithTheFirst() {
    Device device = new Device();
    device.claim(claim("ada", 5), rules(Contested.FIRST));

    assertThat(device.claim(claim("bob", 6), rules(Contested.FIRST))).isEqualTo(Outcome.CONTESTED);
    device = restarted(device);
    assertThat(device.claim(claim("bob", 7), rules(Contested.FIRST))).isEqualTo(Outcome.KNOWN);
    assertThat(device.owner()).isEqualTo("ada");
    assertThat(device.isContested()).isTrue();
  }

  @Test
  void aContestedIdPassesToTheLatestAndBack() {
    Device device = new Device();
    device.claim(claim("ada", 5), rules(Contested.LATEST));

    assertThat(device.claim(claim("bob", 6), rules(Contested.LATEST))).isEqualTo(Outcome.PASSED_ON);
    device = restarted(device);
    assertThat(device.owner()).isEqualTo("bob");
    assertThat(device.claim(claim("ada", 7), rules(Contested.LATEST))).isEqualTo(Outcome.PASSED_ON);
    assertThat(device.owner()).isEqualTo("ada");
    assertThat(device.claimedAtMillis()).isEqualTo(7);
  }

  @Test
  void aContestedIdBecomesNobodysAndStaysSo() {
    Device device = new Device();
    device.claim(claim("ada", 5), rules(Contested.NONE));

    assertThat(device.claim(claim("bob", 6), rules(Contested.NONE))).isEqualTo(Outcome.GIVEN_UP);
    device = restarted(device);
    assertThat(device.claim(claim("ada", 7), rules(Contested.NONE))).isEqualTo(Outcome.KNOWN);
    assertThat(device.owner()).isNull();
    assertThat(device.isClaimed()).isTrue();
    assertThat(device.isContested()).isTrue();
    assertThat(device.isListed(PHONE)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Contested.class)
  void anIdThatTooManyClaimIsNobodys(Contested contested) {
    Device device = new Device();
    for (String user : new String[] {"ada", "bob", "eve"}) {
      device = restarted(device);
      device.claim(claim(user, 5), rules(contested));
    }
    assertThat(device.owner() == null).isEqualTo(contested == Contested.NONE);
    device.claim(claim("ada", 5), rules(contested));
    assertThat(device.owner() == null).isEqualTo(contested == Contested.NONE);
    device.claim(claim("fay", 5), rules(contested));
    assertThat(device.owner()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Contested.class)
  void theIdOfAUserIsTheirsForGood(Contested contested) {
    Device device = new Device();
    assertThat(device.claim(claim(PHONE, 5), rules(contested))).isEqualTo(Outcome.OWNED);
    assertThat(device.isListed(PHONE)).isFalse();

    assertThat(device.claim(new Claim(PHONE, "bob", 6, true, 0), rules(contested)))
        .isEqualTo(Outcome.REFUSED);
    assertThat(device.isListed(PHONE)).isFalse();
    assertThat(device.claim(claim("bob", 6), rules(contested))).isEqualTo(Outcome.CONTESTED);
    device = restarted(device);
    assertThat(device.owner()).isEqualTo(PHONE);
    assertThat(device.isListed(PHONE)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Contested.class)
  void anIdThatTurnsOutToBeAUsersIsTheirsWhoeverClaimedItBefore(Contested contested) {
    Device owned = new Device();
    owned.claim(claim("ada", 5), rules(contested));
    assertThat(owned.claim(claim(PHONE, 6), rules(contested))).isEqualTo(Outcome.PASSED_ON);
    owned = restarted(owned);
    assertThat(owned.owner()).isEqualTo(PHONE);
    assertThat(owned.claim(claim("ada", 7), rules(contested))).isEqualTo(Outcome.KNOWN);

    Device nobodys = new Device();
    for (String user : new String[] {"ada", "bob", "eve", "fay"}) {
      nobodys.claim(claim(user, 5), rules(contested));
    }
    assertThat(nobodys.owner()).isNull();
    assertThat(nobodys.claim(claim(PHONE, 6), rules(contested))).isEqualTo(Outcome.OWNED);
    nobodys = restarted(nobodys);
    assertThat(nobodys.owner()).isEqualTo(PHONE);
    assertThat(nobodys.isContested()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Contested.class)
  void remembersNoMoreClaimantsOfAUsersIdThanOfAnyOther(Contested contested) {
    Device device = new Device();
    device.claim(claim(PHONE, 5), rules(contested));
    for (int i = 0; i < 1_000; i++) {
      device.claim(claim("u" + i, 6), rules(contested));
    }
    StateWriter out = new StateWriter(16);
    device.write(out);
    assertThat(out.size()).isLessThan(64);
    assertThat(device.owner()).isEqualTo(PHONE);
  }

  @Test
  void aUserHasNoMoreDevicesThanTheyMay() {
    UserDevices devices = new UserDevices();
    assertThat(devices.add("a", 2)).isEqualTo(UserDevices.Outcome.ADDED);
    assertThat(devices.add("b", 2)).isEqualTo(UserDevices.Outcome.ADDED);
    devices = UserDevices.fromBytes(devices.toBytes());
    assertThat(devices.add("c", 2)).isEqualTo(UserDevices.Outcome.TOO_MANY);
    assertThat(devices.add("a", 2)).isEqualTo(UserDevices.Outcome.KNOWN);
    assertThat(devices.ids()).containsExactly("a", "b");
  }
}
