package io.engagement.jobs.bounded;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.engagement.core.catalog.InputTables;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.TableSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a bounded run did, as its files say.
 *
 * @param records {@code read} and what became of it, by column of {@code input_accounting}
 * @param warnings what is odd about the records: code and field, with the number of records
 * @param rows of each table
 * @param nanos how long it took, the start of the cluster left out
 */
public record RunSummary(
    Map<String, Long> records, Map<String, Long> warnings, Map<String, Long> rows, long nanos) {
  private static final List<String> FATES =
      List.of("read", "accepted", "duplicate", "late", "rejected", "filtered");

  static RunSummary of(Path output, List<TableSpec> tables, long nanos) throws IOException {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (TableSpec table : tables) {
      rows.put(table.name(), lines(output.resolve(table.name() + ".jsonl")));
    }
    Path accounting = output.resolve(InputTables.ACCOUNTING.name() + ".jsonl");
    Path warnings = output.resolve(InputWarnings.TABLE.name() + ".jsonl");
    return new RunSummary(sums(accounting), warnings(warnings), rows, nanos);
  }

  private static long lines(Path file) throws IOException {
    long lines = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    return lines;
  }

  private static Map<String, Long> sums(Path accounting) throws IOException {
    Map<String, Long> sums = new LinkedHashMap<>();
    FATES.forEach(fate -> sums.put(fate, 0L));
    try (JsonParser json = new JsonFactory().createParser(accounting.toFile())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_NUMBER_INT && sums.containsKey(json.currentName())) {
          sums.merge(json.currentName(), json.getLongValue(), Long::sum);
        }
      }
    }
    return sums;
  }

  private static Map<String, Long> warnings(Path file) throws IOException {
    Map<String, Long> counts = new LinkedHashMap<>();
    String code = "";
    String field = "";
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING && "code".equals(json.currentName())) {
          code = json.getText();
        } else if (token == JsonToken.VALUE_STRING && "field".equals(json.currentName())) {
          field = json.getText();
        } else if (token == JsonToken.VALUE_NUMBER_INT && "count".equals(json.currentName())) {
          counts.merge(code + ' ' + field, json.getLongValue(), Long::sum);
        }
      }
    }
    return counts;
  }

  /** Whether there were records, and none was an event that some definition takes. */
  public boolean nothingAccepted() {
    return count("read") > 0 && count("accepted") == 0;
  }

  /** Which share of the records was no event, 0 to 1. */
  public double rejectedShare() {
    return count("read") == 0 ? 0 : (double) count("rejected") / count("read");
  }

  /** The number of records with a fate. */
  public long count(String fate) {
    return records.getOrDefault(fate, 0L);
  }

  /** For people: what was read, what came out, how fast. */
  public String text() {
    StringBuilder text = new StringBuilder();
    records.forEach(
        (fate, count) -> text.append(String.format(Locale.ROOT, "%-20s %,14d%n", fate, count)));
    if (!warnings.isEmpty()) {
      text.append(String.format(Locale.ROOT, "%nwarnings (docs/input.md)%n"));
      warnings.forEach(
          (warning, count) ->
              text.append(String.format(Locale.ROOT, "%-40s %,14d%n", warning, count)));
    }
    text.append(String.format(Locale.ROOT, "%nrows%n"));
    rows.forEach(
        (table, count) -> text.append(String.format(Locale.ROOT, "%-20s %,14d%n", table, count)));
    double seconds = nanos / 1e9;
    text.append(
        String.format(
            Locale.ROOT,
            "%n%.1f s, %,.0f events/s%n",
            seconds,
            records.getOrDefault("read", 0L) / seconds));
    return text.toString();
  }
}
