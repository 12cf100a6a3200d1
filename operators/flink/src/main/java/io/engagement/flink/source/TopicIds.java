package io.engagement.flink.source;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which topics the names stand for on the brokers right now. */
final class TopicIds {
  private static final long ANSWER_WITHIN_SECONDS = 60;
  private static final int MORE_TRIES = 3;

  private TopicIds() {}

  /** Whether ids are of two topics; brokers before Kafka 2.8 have none to tell. */
  static boolean differ(Uuid one, Uuid other) {
    return !one.equals(Uuid.ZERO_UUID) && !other.equals(Uuid.ZERO_UUID) && !one.equals(other);
  }

  /**
   * Asks the brokers, and more than once for topics that seem to be gone: a broker that has just
   * started may not know of them yet.
   *
   * @return the ids of those topics that exist
   * @throws IOException when the brokers do not answer
   */
  static Map<String, Uuid> of(Collection<String> topics, Properties client) throws IOException {
    try (Admin admin = Admin.create(client)) {
      Map<String, Uuid> ids = of(topics, admin);
      for (int i = 0; i < MORE_TRIES && ids.size() < topics.size(); i++) {
        TimeUnit.SECONDS.sleep(1);
        ids = of(topics, admin);
      }
      return ids;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking for topics", interrupted);
    }
  }

  static Map<String, Uuid> of(Collection<String> topics, Admin admin) throws IOException {
    Map<String, Uuid> ids = new HashMap<>();
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin.describeTopics(TopicCollection.ofTopicNames(topics)).topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
      try {
        TopicDescription topic = answer.getValue().get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
        ids.put(answer.getKey(), topic.topicId());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while asking for topics", interrupted);
      } catch (ExecutionException failed) {
        if (!(failed.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw new IOException("the brokers do not describe " + answer.getKey(), failed);
        }
      } catch (TimeoutException late) {
        throw new IOException("the brokers do not answer", late);
      }
    }
    return ids;
  }
}
