package io.engagement.flink.source;

/** What a start may do when records that the job has to go on from are gone. */
public enum LostRecords {
  /** The job ends and says so. */
  FAIL,
  /**
   * The job goes on from the earliest record there is: with the tables and the histories as they
   * are, without the records in between.
   */
  ACCEPT
}
