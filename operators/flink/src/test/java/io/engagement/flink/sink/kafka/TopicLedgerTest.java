package io.engagement.flink.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.flink.checkpoint.CommitRanges;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicLedgerTest {
  @Test
  void aFirstStartBegins() throws Exception {
    assertThat(start(null, null, StartMode.CONTINUE))
        .isEqualTo(new TopicLedger.Start(ledger("start", 0, "{}"), null));
  }

  @Test
  void topicsThatHoldSomethingAreTakenWithoutStateOnRequestOnly() throws Exception {
    assertRefused(null, ledger("a", 7, "{}"), StartMode.CONTINUE, "--takeover");
    assertThat(start(null, ledger("a", 7, "{[3,5)}"), StartMode.TAKEOVER))
        .as("all of it goes unless it is counted again")
        .isEqualTo(new TopicLedger.Start(ledger("start", 7, "{}"), -1L));
  }

  @Test
  void aStateGoesOnWithTopicsThatAreAsFarOrAwaitItsLastCommit() throws Exception {
    for (long published : new long[] {8, 7}) {
      assertThat(start(ledger("a", 8, "{}"), ledger("a", published, "{}"), StartMode.CONTINUE))
          .isEqualTo(new TopicLedger.Start(ledger("a", 8, "{}"), null));
    }
  }

  @Test
  void anOlderStateGoesBackOnRequestOnlyAndItsBranchIsRemembered() throws Exception {
    assertRefused(ledger("a", 5, "{}"), ledger("a", 9, "{}"), StartMode.CONTINUE, "--republish");
    assertThat(start(ledger("a", 5, "{}"), ledger("a", 9, "{}"), StartMode.REPUBLISH))
        .isEqualTo(new TopicLedger.Start(ledger("a", 9, "{[6,10)}"), 5L));
    assertRefused(
        ledger("a", 7, "{}"), ledger("a", 12, "{[6,10)}"), StartMode.REPUBLISH, "gone back");
  }

  @Test
  void statesOfOtherRunsAreRefused() {
    assertRefused(ledger("a", 9, "{}"), ledger("b", 3, "{}"), StartMode.REPUBLISH, "taken over");
  }

  @Test
  void topicsThatLostWhatWasCommittedAreRefused() throws Exception {
    assertRefused(ledger("a", 9, "{}"), null, StartMode.CONTINUE, "hold none");
    assertThat(start(ledger("a", 1, "{}"), null, StartMode.CONTINUE).staleAfter())
        .as("the first commit may be still to come")
        .isNull();
  }

  @Test
  void readsWhatItWrites() {
    TopicLedger ledger = ledger("a", 12, "{[6,10)}");
    assertThat(TopicLedger.fromBytes(ledger.toBytes())).isEqualTo(ledger);
    assertThat(TopicLedger.fromJson(ledger.toJson())).isEqualTo(ledger);
  }

  private static void assertRefused(
      @Nullable TopicLedger restored, @Nullable TopicLedger published, StartMode mode, String why) {
    assertThatThrownBy(() -> start(restored, published, mode))
        .isInstanceOf(SinkRefusedException.class)
        .hasMessageContaining(why);
  }

  private static TopicLedger.Start start(
      @Nullable TopicLedger restored, @Nullable TopicLedger published, StartMode mode)
      throws SinkRefusedException {
    return TopicLedger.start(restored, published, new StartOptions(mode, "start"), "shop.*");
  }

  private static TopicLedger ledger(String lineage, long commit, String abandoned) {
    return new TopicLedger(lineage, commit, CommitRanges.parse(abandoned));
  }
}
