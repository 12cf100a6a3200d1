package io.engagement.flink.sink.kafka;

import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.TableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics of the sink: created or checked where the job is started. */
public final class KafkaTopics {
  /** Which commit the topics show: one record per deployment, see {@link TopicLedger}. */
  static final FactTable LEDGER =
      new FactTable(
          254,
          "sink_ledger",
          List.of(new Column("sink_id", ColumnType.TEXT)),
          List.of(
              new Column("lineage", ColumnType.TEXT),
              new Column("commit", ColumnType.LONG),
              new Column("abandoned", ColumnType.TEXT)));

  /** Rows that no record can hold. */
  static final FactTable REJECTED_ROWS =
      new FactTable(
          255,
          "sink_rejected_rows",
          List.of(
              new Column("table_name", ColumnType.TEXT), new Column("key_hash", ColumnType.TEXT)),
          List.of(new Column("error", ColumnType.TEXT), new Column("row_key", ColumnType.TEXT)));

  /** Records, not states: they are kept for a time, not compacted. */
  private static final Set<String> LOGS = Set.of("rejected", "late", REJECTED_ROWS.name());

  private static final String MAX_TIMEOUT = "transaction.max.timeout.ms";
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);

  private final KafkaSinkOptions options;
  private final Admin admin;

  private KafkaTopics(KafkaSinkOptions options, Admin admin) {
    this.options = options;
    this.admin = admin;
  }

  /**
   * Creates the topics that are missing, and checks the others and the brokers. To be called by the
   * client before a job is submitted.
   *
   * @return the topics that were created
   * @throws KafkaNotReadyException when brokers cannot be reached, or with everything that does not
   *     fit
   */
  public static List<String> prepare(KafkaSinkOptions options, List<TableSpec> tables)
      throws KafkaNotReadyException, InterruptedException {
    Properties properties = options.resolve();
    properties.setProperty(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(ANSWER_WITHIN.toMillis()));
    properties.setProperty(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(ANSWER_WITHIN.toMillis()));
    try (Admin admin = Admin.create(properties)) {
      return new KafkaTopics(options, admin).prepare(tables);
    } catch (org.apache.kafka.common.KafkaException e) {
      throw new KafkaNotReadyException(
          "No client for the brokers at %s: %s".formatted(options.brokers(), e.getMessage()), e);
    }
  }

  private List<String> prepare(List<TableSpec> tables)
      throws KafkaNotReadyException, InterruptedException {
    Collection<Node> brokers =
        answer("list its brokers", admin.describeCluster().nodes().toCompletionStage());
    List<String> problems = new ArrayList<>();
    checkTransactionTimeout(brokers, problems);
    Set<String> existing =
        answer("list its topics", admin.listTopics().names().toCompletionStage());
    List<NewTopic> missing = new ArrayList<>();
    List<TableSpec> present = new ArrayList<>();
    List<TableSpec> all = new ArrayList<>(tables);
    all.add(LEDGER);
    all.add(REJECTED_ROWS);
    for (TableSpec table : all) {
      if (existing.contains(options.topic(table.name()))) {
        present.add(table);
      } else {
        missing.add(newTopic(table));
      }
    }
    checkPolicies(present, problems);
    if (!problems.isEmpty()) {
      throw new KafkaNotReadyException(
          "The brokers at %s do not fit the sink:%n- %s"
              .formatted(options.brokers(), String.join(System.lineSeparator() + "- ", problems)),
          null);
    }
    create(missing);
    return missing.stream().map(NewTopic::name).toList();
  }

  private void checkTransactionTimeout(Collection<Node> brokers, List<String> problems)
      throws KafkaNotReadyException, InterruptedException {
    List<ConfigResource> resources =
        brokers.stream()
            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
            .toList();
    Map<ConfigResource, Config> configs;
    try {
      configs =
          answer(
              "describe its brokers", admin.describeConfigs(resources).all().toCompletionStage());
    } catch (KafkaNotReadyException e) {
      if (e.getCause() instanceof AuthorizationException) {
        LOG.warn("{} of the brokers is not checked: they do not show it", MAX_TIMEOUT, e);
        return;
      }
      throw e;
    }
    for (ConfigResource broker : resources) {
      Config config = configs.get(broker);
      ConfigEntry entry = config == null ? null : config.get(MAX_TIMEOUT);
      String value = entry == null ? null : entry.value();
      if (value != null && Long.parseLong(value) < options.transactionTimeout().toMillis()) {
        problems.add(
            ("broker %s has %s=%s, less than the sink's transaction timeout of %d ms. Raise the"
                    + " broker's setting (21600000 is six hours); lowering"
                    + " sinks.kafka.transaction-timeout instead means that any outage longer than it"
                    + " loses rows")
                .formatted(
                    broker.name(), MAX_TIMEOUT, value, options.transactionTimeout().toMillis()));
      }
    }
  }

  private NewTopic newTopic(TableSpec table) {
    return new NewTopic(options.topic(table.name()), Optional.empty(), Optional.empty())
        .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, policy(table)));
  }

  /** The tables whose topics keep the latest record of each key. */
  static Stream<String> compacted(List<TableSpec> tables) {
    return tables.stream().map(TableSpec::name).filter(name -> !LOGS.contains(name));
  }

  private static String policy(TableSpec table) {
    return LOGS.contains(table.name())
        ? TopicConfig.CLEANUP_POLICY_DELETE
        : TopicConfig.CLEANUP_POLICY_COMPACT;
  }

  private void checkPolicies(List<TableSpec> tables, List<String> problems)
      throws KafkaNotReadyException, InterruptedException {
    Map<ConfigResource, TableSpec> byTopic = new HashMap<>();
    for (TableSpec table : tables) {
      byTopic.put(
          new ConfigResource(ConfigResource.Type.TOPIC, options.topic(table.name())), table);
    }
    Map<ConfigResource, Config> configs =
        answer(
            "describe its topics",
            admin.describeConfigs(byTopic.keySet()).all().toCompletionStage());
    for (TableSpec table : tables) {
      Config config =
          configs.get(new ConfigResource(ConfigResource.Type.TOPIC, options.topic(table.name())));
      ConfigEntry most = config == null ? null : config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      if (most != null
          && most.value() != null
          && Integer.parseInt(most.value()) < options.mostRecordBytes()) {
        problems.add(
            ("the topic %s takes records of at most %s bytes (max.message.bytes), the sink sends up"
                    + " to %d: raise the topic's, or lower sinks.kafka.properties max.request.size")
                .formatted(options.topic(table.name()), most.value(), options.mostRecordBytes()));
      }
      ConfigEntry entry = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
      String found = entry == null ? null : entry.value();
      if (found != null && !found.equals(policy(table))) {
        problems.add(
            "the topic %s has %s=%s; this table needs %s (kafka-configs --alter --add-config)"
                .formatted(
                    options.topic(table.name()),
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    found,
                    policy(table)));
      }
    }
  }

  private void create(List<NewTopic> missing) throws KafkaNotReadyException, InterruptedException {
    for (NewTopic topic : missing) {
      try {
        answer(
            "create the topic " + topic.name(),
            admin.createTopics(List.of(topic)).all().toCompletionStage());
      } catch (KafkaNotReadyException e) {
        // Another start was quicker.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private <T> T answer(String what, java.util.concurrent.CompletionStage<T> stage)
      throws KafkaNotReadyException, InterruptedException {
    try {
      return stage
          .toCompletableFuture()
          .get(ANSWER_WITHIN.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw unreachable(cause);
      }
      throw new KafkaNotReadyException(
          "The cluster at %s refused to %s: %s"
              .formatted(options.brokers(), what, cause == null ? e : cause.getMessage()),
          cause);
    }
  }

  private KafkaNotReadyException unreachable(Throwable cause) {
    return new KafkaNotReadyException(
        "No broker at %s answered within %s. Is it running, and is the address right?"
            .formatted(options.brokers(), ANSWER_WITHIN),
        cause);
  }
}
