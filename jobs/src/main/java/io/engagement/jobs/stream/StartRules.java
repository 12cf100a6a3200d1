package io.engagement.jobs.stream;

import io.engagement.core.deployment.Definitions;
import io.engagement.core.deployment.Definitions.Change;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.deployment.Definitions.Wanted;
import io.engagement.core.yaml.Spelling;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.kafka.LostTransactions;
import io.engagement.flink.source.LostRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a start may do to what is published already. The rules are for one start: a job that goes on
 * from a checkpoint needs none of the exceptions.
 *
 * @param tables when it starts without state where PostgreSQL tables hold something
 * @param transactions when a Kafka transaction that should be committed is gone
 * @param records when records of the input that the job has to go on from are gone
 * @param onChange what becomes of the rows of definitions that were removed or changed, by id
 */
public record StartRules(
    StartMode tables,
    LostTransactions transactions,
    LostRecords records,
    Map<String, OnChange> onChange) {
  /** Refuses whatever could replace or lose numbers. */
  public static final StartRules STRICT =
      new StartRules(StartMode.CONTINUE, LostTransactions.FAIL, LostRecords.FAIL);

  /**
   * @throws IllegalArgumentException for exceptions that exclude each other
   */
  public StartRules {
    onChange = Map.copyOf(onChange);
    if (tables == StartMode.REPUBLISH && onChange.containsValue(OnChange.KEEP)) {
      throw new IllegalArgumentException(
          "--republish deletes rows that are in no state, and rows that --on-change METRIC=keep"
              + " leaves are in none: start with --republish and the definitions as they were, and"
              + " with the new ones from the next savepoint");
    }
  }

  /** Rules for a start without other definitions than before. */
  public StartRules(StartMode tables, LostTransactions transactions, LostRecords records) {
    this(tables, transactions, records, Map.of());
  }

  /** The same for other tables. */
  public StartRules with(StartMode mode) {
    return new StartRules(mode, transactions, records, onChange);
  }

  /** The same for other transactions. */
  public StartRules with(LostTransactions lost) {
    return new StartRules(tables, lost, records, onChange);
  }

  /** The same for other records. */
  public StartRules with(LostRecords lost) {
    return new StartRules(tables, transactions, lost, onChange);
  }

  /**
   * The same with one more word.
   *
   * @param word {@code METRIC=drop} or {@code METRIC=keep}
   * @throws IllegalArgumentException for other words
   */
  public StartRules withOnChange(String word) {
    int equals = word.indexOf('=');
    OnChange change = equals < 1 ? null : OnChange.of(word.substring(equals + 1));
    if (change == null) {
      throw new IllegalArgumentException(
          "--on-change " + word + " is not METRIC=drop or METRIC=keep");
    }
    Map<String, OnChange> all = new HashMap<>(onChange);
    all.put(word.substring(0, equals), change);
    return new StartRules(tables, transactions, records, all);
  }

  /**
   * Checks that every word is about a definition that there is or was.
   *
   * @param wanted the definitions that are configured
   * @param before those of the state that the job goes on from; {@link Definitions#NONE} without
   *     one
   * @throws UnknownMetricException when one is in neither
   */
  public void requireKnown(List<Wanted> wanted, Definitions before) {
    TreeSet<String> known = new TreeSet<>();
    wanted.forEach(one -> known.add(one.id()));
    before.running().forEach(one -> known.add(one.wanted().id()));
    List<String> asked =
        before.changes(wanted).stream()
            .filter(Change::needsWord)
            .map(Change::id)
            .distinct()
            .sorted()
            .toList();
    List<String> problems = new ArrayList<>();
    for (String word : onChangeWords()) {
      String id = word.substring(0, word.lastIndexOf('='));
      if (!known.contains(id)) {
        problems.add(
            "--on-change %s: there is no metric %s in the configuration%s; %s"
                .formatted(
                    word,
                    id,
                    before.running().isEmpty() ? "" : " or in the state",
                    Spelling.hint(id, asked.isEmpty() ? known : asked)));
      }
    }
    if (!problems.isEmpty()) {
      throw new UnknownMetricException(String.join("\n", problems));
    }
  }

  /** The words of {@link #withOnChange} that say the same. */
  public List<String> onChangeWords() {
    return onChange.entrySet().stream()
        .map(entry -> entry.getKey() + '=' + entry.getValue().label())
        .sorted()
        .toList();
  }
}
