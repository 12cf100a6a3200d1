package io.engagement.flink.sink.postgres;

import io.engagement.core.config.RetentionConfig;
import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig;
import io.engagement.flink.checkpoint.StartOptions;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the sink writes. Travels with the job; the password does not, only where it is.
 *
 * @param sinkId who owns the tables: the deployment, never a job id
 * @param url JDBC address without credentials; straight to the server or through a pooler in
 *     session mode
 * @param password null when the server wants none
 * @param schema an SQL identifier that needs no quotes
 * @param retryFor how long a commit is tried again while the server cannot be reached, before the
 *     task fails and Flink restarts it
 * @param lockWait how long a start waits for another holder of the sink to go away
 * @param answerWithin how long one statement may take; then the connection counts as lost
 * @param retention how long rows are kept
 */
public record PostgresSinkOptions(
    String sinkId,
    String url,
    String user,
    @Nullable SecretRef password,
    String schema,
    StartOptions start,
    Duration retryFor,
    Duration lockWait,
    Duration answerWithin,
    RetentionConfig retention)
    implements Serializable {
  private static final Duration RETRY_FOR = Duration.ofMinutes(2);
  private static final Duration LOCK_WAIT = Duration.ofSeconds(30);
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(10);

  public PostgresSinkOptions {
    SqlText.requirePlain(schema);
  }

  /** The configured sink of a deployment. */
  public static PostgresSinkOptions of(
      String deployment, SinksConfig.PostgresSink sink, StartOptions start) {
    return new PostgresSinkOptions(
        deployment,
        sink.url(),
        sink.user(),
        sink.password(),
        sink.schema(),
        start,
        RETRY_FOR,
        LOCK_WAIT,
        ANSWER_WITHIN);
  }

  /** With the usual retention. */
  public PostgresSinkOptions(
      String sinkId,
      String url,
      String user,
      @Nullable SecretRef password,
      String schema,
      StartOptions start,
      Duration retryFor,
      Duration lockWait,
      Duration answerWithin) {
    this(
        sinkId,
        url,
        user,
        password,
        schema,
        start,
        retryFor,
        lockWait,
        answerWithin,
        RetentionConfig.DEFAULT);
  }

  public PostgresSinkOptions keeping(RetentionConfig newRetention) {
    return new PostgresSinkOptions(
        sinkId, url, user, password, schema, start, retryFor, lockWait, answerWithin, newRetention);
  }

  /** With other bounds: tests and impatient deployments. */
  public PostgresSinkOptions waiting(Duration newRetryFor, Duration newLockWait) {
    return new PostgresSinkOptions(
        sinkId,
        url,
        user,
        password,
        schema,
        start,
        newRetryFor,
        newLockWait,
        answerWithin,
        retention);
  }

  PostgresSinkOptions at(String newUrl) {
    return new PostgresSinkOptions(
        sinkId, newUrl, user, password, schema, start, retryFor, lockWait, answerWithin, retention);
  }

  public PostgresSinkOptions starting(StartOptions newStart) {
    return new PostgresSinkOptions(
        sinkId, url, user, password, schema, newStart, retryFor, lockWait, answerWithin, retention);
  }
}
