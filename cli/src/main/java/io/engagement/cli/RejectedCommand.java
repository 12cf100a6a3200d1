package io.engagement.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engagement.cli.records.DeadLetter;
import io.engagement.cli.records.DeadLetters;
import io.engagement.cli.records.Printable;
import io.engagement.cli.records.Replay;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.event.RejectionReason;
import io.engagement.flink.source.InputTopics;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code engage rejected}: records that were refused, and their way back. */
@Command(
    name = "rejected",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | replay)",
    description = {
      "Show records that were rejected or late, or send rejected ones once more.",
      "They are read from PostgreSQL, or from Kafka where the configuration has no PostgreSQL.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RejectedCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_CHARS = 300;

  @Spec CommandSpec spec;

  /** Which records; mixed into both commands. */
  static final class Which {
    @Option(
        names = "--reason",
        paramLabel = "REASON",
        description = "Only of this reason (docs/input.md); may be repeated.")
    List<RejectionReason> reasons = new ArrayList<>();

    @Option(
        names = "--since",
        paramLabel = "TIME",
        converter = PastInstant.class,
        description =
            "Appended to the topic since then: an instant such as 2026-03-01T12:00:00Z, or how long"
                + " ago, such as 2h.")
    @Nullable Instant since;

    @Option(
        names = "--until",
        paramLabel = "TIME",
        converter = PastInstant.class,
        description = "Appended before then.")
    @Nullable Instant until;

    DeadLetters.Filter filter(String table, int limit) {
      Set<String> names = new HashSet<>();
      reasons.forEach(reason -> names.add(reason.name()));
      return new DeadLetters.Filter(table, names, since, until, limit);
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Print them, the newest first: when and where, why, and the beginning of the original.",
        "Values of members like password or token are not shown.",
        ""
      })
  int list(
      @Mixin ConfigOption configuration,
      @Mixin Which which,
      @Option(names = "--late", description = "Those that came too late instead.") boolean late,
      @Option(
              names = "--limit",
              defaultValue = "20",
              paramLabel = "N",
              description = "At most so many. Default: ${DEFAULT-VALUE}.")
          int limit,
      @Option(names = "--json", description = "Print JSON: an object a line.") boolean json)
      throws Exception {
    EngagementConfig config = read(configuration);
    if (late && !which.reasons.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--reason does not go with --late");
    }
    DeadLetters.Found found =
        DeadLetters.find(config.sinks(), which.filter(late ? "late" : "rejected", limited(limit)));
    PrintWriter out = spec.commandLine().getOut();
    for (DeadLetter letter : found.letters()) {
      out.println(json ? json(letter) : text(letter));
    }
    if (!json) {
      out.printf(Locale.ROOT, "%,d of %,d that match%n", found.letters().size(), found.matching());
    }
    out.flush();
    return Engage.DONE;
  }

  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Send the originals of rejected records into their topics once more: after the configuration"
            + " or the program has learned to read them. Says what would be sent; --yes sends it.",
        "Sent twice they count once: a repeat of a messageId is a duplicate, and so is a repeat of a"
            + " record without one, as long as it is within the late horizon. What is older than that"
            + " is late. What still cannot be read is rejected once more, at its new offset; rows of"
            + " the first time stay.",
        "Records of which only a part was kept are left out, and counted.",
        ""
      })
  int replay(
      @Mixin ConfigOption configuration,
      @Mixin Which which,
      @Option(
              names = "--limit",
              defaultValue = "10000",
              paramLabel = "N",
              description = "At most so many, the newest. Default: ${DEFAULT-VALUE}.")
          int limit,
      @Option(names = "--yes", description = "Send them.") boolean yes,
      @Mixin Console console)
      throws Exception {
    EngagementConfig config = read(configuration);
    DeadLetters.Found found =
        DeadLetters.find(config.sinks(), which.filter("rejected", limited(limit)));
    Replay replay = new Replay(config.source().kafka(), found.letters());
    PrintWriter out = spec.commandLine().getOut();
    replay
        .sendable()
        .forEach((reason, count) -> out.printf(Locale.ROOT, "%-30s %,10d%n", reason, count));
    replay
        .unsendable()
        .forEach((why, count) -> out.printf(Locale.ROOT, "cannot be sent: %s: %,d%n", why, count));
    if (found.matching() > found.letters().size()) {
      console.say(
          String.format(
              Locale.ROOT,
              "%,d older ones match as well: --limit",
              found.matching() - found.letters().size()));
    }
    int sendable = replay.sendable().values().stream().mapToInt(Integer::intValue).sum();
    if (yes && sendable > 0) {
      InputTopics.check(
          config.source().kafka().brokers(),
          config.source().kafka().topics(),
          config.source().kafka().properties());
      out.printf(Locale.ROOT, "sent %,d records%n", replay.send());
    } else {
      out.printf(
          Locale.ROOT,
          "%,d records can be sent%s%n",
          sendable,
          sendable > 0 ? "; nothing was: --yes sends them" : "");
    }
    out.flush();
    return Engage.DONE;
  }

  private int limited(int limit) {
    if (limit < 1 || limit > 1_000_000) {
      throw new ParameterException(spec.commandLine(), "--limit must be from 1 to 1000000");
    }
    return limit;
  }

  private static EngagementConfig read(ConfigOption configuration) throws InvalidInputException {
    EngagementConfig config = configuration.read();
    if (config.sinks().isEmpty()) {
      throw new InvalidInputException(
          "error: "
              + configuration.file()
              + " names no sink, so there are no rejected records to read"
              + "\nhint: add sinks.postgres or sinks.kafka; a bounded run writes rejected.jsonl");
    }
    return config;
  }

  private static String text(DeadLetter letter) {
    String original = letter.original();
    return "%s %s/%d/%d %s: %s%s"
        .formatted(
            letter.appendTime() == null ? "-" : letter.appendTime(),
            letter.topic(),
            letter.partition(),
            letter.offset(),
            letter.reason(),
            Printable.of(letter.message(), MOST_CHARS),
            original == null ? "" : "\n    " + Printable.ofRecord(original, MOST_CHARS));
  }

  private static ObjectNode json(DeadLetter letter) {
    return JSON.createObjectNode()
        .put("append_time", Objects.toString(letter.appendTime(), null))
        .put("topic", letter.topic())
        .put("partition", letter.partition())
        .put("offset", letter.offset())
        .put("reason", letter.reason())
        .put("message", Printable.of(letter.message(), MOST_CHARS))
        .put("original", shown(letter.original()))
        .put("encoding", letter.encoding())
        .put("original_bytes", letter.originalBytes());
  }

  private static @Nullable String shown(@Nullable String original) {
    return original == null ? null : Printable.ofRecord(original, MOST_CHARS);
  }
}
