package io.engagement.cli;

import io.engagement.generate.FileRecordSink;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.Manifest;
import io.engagement.generate.PacedRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.SignIns;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code engage generate}: realistic events to a file or a topic. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write realistic Segment-spec events of a shop with a magazine to a file or to Kafka.",
      "The same options and seed give the same bytes.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  engage generate --users 5000 --events 200000 --days 30 --out events.jsonl.gz",
      "  engage generate --realtime --rate 200 --brokers localhost:9092 --topic events"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class GenerateCommand implements Callable<Integer> {
  private static final String DEFAULT_START = "2026-01-05";

  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  Target target;

  static final class Target {
    @Option(
        names = {"-o", "--out"},
        paramLabel = "FILE",
        description = "File to write, compressed when it ends in .gz; - for standard output.")
    @Nullable String out;

    @Option(
        names = "--brokers",
        paramLabel = "HOST:PORT",
        description = "Kafka brokers to write to instead.")
    @Nullable String brokers;
  }

  @Option(
      names = "--topic",
      defaultValue = "events",
      description = "Kafka topic; created when missing. Default: ${DEFAULT-VALUE}.")
  String topic;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Partitions of a topic that is created. Default: ${DEFAULT-VALUE}.")
  int partitions;

  @Option(
      names = "--users",
      defaultValue = "10000",
      description = "People in the population. Default: ${DEFAULT-VALUE}.")
  int users;

  @Option(
      names = "--events",
      paramLabel = "N",
      description =
          "Records to write in all. Default: 100000, or without end together with --realtime.")
  @Nullable Long events;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "Time of the first events, a date or an instant. Default: "
              + DEFAULT_START
              + "; now with --realtime.")
  @Nullable String start;

  @ArgGroup(exclusive = true)
  @Nullable Span span;

  static final class Span {
    @Option(names = "--days", description = "Days the events are spread over. Default: 14.")
    @Nullable Double days;

    @Option(
        names = "--end",
        paramLabel = "TIME",
        description = "Or the time where they end, approximately.")
    @Nullable String end;
  }

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Records a second: how fast to write, or with --realtime how many there are"
              + " (default 100 then).")
  @Nullable Double rate;

  @Option(
      names = "--realtime",
      description =
          "Event times follow the clock: what lies in the past is written at once, the rest when"
              + " its time comes.")
  boolean realtime;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--out-of-order",
      paramLabel = "SHARE",
      defaultValue = "0.03",
      description = "Share of events that arrive after younger ones. Default: ${DEFAULT-VALUE}.")
  double outOfOrder;

  @Option(
      names = "--max-delay",
      paramLabel = "DURATION",
      defaultValue = "1h",
      converter = Durations.class,
      description = "The longest such delay; most are short. Default: ${DEFAULT-VALUE}.")
  Duration maxDelay;

  @Option(
      names = "--late",
      paramLabel = "SHARE",
      defaultValue = "0.0005",
      description = "Share of events from beyond the late horizon. Default: ${DEFAULT-VALUE}.")
  double late;

  @Option(
      names = "--late-horizon",
      paramLabel = "DURATION",
      defaultValue = "3d",
      converter = Durations.class,
      description =
          "time.late-horizon of the configuration that will read the events. Default:"
              + " ${DEFAULT-VALUE}.")
  Duration lateHorizon;

  @Option(
      names = "--duplicates",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "Share of events that are repeated within minutes. Default: ${DEFAULT-VALUE}.")
  double duplicates;

  @Option(
      names = "--malformed",
      paramLabel = "SHARE",
      defaultValue = "0.001",
      description = "Broken records per event, of many kinds. Default: ${DEFAULT-VALUE}.")
  double malformed;

  @Option(
      names = "--sign-ins",
      paramLabel = "HOW",
      defaultValue = "for-good",
      converter = SignInsConverter.class,
      description =
          "How people come to be known: for-good (many from the start), by-device (everybody is"
              + " anonymous until they sign in on a device; some sign out), or contested (some"
              + " share devices, and a robot claims many). Default: ${DEFAULT-VALUE}.")
  SignIns signIns;

  /** Reads {@code by-device} and its kind. */
  static final class SignInsConverter implements ITypeConverter<SignIns> {
    @Override
    public SignIns convert(String text) {
      for (SignIns one : SignIns.values()) {
        if (one.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
          return one;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is none of for-good, by-device and contested");
    }
  }

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description = "Also write what was really written: valid, repeated, late, malformed.")
  @Nullable Path manifestFile;

  @Mixin Console console;

  @Override
  public Integer call() throws Exception {
    Traffic traffic = traffic().with(signIns);
    long began = System.nanoTime();
    long total = traffic.records() == Long.MAX_VALUE ? 0 : traffic.records();
    Manifest manifest;
    try (RecordSink sink = paced(openTarget())) {
      manifest =
          new TrafficGenerator(
                  traffic, sink, done -> console.progress("generating", done, total, began))
              .run();
    }
    if (manifestFile != null) {
      manifest.write(manifestFile, traffic);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    console.say(
        String.format(
            Locale.ROOT,
            "%,d records (%,d valid, %,d duplicate, %,d late, %,d malformed), %.1f MB, %.1f s",
            manifest.records(),
            manifest.valid(),
            manifest.duplicates(),
            manifest.late(),
            manifest.malformed(),
            manifest.bytes() / 1e6,
            seconds));
    return Engage.DONE;
  }

  private Traffic traffic() {
    if (users < 1 || users > 50_000_000) {
      throw misuse("--users must be between 1 and 50000000");
    }
    if (partitions < 1) {
      throw misuse("--partitions must be at least 1");
    }
    Traffic.Defects defects = defects();
    long now = System.currentTimeMillis();
    long startMillis = start == null ? (realtime ? now : time("--start", DEFAULT_START)) : 0;
    if (start != null) {
      startMillis = time("--start", start);
    }
    if (rate != null && !(rate > 0)) {
      throw misuse("--rate must be greater than 0");
    }
    if (events != null && events < 0) {
      throw misuse("--events must not be negative");
    }
    if (realtime) {
      return realtimeTraffic(startMillis, defects);
    }
    long spanMillis = spanMillis(startMillis);
    long records = events == null ? 100_000 : events;
    return Traffic.spread(users, records, startMillis, spanMillis, seed, defects);
  }

  /** The rate fixes how densely visits come; the number of records only when it ends. */
  private Traffic realtimeTraffic(long startMillis, Traffic.Defects defects) {
    if (span != null) {
      throw misuse("--days and --end do not go with --realtime; use --events to end it");
    }
    double perSecond = rate == null ? 100 : rate;
    return Traffic.live(
        users, events == null ? Long.MAX_VALUE : events, startMillis, perSecond, seed, defects);
  }

  private Traffic.Defects defects() {
    share("--out-of-order", outOfOrder);
    share("--late", late);
    share("--duplicates", duplicates);
    share("--malformed", malformed);
    if (outOfOrder + late > 1) {
      throw misuse("--out-of-order and --late must not exceed 1 together");
    }
    if (maxDelay.compareTo(lateHorizon) >= 0) {
      throw misuse("--max-delay must be shorter than --late-horizon: such events would be late");
    }
    return new Traffic.Defects(
        outOfOrder, maxDelay.toMillis(), late, lateHorizon.toMillis(), duplicates, malformed);
  }

  private long spanMillis(long startMillis) {
    if (span != null && span.end != null) {
      long millis = time("--end", span.end) - startMillis;
      if (millis <= 0) {
        throw misuse("--end must be after --start");
      }
      return millis;
    }
    double days = span == null || span.days == null ? 14 : span.days;
    if (!(days > 0 && days <= 3660)) {
      throw misuse("--days must be greater than 0 and at most 3660");
    }
    return (long) (days * 86_400_000L);
  }

  private void share(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw misuse(option + " is a share between 0 and 1, for example 0.01");
    }
  }

  private long time(String option, String text) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
          : Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw misuse(
          option
              + ": '"
              + text
              + "' is neither a date (2026-01-05) nor an instant"
              + " (2026-01-05T08:00:00Z)");
    }
  }

  private RecordSink openTarget() throws IOException {
    if (target.brokers != null) {
      return new KafkaRecordSink(target.brokers, topic, partitions);
    }
    String out = java.util.Objects.requireNonNull(target.out);
    if (out.equals("-")) {
      return FileRecordSink.toStream(System.out);
    }
    Path file = Path.of(out);
    @Nullable Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return FileRecordSink.toFile(file);
  }

  private RecordSink paced(RecordSink sink) {
    if (realtime) {
      return PacedRecordSink.live(sink);
    }
    return rate == null ? sink : PacedRecordSink.atRate(sink, rate);
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
