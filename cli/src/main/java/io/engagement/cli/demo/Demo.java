package io.engagement.cli.demo;

import io.engagement.core.config.ConfigText;
import io.engagement.dashboard.DashboardServer;
import io.engagement.dashboard.cut.Database;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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

  /** Records a second when nothing else is said: a small shop, so that a month is read soon. */
  public static final double PER_SECOND = 0.12;

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
   * @param past what becomes of an earlier demo in the folder
   * @param perSecond records a second on average; null for those of the earlier demo, else {@value
   *     #PER_SECOND}
   * @param ports to listen on
   * @param worker the job's worker when it is to be a process of its own, which a story needs; null
   *     for one inside of this process
   */
  public record Options(
      Path conf,
      Map<String, String> overrides,
      Past past,
      @Nullable Double perSecond,
      int parallelism,
      Ports ports,
      @Nullable Worker worker) {}

  /** What becomes of an earlier demo in the folder. */
  public enum Past {
    /** The demo goes on where it stopped. */
    GOES_ON,
    /** Its files are replaced. */
    IS_DELETED
  }

  /**
   * A worker in a process of its own.
   *
   * @param jar of the job
   * @param settings of the cluster, beside those of every demo
   */
  public record Worker(Path jar, Map<String, String> settings) {}

  /**
   * Where servers listen on loopback, 0 for any free port.
   *
   * @param web Flink's web UI and REST interface
   * @param dashboard the page over the tables
   */
  public record Ports(int web, int kafka, int postgres, int dashboard) {
    public static final Ports ANY = new Ports(0, 0, 0, 0);
  }

  /**
   * What runs: where to look at it and how it is doing.
   *
   * @param history completes when what happened before now is written, with the number of records
   */
  public record Running(
      URI dashboard,
      URI webUi,
      String jdbcUrl,
      String user,
      Path passwordFile,
      String brokers,
      CompletableFuture<Long> history) {}

  private record Watched(
      DemoJob job,
      DemoTraffic traffic,
      LiveNumbers numbers,
      String brokers,
      DashboardServer dashboard) {}

  /**
   * Starts everything.
   *
   * @throws DemoFolder.NotDemosException when the folder is another one's, or the shop in it has
   *     another rate
   */
  public Running start(Options options) throws Exception {
    folder.lock();
    keep(folder::unlock);
    Shop shop = open(options);
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
    DemoTraffic traffic = keep(new DemoTraffic(kafka.bootstrapServers(), shop, folder.shop()));
    traffic.start();
    progress.accept(
        shop.written() == 0
            ? "Traffic: a shop since " + opened(shop) + ", live from now on"
            : "Traffic: going on after %,d records, with what happened since"
                .formatted(shop.written()));
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
    LiveNumbers numbers = new LiveNumbers(jdbcUrl, postgres.user(), postgres.password());
    DemoJob job = keep(DemoJob.start(folder, options, config, progress));
    watched = new Watched(job, traffic, numbers, kafka.bootstrapServers(), dashboard);
    return new Running(
        dashboard.uri(),
        job.webUi(),
        jdbcUrl,
        postgres.user(),
        password,
        kafka.bootstrapServers(),
        traffic.history());
  }

  /** The shop of an earlier demo when the demo is to go on, else a new one in an empty folder. */
  private Shop open(Options options) throws IOException {
    Double perSecond = options.perSecond();
    Optional<Shop> before =
        options.past() == Past.GOES_ON ? Shop.read(folder.shop()) : Optional.empty();
    if (before.isEmpty()) {
      folder.renew();
      return Shop.openedWeeksBefore(
          System.currentTimeMillis(), perSecond == null ? PER_SECOND : perSecond);
    }
    if (perSecond != null && perSecond != before.get().perSecond()) {
      throw new DemoFolder.NotDemosException(
          "the shop in %s has %s records a second; --fresh begins another one with --rate %s"
              .formatted(folder.root(), before.get().perSecond(), perSecond));
    }
    folder.reopen();
    return before.get();
  }

  private static LocalDate opened(Shop shop) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(shop.startMillis()), ZoneOffset.UTC);
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
        CompletableFuture.anyOf(running.job().result(), ended)
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

  /**
   * Tells the story, after what has been read by then; ends early when the demo is closed.
   *
   * @param pace how long a reader is given for each act
   * @return whether all numbers were as they should be
   */
  public boolean tell(Duration pace) throws Exception {
    Watched running = watched;
    if (running == null) {
      throw new IllegalStateException("nothing was started");
    }
    try (StoryRecords records = new StoryRecords(running.brokers())) {
      return new Story(
              records,
              running.numbers(),
              running.traffic(),
              running.job().outside(),
              ended,
              pace,
              new Narrator(progress, running.dashboard()::tell))
          .tell();
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
