package io.engagement.cli;

import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.kafka.LostTransactions;
import io.engagement.flink.source.LostRecords;
import io.engagement.jobs.stream.StartRules;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The exceptions a start may be granted. Mixed into the commands that start the job. */
final class StartOptions {
  @ArgGroup private Tables tables = new Tables();

  /** At most one of them. */
  static final class Tables {
    @Option(
        names = "--takeover",
        description =
            "Without state: empty the tables of an earlier run and count again from the input.")
    private boolean takeover;

    @Option(
        names = "--republish",
        description =
            "From a savepoint that is older than the tables, or when the database has lost commits:"
                + " publish every row of the state again, and delete what does not belong.")
    private boolean republish;

    private StartMode mode() {
      if (takeover) {
        return StartMode.TAKEOVER;
      }
      return republish ? StartMode.REPUBLISH : StartMode.CONTINUE;
    }
  }

  @Option(
      names = "--accept-lost-transactions",
      description =
          "Go on although a transaction of the Kafka sink is gone, and its rows with it; as after"
              + " going back to an older savepoint.")
  private boolean acceptLostTransactions;

  @Option(
      names = "--accept-lost-records",
      description =
          "Go on although records of the input that were not read yet are gone, or a topic was made"
              + " again: from the earliest record there is; the tables stay.")
  private boolean acceptLostRecords;

  @Option(
      names = "--on-change",
      paramLabel = "METRIC=drop|keep",
      description =
          "What becomes of the rows of a definition that was removed or means something else than"
              + " in the state: drop, they leave with the first commit; keep, rows of complete buckets"
              + " stay. engage plan says where it is needed.")
  private List<String> onChange = List.of();

  /**
   * @throws InvalidInputException for an {@code --on-change} of other words, or one that does not
   *     go with another option
   */
  StartRules rules() throws InvalidInputException {
    StartRules rules =
        new StartRules(
            tables.mode(),
            acceptLostTransactions ? LostTransactions.ACCEPT : LostTransactions.FAIL,
            acceptLostRecords ? LostRecords.ACCEPT : LostRecords.FAIL);
    try {
      for (String word : onChange) {
        rules = rules.withOnChange(word);
      }
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException("error: " + wrong.getMessage());
    }
    return rules;
  }
}
