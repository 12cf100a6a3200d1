package io.engagement.flink.source;

import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.DeletionConfig.ControlTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** The topics of the source: checked where the job is started, before anything else is touched. */
public final class InputTopics {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final int NAMED_TOPICS = 10;

  private InputTopics() {}

  /** Brokers that cannot be reached or lack a topic; the message names them and says what to do. */
  public static final class NotReadyException extends Exception {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message, Throwable cause) {
      super(message, cause);
    }

    NotReadyException(String message) {
      super(message);
    }
  }

  /**
   * Returns when the brokers answer and have all topics.
   *
   * @param properties further client settings; secrets are read now
   * @throws NotReadyException when the brokers do not answer within 10 seconds, or with every
   *     missing topic
   */
  public static void check(String brokers, List<String> topics, ClientProperties properties)
      throws NotReadyException, InterruptedException {
    check(brokers, topics, properties, "source.kafka", "topics");
  }

  /**
   * Returns when the brokers answer and have the control topic.
   *
   * @throws NotReadyException when they do not answer within 10 seconds, or do not have it
   */
  public static void checkControl(ControlTopic control)
      throws NotReadyException, InterruptedException {
    check(
        control.brokers(),
        List.of(control.topic()),
        control.properties(),
        "control.kafka",
        "topic");
  }

  private static void check(
      String brokers, List<String> topics, ClientProperties properties, String key, String named)
      throws NotReadyException, InterruptedException {
    Properties client = new Properties();
    client.putAll(properties.resolve(System::getenv));
    String patience = Long.toString(ANSWER_WITHIN.toMillis());
    client.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    client.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
    client.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
    Set<String> present;
    try (Admin admin = Admin.create(client)) {
      present = answer(brokers, key, admin.listTopics().names());
    } catch (KafkaException e) {
      throw new NotReadyException(
          "No client for the Kafka brokers at %s: %s. Check %s.brokers and .properties."
              .formatted(brokers, e.getCause() == null ? e : e.getCause().getMessage(), key),
          e);
    }
    List<String> missing = new ArrayList<>(topics);
    missing.removeAll(present);
    if (!missing.isEmpty()) {
      throw new NotReadyException(
          "The Kafka brokers at %s have no topic %s (or do not show it to this client); they have %s. Create it, or correct %s.%s."
              .formatted(brokers, String.join(", ", missing), some(present), key, named));
    }
  }

  private static Set<String> answer(String brokers, String key, KafkaFuture<Set<String>> names)
      throws NotReadyException, InterruptedException {
    try {
      return names.get(ANSWER_WITHIN.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unreachable(brokers, key, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw unreachable(brokers, key, cause);
      }
      throw new NotReadyException(
          "The Kafka brokers at %s refuse to list their topics: %s. Check %s.properties."
              .formatted(brokers, cause.getMessage(), key),
          cause);
    }
  }

  private static NotReadyException unreachable(String brokers, String key, Throwable cause) {
    return new NotReadyException(
        "No Kafka broker at %s answered within %d s. Is one running there, and is %s.brokers right?"
            .formatted(brokers, ANSWER_WITHIN.toSeconds(), key),
        cause);
  }

  private static String some(Set<String> topics) {
    List<String> names = topics.stream().sorted().limit(NAMED_TOPICS).toList();
    if (names.isEmpty()) {
      return "none";
    }
    return String.join(", ", names) + (topics.size() > NAMED_TOPICS ? ", ..." : "");
  }
}
