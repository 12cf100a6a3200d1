package io.engagement.bench.contender.datastream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.bench.MeasuredCluster;
import io.engagement.bench.ProcessCost;
import io.engagement.bench.contender.Contender;
import io.engagement.bench.contender.Outcome;
import io.engagement.bench.contender.OutputTopic;
import io.engagement.bench.contender.Pass;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Active users by day and week with three breakdowns, sessions with their sums by day and platform,
 * and the views and visitors of products, exactly once into Kafka: a keyed window for each. Users
 * are counted by themselves first, because a set of users in one window would be written again with
 * every event.
 */
public final class DataStreamProgram implements Contender.Program {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first Monday. */
  private static final Duration WEEKS_BEGIN = Duration.ofDays(4);

  @Override
  public Outcome run(Pass pass, ProcessCost cost) throws Exception {
    OutputTopic.create(
        pass, "daily_users", "weekly_users", "content", "sessions", "session_metrics");
    ProcessCost.Figures figures;
    try (MeasuredCluster cluster = pass.cluster()) {
      StreamExecutionEnvironment env = cluster.environment();
      define(env, pass);
      figures = cluster.run(env, cost);
    }
    return published(figures, pass);
  }

  private static void define(StreamExecutionEnvironment env, Pass pass) {
    SingleOutputStreamOperator<ShopEvent> events =
        env.fromSource(
                source(pass),
                WatermarkStrategy.<ShopEvent>forBoundedOutOfOrderness(Duration.ofSeconds(10))
                    .withTimestampAssigner((event, appended) -> event.timeMillis()),
                "events")
            .uid("events");
    DataStream<UserCount> active =
        events
            .filter(event -> !event.isNamed("Page Ping"))
            .uid("active")
            .<UserCount>flatMap(DataStreamProgram::byBreakdown)
            .returns(Types.POJO(UserCount.class))
            .uid("by-breakdown");
    count(active, Duration.ofDays(1), Duration.ZERO, "daily_users", pass);
    count(active, Duration.ofDays(7), WEEKS_BEGIN, "weekly_users", pass);
    DataStream<UserCount> products =
        events
            .filter(event -> event.isNamed("Product Viewed") && event.properties != null)
            .uid("product-views")
            .map(event -> UserCount.of("product", "" + event.properties.productId, event.user()))
            .returns(Types.POJO(UserCount.class))
            .uid("products");
    count(products, Duration.ofDays(1), Duration.ZERO, "content", pass);
    sessions(events, pass);
  }

  private static KafkaSource<ShopEvent> source(Pass pass) {
    return KafkaSource.<ShopEvent>builder()
        .setBootstrapServers(pass.brokers())
        .setTopics(pass.topic())
        .setGroupId(pass.name())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setValueOnlyDeserializer(new EventSchema())
        .build();
  }

