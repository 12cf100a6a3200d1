package io.engagement.bench.comparison;

import io.engagement.bench.Arguments.BadOptionException;
import io.engagement.bench.BenchServers;
import io.engagement.bench.FolderRemoval;
import io.engagement.bench.PlainConsumer;
import io.engagement.bench.contender.Assignment;
import io.engagement.bench.contender.Contender;
import io.engagement.bench.contender.Outcome;
import io.engagement.bench.contender.Pass;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import io.engagement.local.process.LocalServerException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Compares contenders: one broker, one topic, and each in turn in a process of its own, for several
 * rounds. What each has found must be what was generated. The program behind {@code engage bench}.
 *
 * <p>Every process reads a topic of fewer events first, for the compiler. What a contender has
 * published is deleted before the next one begins. The topics are read once before all of them: who
 * came first would pay for what the broker had still to write and to compile.
 */
public final class Comparison {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final String TOPIC = "events";
  private static final String WARM_UP = "warm-up";

  private final ComparisonOptions options;
  private final PrintStream out;
  private final Path work;
  private final Path logs;
  private final LocalKafka kafka;
  private final @Nullable LocalPostgres postgres;

  private Comparison(
      ComparisonOptions options,
      PrintStream out,
      LocalKafka kafka,
      @Nullable LocalPostgres postgres)
      throws IOException {
    this.options = options;
    this.out = out;
    this.kafka = kafka;
    this.postgres = postgres;
    this.work = Files.createTempDirectory(options.output(), "work");
    this.logs = Files.createDirectories(options.output().resolve("logs"));
  }

  /** Exits with 0 when all contenders have found what there is, 1 when not, 2 on bad usage. */
  public static void main(String[] arguments) throws Exception {
    try {
      System.exit(run(ComparisonOptions.parse(arguments), System.out) ? 0 : FAILED);
    } catch (BadOptionException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(USAGE);
    } catch (IOException | LocalServerException e) {
      System.err.println("error: " + e.getMessage());
      System.err.println("cause: " + e.getCause());
      System.exit(FAILED);
    }
  }

  /** Runs everything; whether all contenders have found what there is. */
  static boolean run(ComparisonOptions options, PrintStream out) throws Exception {
    Files.createDirectories(options.output());
    try (LocalKafka kafka = BenchServers.kafka(out);
        LocalPostgres postgres = postgres(options, out)) {
      Comparison comparison = new Comparison(options, out, kafka, postgres);
      try {
        Report report = comparison.run();
        report.write(options.output());
        out.println(report.toText());
        out.println(options.output().resolve("bench.json"));
        out.println(options.output().resolve("bench.html"));
        return report.isComplete();
      } finally {
        FolderRemoval.remove(comparison.work);
      }
    }
  }

  private static @Nullable LocalPostgres postgres(ComparisonOptions options, PrintStream out) {
    return options.contenders().stream().anyMatch(Contender::publishesIntoPostgres)
        ? BenchServers.postgres(out)
        : null;
  }

  private Report run() throws Exception {
    boolean isFileRead = options.contenders().stream().anyMatch(Contender::readsFile);
    Input input = generate(options.events(), TOPIC, isFileRead);
    Input warmUp = options.warmUp() == 0 ? null : generate(options.warmUp(), WARM_UP, isFileRead);
    read(input);
    if (warmUp != null) {
      read(warmUp);
    }
    List<Standing> standings =
        options.contenders().stream()
            .map(contender -> new Standing(contender, options.events()))
            .toList();
    for (int round = 1; round <= options.rounds(); round++) {
      List<Standing> order = new ArrayList<>(standings);
      if (round % 2 == 0) {
        // So that nobody always runs on what the same other one left.
        Collections.reverse(order);
      }
      for (Standing standing : order) {
        run(standing, round, input, warmUp);
      }
    }
    return new Report(options, input.expected(), standings);
  }

  private Input generate(long events, String topic, boolean isFileRead) throws IOException {
    out.printf(Locale.ROOT, "generating %,d events into %s%n", events, topic);
    Path file = isFileRead ? work.resolve(topic + ".jsonl") : null;
    return Input.generate(options, events, kafka.bootstrapServers(), topic, file, written -> {});
  }

  private void read(Input input) throws Exception {
    new PlainConsumer(kafka.bootstrapServers(), input.topic(), options.slots(), null).read();
  }

  private void run(Standing standing, int round, Input input, @Nullable Input warmUp)
      throws Exception {
    Contender contender = standing.contender();
    String name = contender.id() + '-' + round;
    Path folder = Files.createDirectory(work.resolve(name));
    Assignment assignment =
        new Assignment(
            contender,
            warmUp == null ? null : pass(contender, name + "-warm-up", warmUp, folder),
            pass(contender, name, input, folder));
    try {
      String password = postgres == null ? "" : postgres.password();
      Outcome outcome =
          new ContenderProcess(options, password)
              .run(assignment, folder, logs.resolve(name + ".log"));
      List<String> differences = checked(contender, outcome).differencesFrom(input.expected());
      if (differences.isEmpty() && outcome.figures() != null) {
        standing.add(outcome.figures());
        out.printf(
            Locale.ROOT,
            "round %d: %-10s %,9.0f events/s, %s%n",
            round,
            contender.id(),
            options.events() / outcome.figures().seconds(),
            outcome.figures().toText(options.events()));
      } else {
        standing.fail("round " + round + ": " + String.join("; ", differences));
        out.printf("round %d: %-10s FAILED: %s%n", round, contender.id(), differences);
      }
    } catch (IOException e) {
      standing.fail("round " + round + ": " + e.getMessage());
      out.printf("round %d: %-10s FAILED: %s%n", round, contender.id(), e.getMessage());
    } finally {
      FolderRemoval.remove(folder);
      deleteOutput();
    }
  }

  /**
   * Another configuration need not say what ours says, and of a user with too many events not all
   * are counted.
   */
  private Outcome checked(Contender contender, Outcome outcome) {
    return options.hotUser() > 0 || (contender.isCatalogue() && options.definitions() != null)
        ? outcome.eventsOnly()
        : outcome;
  }

  private Pass pass(Contender contender, String name, Input input, Path folder) {
    Pass.Database database = null;
    if (postgres != null && contender.publishesIntoPostgres()) {
      String url = postgres.createDatabase(name.replace('-', '_'));
      database = new Pass.Database(url, postgres.user());
    }
    return new Pass(
        name,
        kafka.bootstrapServers(),
        input.topic(),
        input.expected().events(),
        input.file() == null ? null : input.file().toString(),
        options.slots(),
        options.checkpointSeconds(),
        options.definitions(),
        database,
        folder.toString());
  }

  private void deleteOutput() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      Set<String> topics = new TreeSet<>(admin.listTopics().names().get());
      topics.removeAll(Set.of(TOPIC, WARM_UP));
      admin.deleteTopics(topics).all().get();
    }
  }
}
