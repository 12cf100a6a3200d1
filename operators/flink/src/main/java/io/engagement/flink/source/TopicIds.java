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

  private TopicIds() {}

  /**
   * Asks the brokers.
   *
   * @return the ids of those topics that exist
   * @throws IOException when the brokers do not answer
   */
  static Map<String, Uuid> of(Collection<String> topics, Properties client) throws IOException {
    try (Admin admin = Admin.create(client)) {
      return of(topics, admin);
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
