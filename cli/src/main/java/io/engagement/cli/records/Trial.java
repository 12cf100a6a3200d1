package io.engagement.cli.records;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.WarningCode;
import io.engagement.core.event.Warnings;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.user.TimelineOptions;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import io.engagement.core.user.Verdict;
import io.engagement.flink.source.SourceRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Says of records what a job would make of them: with the job's decoder, the clock of its
 * partitions and its timeline of a user, but without metrics, so nothing is counted. All records
 * are one partition, as in a bounded run.
 *
 * <p>Of users their ids are kept. Where ids are stitched, a repeat is told by the id it was sent
 * with; the job also finds those sent before the user signed in.
 */
public final class Trial {
  private final Metrics metrics;
  private final TimelineOptions options;
  private final UserTimeline timeline;
  private final Map<String, UserHistory> histories = new HashMap<>();

  /** What becomes of a record. */
  public enum Outcome {
    GOOD,
    /** Counted as well, with something odd about it. */
    WARNED,
    DUPLICATE,
    LATE,
    REJECTED,
    /** An event that no definition uses, or one more than a user may have. */
    FILTERED;

    /** The name for people. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something to know about a record.
   *
   * @param code why it was rejected, or what is odd
   * @param field the path of what is odd, {@code ""} when it is about all of it
   * @param message what was found, {@code ""} when the code says it
   * @param hint what to do
   */
  public record Note(String code, String field, String message, String hint) {}

  /**
   * What becomes of one record.
   *
   * @param event what it says, for people; {@code ""} when it is no event
   */
  public record Result(Outcome outcome, String event, List<Note> notes) {}

  public Trial(Metrics metrics) {
    this.metrics = metrics;
    this.options = metrics.timelineOptions();
    this.timeline = new UserTimeline(List.of(), options, new DeltaBuffer(), row -> {});
  }

  /** Judges the next record. */
  public Result judge(SourceRecord record) {
    List<Note> notes = new ArrayList<>();
    RejectionReason rejection = record.rejection;
    if (rejection != null) {
      notes.add(new Note(rejection.name(), "", record.detail, Hints.of(rejection)));
      addWarnings(record.warnings, false, notes);
      return new Result(Outcome.REJECTED, "", notes);
    }
    UserEvent event = record.event;
    event.partitionWatermarkMillis =
        Objects.requireNonNull(record.progress)
            .see(record, metrics.outOfOrdernessMillis(), metrics.jumpMillis());
    boolean isTaken = metrics.takes(event);
    addWarnings(record.warnings, !isTaken, notes);
    Outcome outcome = isTaken ? judge(event, notes) : filtered(metrics.excludes(event), notes);
    return new Result(outcome, describe(event), notes);
  }

  private Outcome judge(UserEvent event, List<Note> notes) {
    UserHistory history = histories.computeIfAbsent(event.user, absent -> timeline.create());
    Verdict verdict = timeline.accept(history, event);
    return switch (verdict) {
      case ACCEPTED -> notes.isEmpty() ? Outcome.GOOD : Outcome.WARNED;
      case DUPLICATE -> {
        notes.add(0, Hints.duplicate(event.messageId));
        yield Outcome.DUPLICATE;
      }
      case ID_COLLISION -> {
        notes.add(
            0,
            new Note(
                WarningCode.ID_COLLISION.label(),
                "messageId",
                event.messageId,
                Hints.of(WarningCode.ID_COLLISION)));
        yield Outcome.DUPLICATE;
      }
      case LATE -> {
        notes.add(0, Hints.late(event.timeMillis, event.judgedAtMillis(), options));
        yield Outcome.LATE;
      }
      case CAPPED, DELETED -> {
        notes.add(0, Hints.capped(options.eventsPerUser()));
        yield Outcome.FILTERED;
      }
    };
  }

  private static Outcome filtered(boolean isExcluded, List<Note> notes) {
    notes.add(0, Hints.filtered(isExcluded));
    return Outcome.FILTERED;
  }

  private static void addWarnings(Warnings warnings, boolean isFiltered, List<Note> notes) {
    for (int i = 0; i < warnings.size(); i++) {
      WarningCode code = warnings.code(i);
      if (!isFiltered || code.isOfFiltered()) {
        notes.add(new Note(code.label(), warnings.field(i), warnings.example(i), Hints.of(code)));
      }
    }
  }

  private static String describe(UserEvent event) {
    return "%s%s of %s at %s"
        .formatted(
            event.type.name().toLowerCase(Locale.ROOT),
            event.name.isEmpty() ? "" : " \"" + event.name + '"',
            event.user,
            Instant.ofEpochMilli(event.timeMillis));
  }
}
