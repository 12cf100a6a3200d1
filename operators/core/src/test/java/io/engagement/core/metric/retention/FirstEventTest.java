package io.engagement.core.metric.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.UserEvent;
import org.junit.jupiter.api.Test;

/** Which of two events comes first. */
class FirstEventTest {
  private static UserEvent event(long millis, String id) {
    UserEvent event = new UserEvent();
    event.timeMillis = millis;
    event.messageId = id;
    return event;
  }

  @Test
  void isTheEarliestOfTwoAtAnInstantTheOneWithTheLesserId() {
    FirstEvent first = new FirstEvent();
    first.set(event(5, "b"), "b", true);
    assertThat(first.isAfter(event(4, "c"))).isTrue();
    assertThat(first.isAfter(event(5, "a"))).isTrue();
    assertThat(first.isAfter(event(5, "b"))).as("itself").isFalse();
    assertThat(first.isAfter(event(5, "c"))).isFalse();
    assertThat(first.isAfter(event(6, "a"))).isFalse();
  }

  @Test
  void weighsItsIdAsLongAsItIsKnown() {
    FirstEvent first = new FirstEvent();
    assertThat(first.heapBytes()).isEqualTo(32);
    first.set(event(5, "four"), "four", true);
    assertThat(first.heapBytes()).isEqualTo(32 + 56 + 4);
    first.expire(5);
    assertThat(first.heapBytes()).as("an event at the instant may still come").isEqualTo(92);
    first.expire(6);
    assertThat(first.heapBytes()).isEqualTo(32);
  }

  @Test
  void ordersIdsByCodePointAsEveryFamilyDoes() {
    FirstEvent first = new FirstEvent();
    first.set(event(5, "\uD83D\uDE00"), "\uD83D\uDE00", true);
    assertThat(first.isAfter(event(5, "\uFF21"))).as("U+FF21 is before U+1F600").isTrue();
  }
}
