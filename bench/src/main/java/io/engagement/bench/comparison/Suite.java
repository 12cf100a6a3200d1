package io.engagement.bench.comparison;

import io.engagement.bench.contender.Contender;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Contenders that answer a question together. */
enum Suite {
  /** Everybody. */
  ALL(Contender.values()),
  /** How far the job is from the least that reading can cost. */
  LIMIT(
      Contender.CONSUMER,
      Contender.DECODER,
      Contender.SHUFFLE,
      Contender.TWO_FAMILIES,
      Contender.CATALOGUE),
  /** What a sink costs. */
  SINKS(Contender.DECODER, Contender.CATALOGUE, Contender.CATALOGUE_INTO_POSTGRES),
  /** What people would pick instead. */
  OTHERS(
      Contender.TWO_FAMILIES,
      Contender.FLINK_SQL,
      Contender.KAFKA_STREAMS,
      Contender.SAME_AS_DATASTREAM,
      Contender.DATASTREAM,
      Contender.DUCKDB);

  private final List<Contender> contenders;

  Suite(Contender... contenders) {
    this.contenders = List.of(contenders);
  }

  List<Contender> contenders() {
    return contenders;
  }

  private String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Suite> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
  }

  static String ids() {
    return Arrays.stream(values()).map(Suite::id).collect(Collectors.joining(", "));
  }
}
