package io.engagement.jobs.stream;

import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The broker and the database server that all tests of a JVM share; they end with it. To start them
 * takes both processors for seconds. Each test has topics and a database of its own.
 */
final class SharedServers {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private SharedServers() {}

  private static final class Broker {
    static final LocalKafka KAFKA = LocalKafka.process().start();
  }

  private static final class Database {
    static final LocalPostgres POSTGRES =
        LocalPostgres.builder().durability(Durability.NO_FSYNC).start();
  }

  static LocalKafka kafka() {
    return Broker.KAFKA;
  }

  static LocalPostgres postgres() {
    return Database.POSTGRES;
  }

  /** A name that nobody else has, for a topic, a prefix of topics or a database. */
  static String name(String what) {
    return "%s_%d_%d".formatted(what, ProcessHandle.current().pid(), NAMES.incrementAndGet());
  }
}
