package io.engagement.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engagement.cli.records.Printable;
import io.engagement.cli.records.Trial;
import io.engagement.cli.records.Trial.Note;
import io.engagement.cli.records.Trial.Outcome;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.SourceConfig.Format;
import io.engagement.core.deployment.Metrics;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.files.SegmentFileSource;
import io.engagement.jobs.bounded.InputFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code engage try}: how records would be understood. */
@Command(
    name = "try",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Say how each record of some files is understood; nothing is run or written.",
      "",
      "A line for every record, and one for each thing that is odd about it: good, warned, duplicate,"
          + " late, rejected, or filtered, because no definition uses it; the reason, the field, what to"
          + " do. Then a summary. The decoder and the verdicts are the job's; the given order is the"
          + " order of arrival.",
      "Exits with 1 when there are records and none of them is an event.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  engage try events.jsonl",
      "  engage try --config engagement.yaml --json day.jsonl.gz | jq 'select(.outcome == \"rejected\")'"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TryCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_CHARS = 200;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of one record a line, also .gz; folders or globs of .jsonl[.gz].")
  List<String> files;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "engagement.yaml: what the definitions read is what is looked at. Default:"
              + " conf/engagement.reference.yaml, which reads everything.")
  @Nullable Path config;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How records are written: ${COMPLETION-CANDIDATES}. Default: source.format.")
  @Nullable Format format;

  @Option(names = "--json", description = "Print JSON: an object for each record, one a line.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "The summary only.")
  boolean quiet;

  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final Map<String, Long> reasons = new TreeMap<>();

  @Override
  public Integer call() throws Exception {
    Path file = config == null ? Home.conf().resolve("engagement.reference.yaml") : config;
    EngagementConfig read = ConfigOption.read(file);
    List<String> problems = new ArrayList<>();
    List<String> found = InputFiles.find(files, problems);
    if (!problems.isEmpty()) {
      throw new InvalidInputException("error: " + String.join("\nerror: ", problems));
    }
    Metrics metrics = Metrics.of(format == null ? read : read.reading(format));
    PrintWriter out = spec.commandLine().getOut();
    Trial trial = new Trial(metrics);
    new SegmentFileSource(found, () -> metrics)
        .forEach(record -> take(record, trial.judge(record), out));
    summarize(out);
    out.flush();
    long rejected = outcomes.getOrDefault(Outcome.REJECTED, 0L);
    if (rejected > 0 && rejected == records()) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(Locale.ROOT, "error: none of %,d records is an event%n", rejected);
      err.flush();
      return Engage.FAILED;
    }
    return Engage.DONE;
  }

  private long records() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  private void take(SourceRecord record, Trial.Result result, PrintWriter out) {
    outcomes.merge(result.outcome(), 1L, Long::sum);
    for (Note note : result.notes()) {
      reasons.merge((note.code() + ' ' + note.field()).strip(), 1L, Long::sum);
    }
    if (quiet) {
      return;
    }
    if (json) {
      out.println(json(record, result));
      return;
    }
    String where = record.file + ":" + record.line + ": " + result.outcome().label();
    if (result.notes().isEmpty()) {
      out.println(where + " " + Printable.of(result.event(), MOST_CHARS));
    }
    for (Note note : result.notes()) {
      out.println(where + words(result.outcome(), note));
    }
  }

  private static String words(Outcome outcome, Note note) {
    String code = note.code().equals(outcome.label()) ? "" : " " + note.code();
    String field = note.field().isEmpty() ? "" : " " + note.field();
    String message =
        note.message().isEmpty() ? "" : ": " + Printable.of(note.message(), MOST_CHARS);
    return code + field + message + " (" + note.hint() + ")";
  }

  private static ObjectNode json(SourceRecord record, Trial.Result result) {
    ObjectNode object =
        JSON.createObjectNode()
            .put("file", record.file)
            .put("line", record.line)
            .put("outcome", result.outcome().label())
            .put("event", result.event());
    ArrayNode notes = object.putArray("notes");
    for (Note note : result.notes()) {
      notes
          .addObject()
          .put("code", note.code())
          .put("field", note.field())
          .put("message", note.message())
          .put("hint", note.hint());
    }
    return object;
  }

  private void summarize(PrintWriter out) {
    if (json) {
      ObjectNode summary = JSON.createObjectNode().put("records", records());
      outcomes.forEach((outcome, count) -> summary.put(outcome.label(), count));
      ObjectNode counts = summary.putObject("reasons");
      reasons.forEach(counts::put);
      out.println(JSON.createObjectNode().set("summary", summary).toString());
      return;
    }
    out.printf(Locale.ROOT, "%s%,d records%n", quiet ? "" : "\n", records());
    outcomes.forEach(
        (outcome, count) -> out.printf(Locale.ROOT, "  %-40s %,12d%n", outcome.label(), count));
    if (!reasons.isEmpty()) {
      out.println("reasons and warnings (docs/input.md)");
      reasons.forEach((reason, count) -> out.printf(Locale.ROOT, "  %-40s %,12d%n", reason, count));
    }
  }
}
