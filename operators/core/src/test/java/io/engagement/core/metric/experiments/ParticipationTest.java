package io.engagement.core.metric.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.UserEvent;
import org.junit.jupiter.api.Test;

/** Which of two exposures comes first. */
class ParticipationTest {
  private static UserEvent event(long millis, String id) {
    UserEvent event = new UserEvent();
    event.timeMillis = millis;
    event.messageId = id;
    return event;
  }

  @Test
  void isTheEarliestOfTwoAtAnInstantTheOneWithTheLesserId() {
    Participation known = new Participation("e", 5, "b", "control", new String[0], 1);
    assertThat(known.isAfter(event(4, "c"))).isTrue();
    assertThat(known.isAfter(event(5, "a"))).isTrue();
    assertThat(known.isAfter(event(5, "b"))).as("itself").isFalse();
    assertThat(known.isAfter(event(5, "c"))).isFalse();
    assertThat(known.isAfter(event(6, "a"))).isFalse();
  }

  @Test
  void ordersIdsByCodePointAsEveryFamilyDoes() {
    Participation first = new Participation("e", 5, "\uD83D\uDE00", "control", new String[0], 1);
    assertThat(first.isAfter(event(5, "\uFF21"))).as("U+FF21 is before U+1F600").isTrue();
  }
}