  private static final class EventSchema extends AbstractDeserializationSchema<ShopEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public ShopEvent deserialize(byte[] message) throws IOException {
      return JSON.readValue(message, ShopEvent.class);
    }
  }

  private static void byBreakdown(ShopEvent event, Collector<UserCount> out) {
    String user = event.user();
    out.collect(UserCount.of("", "", user));
    out.collect(UserCount.of("platform", event.platform(), user));
    out.collect(UserCount.of("channel", event.channel(), user));
    out.collect(UserCount.of("country", event.country(), user));
  }

  private static void count(
      DataStream<UserCount> counts, Duration size, Duration offset, String table, Pass pass) {
    DataStream<UserCount> rows =
        counts
            .keyBy(UserCount::userOfCounted)
            .window(TumblingEventTimeWindows.of(size, offset))
            .reduce(DataStreamProgram::eventsOfOne, DataStreamProgram::withStart)
            .returns(Types.POJO(UserCount.class))
            .uid(table + ".users")
            .keyBy(UserCount::counted)
            .window(TumblingEventTimeWindows.of(size, offset))
            .reduce(DataStreamProgram::sumOfUsers, DataStreamProgram::withStart)
            .returns(Types.POJO(UserCount.class))
            .uid(table);
    rows.sinkTo(sink(table, row -> row.counted() + '|' + row.windowStartMillis, pass))
        .uid(table + ".sink");
  }

  private static UserCount eventsOfOne(UserCount sum, UserCount next) {
    sum.events += next.events;
    return sum;
  }

  private static UserCount sumOfUsers(UserCount sum, UserCount next) {
    sum.users += next.users;
    sum.events += next.events;
    return sum;
  }

  private static void withStart(
      String key, TimeWindow window, Iterable<UserCount> sums, Collector<UserCount> out) {
    sums.forEach(sum -> out.collect(sum.ofStart(window.getStart())));
  }

  private static void sessions(DataStream<ShopEvent> events, Pass pass) {
    SingleOutputStreamOperator<ShopSession> sessions =
        events
            .keyBy(ShopEvent::user)
            .window(EventTimeSessionWindows.withGap(Duration.ofMinutes(30)))
            .aggregate(new AddEvents())
            .returns(Types.POJO(ShopSession.class))
            .uid("sessions");
    sessions.sinkTo(sink("sessions", ShopSession::id, pass)).uid("sessions.sink");
    sessions
        .<ShopSession>flatMap(
            (session, out) -> {
              out.collect(session.ofPlatform(""));
              out.collect(session.ofPlatform(session.platform));
            })
        .returns(Types.POJO(ShopSession.class))
        .uid("sessions.by-platform")
        .keyBy(ShopSession::dayAndPlatform)
        .reduce(ShopSession::plus)
        .uid("session-metrics")
        .sinkTo(sink("session_metrics", ShopSession::dayAndPlatform, pass))
        .uid("session-metrics.sink");
  }

  private static final class AddEvents
      implements AggregateFunction<ShopEvent, ShopSession, ShopSession> {
    private static final long serialVersionUID = 1L;

    @Override
    public ShopSession createAccumulator() {
      return new ShopSession();
    }

    @Override
    public ShopSession add(ShopEvent event, ShopSession session) {
      return session.with(event);
    }

    @Override
    public ShopSession getResult(ShopSession session) {
      return session;
    }

    @Override
    public ShopSession merge(ShopSession one, ShopSession other) {
      return one.mergedWith(other);
    }
  }

  /** The text of a row's key. */
  private interface RowKey<T> extends Serializable {
    String of(T row);
  }

  private static <T> KafkaSink<T> sink(String table, RowKey<T> key, Pass pass) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(pass.brokers())
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(pass.name() + '-' + table)
        .setProperty("transaction.timeout.ms", "900000")
        .setRecordSerializer(new RowSchema<>(OutputTopic.of(pass, table), key))
        .build();
  }

  private record RowSchema<T>(String topic, RowKey<T> key)
      implements KafkaRecordSerializationSchema<T> {
    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        T row, KafkaSinkContext context, Long timestamp) {
      try {
        return new ProducerRecord<>(
            topic, key.of(row).getBytes(StandardCharsets.UTF_8), JSON.writeValueAsBytes(row));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Outcome published(ProcessCost.Figures figures, Pass pass) {
    Map<String, Long> dailyUsers = new HashMap<>();
    OutputTopic.read(
        pass.brokers(),
        OutputTopic.of(pass, "daily_users"),
        record -> {
          JsonNode row = OutputTopic.json(record.value());
          if (row.get("dimension").asText().isEmpty()) {
            Instant start = Instant.ofEpochMilli(row.get("windowStartMillis").asLong());
            dailyUsers.put(
                LocalDate.ofInstant(start, ZoneOffset.UTC).toString(), row.get("users").asLong());
          }
        });
    OutputTopic.Total sessions = OutputTopic.total(pass, "sessions", "events");
    return new Outcome(figures, sessions.sum(), dailyUsers, sessions.rows());
  }
}
