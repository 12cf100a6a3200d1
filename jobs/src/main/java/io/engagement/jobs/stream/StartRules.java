package io.engagement.jobs.stream;

import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.kafka.LostTransactions;

/**
 * What a start may do to what is published already. The rules are for one start: a job that goes on
 * from a checkpoint needs none of the exceptions.
 *
 * @param tables when it starts without state where PostgreSQL tables hold something
 * @param transactions when a Kafka transaction that should be committed is gone
 */
public record StartRules(StartMode tables, LostTransactions transactions) {
  /** Refuses whatever could replace or lose numbers. */
  public static final StartRules STRICT = new StartRules(StartMode.CONTINUE, LostTransactions.FAIL);
}
