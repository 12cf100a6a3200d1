package io.engagement.flink.source;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Records that the job has to go on from are gone, or are others. No restart helps, so the job
 * ends; the message says what is lost and how to go on.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class LostInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String WAY_OUT =
      " Go on without the lost records with --accept-lost-records (the tables stay), or count"
          + " everything again from what is there: start without state (engage run: --fresh) and with"
          + " --takeover.";

  private LostInputException(String message) {
    super(message);
  }

  static LostInputException topicIsAnother(String topic) {
    return new LostInputException(
        "The topic "
            + topic
            + " was deleted and made again while the job had read part of it: its offsets now name"
            + " other records."
            + WAY_OUT);
  }

  static LostInputException topicIsGone(String topic) {
    return new LostInputException(
        "The topic "
            + topic
            + ", which the job was reading, is not on the brokers any more (or they do not show it"
            + " to this client)."
            + WAY_OUT);
  }

  static LostInputException topicIsNotConfigured(String topic) {
    return new LostInputException(
        "The job has read part of the topic "
            + topic
            + ", which source.kafka.topics no longer names: name it again, or leave it with"
            + " --accept-lost-records (the tables stay).");
  }

  static LostInputException offsetsAreGone(String what) {
    return new LostInputException(
        "The brokers no longer have the records that the job has to go on from ("
            + what
            + "): retention was faster than the job, or the topic was truncated."
            + WAY_OUT);
  }
}
