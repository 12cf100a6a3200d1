package io.engagement.cli;

import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.kafka.LostTransactions;
import io.engagement.jobs.stream.StartRules;
import picocli.CommandLine.Option;

/** The exceptions a start may be granted. Mixed into the commands that start the job. */
final class StartOptions {
  @Option(
      names = "--takeover",
      description = "Rebuild tables that hold something when there is no state to go on from.")
  private boolean takeover;

  @Option(
      names = "--accept-lost-transactions",
      description =
          "Go on although a transaction of the Kafka sink is gone, and its rows with it; as after"
              + " going back to an older savepoint.")
  private boolean acceptLostTransactions;

  StartRules rules() {
    return new StartRules(
        takeover ? StartMode.TAKEOVER : StartMode.CONTINUE,
        acceptLostTransactions ? LostTransactions.ACCEPT : LostTransactions.FAIL);
  }
}
