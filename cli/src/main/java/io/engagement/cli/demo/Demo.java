package io.engagement.cli.demo;

import io.engagement.core.config.ConfigText;
import io.engagement.dashboard.DashboardServer;
import io.engagement.dashboard.cut.Database;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.stream.LocalRun;
import io.engagement.jobs.stream.StartRules;
import io.engagement.jobs.stream.StreamingJob;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Everything at once on loopback: a Kafka broker, PostgreSQL, a Flink cluster with the job, and a
 * shop's visitors. Whatever is started is stopped by {@link #close}; the servers end with this
 * process even when it is killed.
 */
public final class Demo implements AutoCloseable {
  /** The name in the demo's configuration. */
  public static final String DEPLOYMENT = "demo";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final String SCHEMA = "engagement";
  private static final String DATABASE = "engagement_demo";

  private final DemoFolder folder;
  private final Consumer<String> progress;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private boolean closed;
  private @Nullable Watched watched;

  /**
   * @param progress gets a line when something begins or is done
   */
  public Demo(DemoFolder folder, Consumer<String> progress) {
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * What to run.
   *
   * @param conf the folder of Flink's shipped {@code config.yaml}
   * @param overrides Flink settings that win over it
   * @param perSecond live records a second
   * @param ports to listen on
   */
  public record Options(
      Path conf, Map<String, String> overrides, double perSecond, int parallelism, Ports ports) {}

  /**
   * Where servers listen on loopback, 0 for any free port.
   *
   * @param web Flink's web UI and REST interface
   * @param dashboard the page over the tables
   */
  public record Ports(int web, int kafka, int postgres, int dashboard) {
    public static final Ports ANY = new Ports(0, 0, 0, 0);
  }

  /** What runs: where to look at it and how it is doing. */
  public record Running(
      URI dashboard, URI webUi, String jdbcUrl, String user, Path passwordFile, String brokers) {}

  private record Watched(CompletableFuture<Void> job, DemoTraffic traffic, LiveNumbers numbers) {}

  /** Starts everything; an earlier demo's files are replaced. */
  public Running start(Options options) throws Exception {
    folder.lock();
    keep(folder::unlock);
    folder.renew();
    CompletableFuture<LocalPostgres> postgresStart =
        CompletableFuture.supplyAsync(
            () ->
                keep(
                    LocalPostgres.builder()
                        .directory(folder.postgres())
                        .port(options.ports().postgres())
                        .progress(progress)
                        .start()));
    LocalKafka kafka =
        keep(
            LocalKafka.process()
                .directory(folder.kafka())
                .port(options.ports().kafka())
                .progress(progress)
                .start());
    DemoTraffic traffic = keep(new DemoTraffic(kafka.bootstrapServers(), options.perSecond()));
    progress.accept("Traffic: writing a week of history");
    long history = traffic.writeHistory();
    traffic.start();
    progress.accept("Traffic: %,d records written, live from now on".formatted(history));
    LocalPostgres postgres = postgresStart.join();
    String jdbcUrl = postgres.createDatabase(DATABASE);
    Path password = folder.writeSecret("postgres.password", postgres.password());
    Map<String, String> addresses = new HashMap<>();
    addresses.put("BROKERS", kafka.bootstrapServers());
    addresses.put("JDBC_URL", jdbcUrl);
    addresses.put("USER", postgres.user());
    addresses.put("PASSWORD_FILE", password.toString());
    ConfigText config = ConfigText.of(folder.writeConfiguration(addresses));
    DashboardServer dashboard =
        keep(
            DashboardServer.start(
                new Database.Address(
                    jdbcUrl,
                    postgres.user(),
                    postgres.password(),
                    SCHEMA,
                    DEPLOYMENT,
                    ZoneOffset.UTC),
                DashboardServer.Listen.loopback(options.ports().dashboard())));
    progress.accept("Flink: starting the job");
    LocalRun run =
        keep(
            LocalRun.start(
                StreamingJob.of(config, StartRules.STRICT.with(StartMode.TAKEOVER)),
                settings(options),
                options.parallelism(),
                options.ports().web()));
    LiveNumbers numbers = new LiveNumbers(jdbcUrl, postgres.user(), postgres.password());
    watched = new Watched(run.result(), traffic, numbers);
    return new Running(
        dashboard.uri(), run.webUi(), jdbcUrl, postgres.user(), password, kafka.bootstrapServers());
  }

  private Configuration settings(Options options) {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("execution.checkpointing.interval", "2 s");
    overrides.put("execution.checkpointing.min-pause", "500 ms");
    overrides.put("io.tmp.dirs", folder.temporary().toString());
    overrides.putAll(options.overrides());
    return FlinkSettings.loadLocal(options.conf(), overrides, folder.checkpoints());
  }

  /** Takes note of something to stop; stops it at once when everything is being stopped. */
  private <T extends AutoCloseable> T keep(T server) {
    boolean late;
    synchronized (started) {
      late = closed;
      if (!late) {
        started.push(server);
      }
    }
    if (late) {
      stop(server);
      throw new IllegalStateException("the demo is being stopped");
    }
    return server;
  }

  /**
   * Shows the published numbers again and again, until {@link #close} or a failure.
   *
   * @param show gets every cut
   * @throws IOException when the traffic broke off
   * @throws IllegalStateException when nothing was started
   */
  public void watch(Consumer<LiveNumbers.Cut> show) throws Exception {
    Watched running = watched;
    if (running == null) {
      throw new IllegalStateException("nothing was started");
    }
    while (!ended.isDone()) {
      running.traffic().check();
      try {
        show.accept(running.numbers().read());
      } catch (SQLException e) {
        if (!ended.isDone()) {
          throw e;
        }
      }
      try {
        CompletableFuture.anyOf(running.job(), ended)
            .get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException goesOn) {
        continue;
      } catch (ExecutionException e) {
        if (!ended.isDone()) {
          throw e;
        }
      }
      return;
    }
  }

  /** Stops everything, the last started first. Its files stay. */
  @Override
  public void close() {
    ended.complete(null);
    while (true) {
      AutoCloseable server;
      synchronized (started) {
        closed = true;
        if (started.isEmpty()) {
          return;
        }
        server = started.pop();
      }
      stop(server);
    }
  }

  private void stop(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      progress.accept("stopping failed: " + e);
    }
  }
}
