package io.engagement.bench;

import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import java.io.PrintStream;

/** The broker and the database that benchmarks start for themselves. */
public final class BenchServers {
  private BenchServers() {}

  /** One that is not taken for dead when others leave it no processor time for seconds. */
  public static LocalKafka kafka(PrintStream out) {
    return LocalKafka.process()
        .heapMegabytes(1024)
        .property("broker.session.timeout.ms", "60000")
        .progress(out::println)
        .start();
  }

  public static LocalPostgres postgres(PrintStream out) {
    return LocalPostgres.builder()
        .setting("shared_buffers", "256MB")
        .setting("max_wal_size", "4GB")
        .progress(out::println)
        .start();
  }
}
