package io.engagement.jobs.stream;

import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.kafka.LostTransactions;
import io.engagement.flink.source.LostRecords;

/**
 * What a start may do to what is published already. The rules are for one start: a job that goes on
 * from a checkpoint needs none of the exceptions.
 *
 * @param tables when it starts without state where PostgreSQL tables hold something
 * @param transactions when a Kafka transaction that should be committed is gone
 * @param records when records of the input that the job has to go on from are gone
 */
public record StartRules(StartMode tables, LostTransactions transactions, LostRecords records) {
  /** Refuses whatever could replace or lose numbers. */
  public static final StartRules STRICT =
      new StartRules(StartMode.CONTINUE, LostTransactions.FAIL, LostRecords.FAIL);

  /** The same for other tables. */
  public StartRules with(StartMode mode) {
    return new StartRules(mode, transactions, records);
  }
}
