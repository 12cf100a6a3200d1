package io.engagement.flink.sink.postgres;

import io.engagement.core.catalog.IdentityTables;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.LedgerRow;
import io.engagement.flink.checkpoint.LedgerRow.RepublishDue;
import io.engagement.flink.checkpoint.LedgerRow.Status;
import io.engagement.flink.checkpoint.PendingCheckpoint;
import io.engagement.flink.serde.DeletedSubjects;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a commit has to say about rows that it changes although their numbers were complete: why
 * that can be. A row does not know; the commit knows what else it brings.
 *
 * @param watermarkMillis event time that the commit before had reached: what was complete by then
 *     may have been reported
 * @param causes what may change any of them; none when nothing is to be noted
 * @param redefined metrics whose definition the commit changes, by family
 */
record Corrections(
    long watermarkMillis, long ckpt, Set<Cause> causes, Map<String, List<String>> redefined) {
  /** Where they are kept. */
  static final String TABLE = "corrections";

  static final Corrections NONE = new Corrections(Long.MIN_VALUE, 0, Set.of(), Map.of());

  /** Why a complete number changes, as it is written; in the order of a list of them. */
  enum Cause {
    LATE,
    MERGE,
    DELETION,
    DEFINITION,
    RESTATEMENT,
    OPEN;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Those of a commit.
   *
   * @param before the ledger as the commit found it
   * @param redefined metrics whose definition the commit changes, by family
   */
  static Corrections of(
      PendingCheckpoint checkpoint, LedgerRow before, Map<String, List<String>> redefined) {
    Set<Cause> causes = EnumSet.noneOf(Cause.class);
    // While a takeover counts again from the start, every number is on its way to what it was.
    if (before.status() != Status.REBUILDING) {
      causes.add(Cause.LATE);
      if (checkpoint.chunks().containsKey(IdentityTables.MERGES.id())) {
        causes.add(Cause.MERGE);
      }
      if (checkpoint.chunks().containsKey(DeletedSubjects.TABLE.id())) {
        causes.add(Cause.DELETION);
      }
      if (before.due() != RepublishDue.NONE || before.status() == Status.CATCHING_UP) {
        causes.add(Cause.RESTATEMENT);
      }
    }
    return new Corrections(before.watermarkMillis(), checkpoint.mark().id(), causes, redefined);
  }

  /** Whether a table's rows are compared: sums with numbers that are complete some day. */
  static boolean areKeptOf(TableSpec table) {
    return table instanceof CellTable;
  }

  /** Whether a change is one of a number that was complete. */
  boolean isOne(RowChange row) {
    return row.completeAtMillis() <= watermarkMillis
        && row.completeAtMillis() != RowChange.INCOMPLETE
        && !causes.isEmpty();
  }

  /** The metrics of a family that the commit redefines. */
  List<String> redefined(@Nullable String family) {
    return family == null ? List.of() : redefined.getOrDefault(family, List.of());
  }

  /**
   * The causes of a table's rows, as one text.
   *
   * @param isRedefined of a metric whose definition changes
   */
  String causes(TableSpec table, boolean isRedefined) {
    Set<Cause> all = EnumSet.copyOf(causes);
    if (isRedefined) {
      all.add(Cause.DEFINITION);
    }
    if (table instanceof CellTable cells && cells.outlivesBucket()) {
      all.add(Cause.OPEN);
    }
    return all.stream().map(Cause::text).collect(Collectors.joining(" or "));
  }
}
