package io.engagement.bench.contender;

import io.engagement.bench.ProcessCost;
import io.engagement.bench.contender.EngagementProgram.Sink;
import io.engagement.bench.contender.datastream.DataStreamProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who is compared, in the order in which they are shown. */
public enum Contender {
  CONSUMER("a", "plain consumer", () -> new ConsumerProgram(false)),
  DECODER(
      "b",
      "plain consumer with this project's decoder: the limit",
      () -> new ConsumerProgram(true)),
  SHUFFLE("c", "Flink: source, decoder, shuffle, no state", ShuffleProgram::new),
  TWO_FAMILIES(
      "d",
      "this project: actives and sessions, one breakdown, into Kafka",
      () -> new EngagementProgram(EngagementProgram.TWO_FAMILIES, Sink.KAFKA)),
  CATALOGUE(
      "e",
      "this project: %s, into Kafka",
      () -> new EngagementProgram(EngagementProgram.CATALOGUE, Sink.KAFKA)),
  CATALOGUE_INTO_POSTGRES(
      "e-postgres",
      "this project: %s, into PostgreSQL",
      () -> new EngagementProgram(EngagementProgram.CATALOGUE, Sink.POSTGRES)),
  SAME_AS_DATASTREAM(
      "e-of-h",
      "this project: what h and i compute, into Kafka",
      () -> new EngagementProgram(EngagementProgram.SAME_AS_DATASTREAM, Sink.KAFKA)),
  FLINK_SQL("f", "Flink SQL: daily users and sessions", FlinkSqlProgram::new),
  KAFKA_STREAMS("g", "Kafka Streams: daily users and sessions", KafkaStreamsProgram::new),
  DATASTREAM(
      "h",
      "Flink DataStream, a keyed window per metric: actives, sessions, content",
      DataStreamProgram::new),
  DUCKDB("i", "DuckDB over the finished file: what h computes, as a batch", DuckDbProgram::new);

  /** One pass over a topic, or over the file with the same records. */
  @FunctionalInterface
  public interface Program {
    /**
     * Reads everything and publishes it.
     *
     * @param cost tells what the pass costs, without what prepares and checks it
     * @return what it has found; numbers that it does not compute are null
     */
    Outcome run(Pass pass, ProcessCost cost) throws Exception;
  }

  private final String id;
  private final String title;
  private final Supplier<Program> program;

  Contender(String id, String title, Supplier<Program> program) {
    this.id = id;
    this.title = title;
    this.program = program;
  }

  /** As people name it. */
  public String id() {
    return id;
  }

  /**
   * What it does, in a line.
   *
   * @param definitions in place of the full catalogue's; null for those
   */
  public String title(@Nullable String definitions) {
    return title.formatted(
        definitions == null ? "14 definitions, 3 breakdowns" : "the definitions asked for");
  }

  /** Whether it reads a file instead of the topic. */
  public boolean readsFile() {
    return this == DUCKDB;
  }

  /** Whether it needs a database. */
  public boolean publishesIntoPostgres() {
    return this == CATALOGUE_INTO_POSTGRES;
  }

  /** Whether it computes the full catalogue, or another configuration in its place. */
  public boolean isCatalogue() {
    return this == CATALOGUE || this == CATALOGUE_INTO_POSTGRES;
  }

  Program program() {
    return program.get();
  }

  /** The contender of that id; empty when there is none. */
  public static Optional<Contender> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
  }

  /** All ids, for people. */
  public static String ids() {
    return Arrays.stream(values()).map(Contender::id).collect(Collectors.joining(", "));
  }

  /** The definitions of the full catalogue: YAML below {@code breakdowns} and {@code metrics}. */
  public static String catalogue() {
    return resource(EngagementProgram.CATALOGUE);
  }

  /** A configuration without deployment, source, sinks and deletion, which benchmarks have. */
  public static String withoutSurroundings(String yaml) {
    return yaml.replaceAll("(?ms)^(deployment|source|sinks|control|deletion):.*?(?=^\\S|\\z)", "");
  }

  /** The text of a file of this room. */
  static String resource(String name) {
    try (InputStream in = Contender.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
