package io.engagement.flink.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class TopicWatchTest {
  private static final Uuid ID = Uuid.randomUuid();

  private final TopicWatch.Known known = new TopicWatch.Known();

  @Test
  void noticesATopicThatIsGone() {
    known.see("events", ID);
    known.see("events", null);
    known.see("events", null);
    assertThatThrownBy(() -> known.see("events", null))
        .isInstanceOf(LostInputException.class)
        .hasMessageContaining("events, which the job was reading, is not on the brokers");
  }

  @Test
  void doesNotEndTheJobForABrokerThatDoesNotKnowTheTopicYet() {
    for (int i = 0; i < 20; i++) {
      known.see("events", null);
      known.see("events", null);
      known.see("events", ID);
    }
  }

  @Test
  void noticesATopicThatWasMadeAgain() {
    known.see("events", ID);
    known.see("events", null);
    assertThatThrownBy(() -> known.see("events", Uuid.randomUuid()))
        .isInstanceOf(LostInputException.class)
        .hasMessageContaining("deleted and made again");
  }

  @Test
  void brokersThatBeginToTellIdsHaveTheSameTopics() {
    known.see("events", Uuid.ZERO_UUID);
    known.see("events", ID);
    known.see("events", Uuid.ZERO_UUID);
    known.see("events", ID);
  }
}
