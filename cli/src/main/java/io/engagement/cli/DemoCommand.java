package io.engagement.cli;

import io.engagement.cli.demo.Demo;
import io.engagement.cli.demo.DemoFolder;
import io.engagement.cli.demo.LiveNumbers;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code engage demo}: all of it on this machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show live numbers of a shop that is made up, all of it on this machine.",
      "Starts a Kafka broker, PostgreSQL, Flink, the shop's traffic, the job and the dashboard on loopback: five"
          + " weeks of history, then what happens from now on. Ctrl-C stops everything; the next demo goes on"
          + " where it stopped.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DemoCommand implements Callable<Integer> {
  private static final long PLAIN_EVERY_NANOS = 10_000_000_000L;
  private static final Duration ACT = Duration.ofSeconds(8);
  private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

  @Spec CommandSpec spec;

  @Option(
      names = "--clean",
      description = "Remove every path that the demo wrote, list them, and end.")
  boolean clean;

  @Option(
      names = "--fresh",
      description = "Delete what an earlier demo left and begin another shop.")
  boolean fresh;

  @Option(
      names = "--story",
      description =
          "Tell what goes wrong in real life, here and on the page, and what it does to the numbers: late data, a"
              + " storm of duplicates, broken records, a wave of sign-ins, kill -9 of the worker.")
  boolean story;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = {
        "Where everything goes: a missing or empty folder, or one of an earlier demo, which goes on"
            + " there.",
        "Default: .engage/demo of the installation."
      })
  @Nullable Path dir;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Events a second on average, in the weeks before as well as live: ten thousand a day take some"
              + " seconds to catch up with. Default: that of the earlier demo, else "
              + Demo.PER_SECOND
              + ".")
  @Nullable Double rate;

  @Option(
      names = {"-p", "--parallelism"},
      paramLabel = "N",
      defaultValue = "2",
      description = "Of the job. Default: ${DEFAULT-VALUE}.")
  int parallelism;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Of Flink's web UI. Default: any free one, which is printed.")
  int port;

  @Option(
      names = "--dashboard-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Of the dashboard. Default: any free one, which is printed.")
  int dashboardPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Of the broker. Default: any free one, which is printed.")
  int kafkaPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Of PostgreSQL. Default: any free one, which is printed.")
  int postgresPort;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "A Flink setting that wins over conf/config.yaml; may be repeated.")
  Map<String, String> overrides = new LinkedHashMap<>();

  @Mixin Console console;

  private long lastShownNanos;
  private volatile boolean isRunning;
  private volatile URI webUi;

  @Override
  public Integer call() throws Exception {
    Path root = dir == null ? Home.work().resolve("demo") : dir;
    DemoFolder folder = new DemoFolder(root);
    if (clean) {
      return clean(folder);
    }
    if ((rate != null && !(rate > 0)) || parallelism < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rate must be greater than 0 and --parallelism at least 1");
    }
    Ports.requireFree(port, "--port");
    Ports.requireFree(dashboardPort, "--dashboard-port");
    Ports.requireFree(kafkaPort, "--kafka-port");
    Ports.requireFree(postgresPort, "--postgres-port");
    Demo demo = new Demo(folder, console::say);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(demo, folder), "ending"));
    long began = System.nanoTime();
    try {
      Demo.Running running =
          demo.start(
              new Demo.Options(
                  Home.conf(),
                  overrides,
                  fresh ? Demo.Past.IS_DELETED : Demo.Past.GOES_ON,
                  rate,
                  parallelism,
                  new Demo.Ports(port, kafkaPort, postgresPort, dashboardPort),
                  story
                      ? new Demo.Worker(SubmitCommand.builtJar(), ClusterCommand.settings(Map.of()))
                      : null));
      webUi = running.webUi();
      isRunning = true;
      JobAddresses.record(Demo.DEPLOYMENT, webUi);
      List<String> header = header(running, folder);
      header.forEach(console::say);
      lastShownNanos = System.nanoTime() - PLAIN_EVERY_NANOS;
      if (story) {
        boolean right = demo.tell(ACT);
        console.say("The shop goes on; Ctrl-C stops everything.");
        demo.watch(cut -> {});
        return right ? Engage.DONE : Engage.FAILED;
      }
      demo.watch(cut -> show(cut, running.history(), header, began));
    } finally {
      end(demo, folder);
    }
    return Engage.DONE;
  }

  /** Stops everything and says once what is left. */
  private void end(Demo demo, DemoFolder folder) {
    demo.close();
    if (isRunning) {
      isRunning = false;
      JobAddresses.remove(Demo.DEPLOYMENT, webUi, console::say);
      console.say("");
      console.say("The demo has ended and its servers with it. Its files are in " + folder.root());
      console.say(
          "bin/engage demo"
              + ofFolder()
              + "          goes on from here; --fresh begins another shop");
      console.say("bin/engage demo" + ofFolder() + " --clean  removes them");
      console.say("With your own data: docs/tutorial.md.");
    }
  }

  private String ofFolder() {
    return dir == null ? "" : " --dir " + dir;
  }

  private List<String> header(Demo.Running running, DemoFolder folder) {
    URI jdbc = URI.create(running.jdbcUrl().substring("jdbc:".length()));
    return List.of(
        "",
        "Dashboard   " + running.dashboard(),
        "Flink       " + running.webUi(),
        "PostgreSQL  " + running.jdbcUrl() + ", schema engagement",
        "Kafka       " + running.brokers() + ", topic events",
        "Files       " + folder.root(),
        "",
        "Open the dashboard in a browser. Look at the tables, in another terminal:",
        "  PGPASSWORD=$(cat %s) PGOPTIONS='-c search_path=engagement' psql -h %s -p %d -U %s %s"
            .formatted(
                running.passwordFile(),
                jdbc.getHost(),
                jdbc.getPort(),
                running.user(),
                jdbc.getPath().substring(1)),
        "  bin/engage sql --config " + folder.configuration(),
        "How the job is doing:",
        "  bin/engage status --config " + folder.configuration(),
        "",
        "Ctrl-C stops everything.",
        "");
  }

  private void show(
      LiveNumbers.Cut cut, CompletableFuture<Long> history, List<String> header, long beganNanos) {
    if (console.isQuiet() || cut.read() == 0) {
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    long now = System.nanoTime();
    if (console.isTerminal()) {
      out.print(HOME_AND_CLEAR);
      header.forEach(out::println);
    } else if (now - lastShownNanos < PLAIN_EVERY_NANOS) {
      return;
    } else {
      out.println("---- after " + (now - beganNanos) / 1_000_000_000L + " s");
    }
    lastShownNanos = now;
    long past = history.isCompletedExceptionally() ? 0 : history.getNow(0L);
    if (cut.read() < past) {
      out.println(
          "%,d of the %,d records of the weeks before have been read".formatted(cut.read(), past));
    }
    cut.lines().forEach(out::println);
    out.flush();
  }

  private int clean(DemoFolder folder) throws Exception {
    List<Path> removed = folder.clean();
    PrintWriter out = spec.commandLine().getOut();
    removed.forEach(path -> out.println("removed " + path));
    out.println(removed.isEmpty() ? "there was nothing to remove" : removed.size() + " paths");
    out.flush();
    return Engage.DONE;
  }
}
