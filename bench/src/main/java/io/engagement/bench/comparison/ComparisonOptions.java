package io.engagement.bench.comparison;

import io.engagement.bench.Arguments;
import io.engagement.bench.Arguments.BadOptionException;
import io.engagement.bench.contender.Contender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is compared.
 *
 * @param users how many people there are; as many come as the events are enough for
 * @param days over which the events lie, hours of the day included; 0: ten thousand in a second
 * @param warmUp events that each contender reads before, for the compiler; 0 for none
 * @param heapMegabytes of each contender
 * @param hotUser the share of all events that are one user's
 * @param hotItem the share of the events about products that are about one of them
 * @param definitions in place of the full catalogue's; null for those of the benchmark
 */
record ComparisonOptions(
    List<Contender> contenders,
    long events,
    int users,
    double days,
    int rounds,
    int slots,
    int heapMegabytes,
    int checkpointSeconds,
    long warmUp,
    long seed,
    double hotUser,
    double hotItem,
    @Nullable String definitions,
    Path output) {

  /** Reads {@code --name value} pairs; the defaults are those of {@code engage bench}. */
  static ComparisonOptions parse(String[] arguments) throws BadOptionException, IOException {
    Arguments given = new Arguments(arguments);
    String contenders = given.text("--contenders");
    String suite = given.text("--suite");
    long events = given.number("--events", 2_000_000, 1, Long.MAX_VALUE);
    ComparisonOptions options =
        new ComparisonOptions(
            contenders == null ? suite(suite == null ? "all" : suite) : contenders(contenders),
            events,
            given.number("--users", Math.max(1, events / 10), 1),
            given.decimal("--days", 3, 400),
            given.number("--rounds", 3, 1),
            given.number("--slots", 2, 1),
            given.number("--heap", 4096, 256),
            given.number("--checkpoints", 10, 1),
            given.number("--warm-up", Math.min(events / 2, 2_000_000), 0),
            given.number("--seed", 7, Integer.MIN_VALUE),
            given.decimal("--hot-user", 0, 1),
            given.decimal("--hot-item", 0, 1),
            given.definitions(),
            given.output());
    given.requireAllTaken();
    return options;
  }

  private static List<Contender> suite(String id) throws BadOptionException {
    return Suite.of(id)
        .map(Suite::contenders)
        .orElseThrow(
            () ->
                new BadOptionException(
                    "there is no suite " + id + ", but " + Suite.ids() + ", latency"));
  }

  private static List<Contender> contenders(String ids) throws BadOptionException {
    List<Contender> contenders = new ArrayList<>();
    for (String id : ids.split(",", -1)) {
      Contender contender =
          Contender.of(id.strip())
              .orElseThrow(
                  () ->
                      new BadOptionException(
                          "there is no contender '" + id.strip() + "', but " + Contender.ids()));
      if (!contenders.contains(contender)) {
        contenders.add(contender);
      }
    }
    return contenders;
  }
}
