package io.engagement.core.user;

import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DeltaBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Moves what an anonymous id did into the history of its owner, once it has one; takes back what
 * somebody did who is deleted.
 *
 * <p>The two histories may be kept in different places. Where that of the anonymous id is, all that
 * it has counted and published is taken back and the history written ({@link #takeBack}); where its
 * owner's is, it is read and merged, and what the owner counts and publishes is restated ({@link
 * #merge}). Sections that only the owner has are left alone.
 *
 * <p>Where a metric throws, nothing is emitted and both ids go on as if nobody had claimed
 * anything: no merge is ever counted by half.
 */
public final class HistoryMerge {
  private final UserTimeline timeline;
  private final TimelineContext context;
  private final Sections sections;

  /** Deltas until all metrics are through, and what one section contributes. */
  private final DeltaBuffer emitted = new DeltaBuffer();

  private final DeltaBuffer contributed = new DeltaBuffer();

  public HistoryMerge(UserTimeline timeline) {
    this.timeline = timeline;
    this.context = timeline.context();
    this.sections = timeline.sections();
  }

  /**
   * A history of an owner after a merge.
   *
   * @param history can be written; its timer is set as needed
   * @param mistake of the metric that threw, when the history is as it was before
   */
  public record Merged(UserHistory history, @Nullable MetricMistake mistake) {}

  /**
   * Flushes the history of an anonymous id, takes back all that it contributes and has published,
   * and writes it for {@link #merge}.
   *
   * @param history not to be used afterwards
   * @param out cleared first
   * @throws MetricMistake when a metric threw: then nothing was taken back, and the history is to
   *     be read again as it was written last, or rebuilt by {@link UserRecovery}
   */
  public void takeBack(String anonymousId, UserHistory history, StateWriter out) {
    emit(
        () -> {
          context.user = anonymousId;
          for (int i = 0; i < sections.count(); i++) {
            if (sections.has(history, i)) {
              sections.flush(history, i);
              takeBack(history, i);
            }
          }
          out.clear();
          timeline.write(history, out);
        });
  }

  /**
   * Merges a history that {@link #takeBack} wrote into its owner's and restates what the owner
   * counts and publishes. If a metric throws at that, the owner's history stays as it was, and the
   * anonymous id counts and publishes again what it did.
   *
   * @param written the owner's history, as it was written last, with nothing accepted since; null
   *     when it never was
   * @param moved what {@code takeBack} wrote
   */
  public Merged merge(String owner, byte @Nullable [] written, String anonymousId, byte[] moved) {
    UserHistory history = readOrCreate(written);
    try {
      emit(
          () -> {
            merge(owner, history, timeline.read(moved));
            timeline.flushHoldingFacts(owner, history, new StateWriter(1024));
          });
      return new Merged(history, null);
    } catch (MetricMistake mistake) {
      putBack(anonymousId, timeline.read(moved));
      return new Merged(readOrCreate(written), mistake);
    }
  }

  private void merge(String owner, UserHistory history, UserHistory moved) {
    context.user = owner;
    history.seen.merge(moved.seen);
    history.orders.merge(moved.orders);
    for (int i = 0; i < sections.count(); i++) {
      if (sections.has(moved, i)) {
        if (sections.has(history, i)) {
          sections.flush(history, i);
          takeBack(history, i);
        }
        sections.merge(history, moved, i);
      }
    }
  }

  /**
   * Flushes the history of somebody who is deleted and takes back the facts that it holds, and what
   * it contributes if that is to go. What a metric throws at stays; the others are taken back all
   * the same.
   *
   * @param history not to be used afterwards
   * @param retracts whether what it contributes is taken back
   * @return the last mistake; null when there was none
   */
  public @Nullable MetricMistake erase(String user, UserHistory history, boolean retracts) {
    context.user = user;
    MetricMistake mistake = null;
    for (int i = 0; i < sections.count(); i++) {
      int index = i;
      if (sections.has(history, index)) {
        try {
          emit(
              () -> {
                sections.flush(history, index);
                takeBack(history, index, retracts);
              });
        } catch (MetricMistake thrown) {
          mistake = thrown;
        }
      }
    }
    return mistake;
  }

  private void takeBack(UserHistory history, int index) {
    takeBack(history, index, true);
  }

  /** Takes back what a flushed section has published, and what it contributes if told so. */
  private void takeBack(UserHistory history, int index, boolean retracts) {
    contributed.drain(unused -> {});
    context.deltas = contributed;
    context.takesFactsBack = true;
    try {
      if (retracts) {
        sections.contributions(history, index);
      }
      sections.facts(history, index);
    } finally {
      context.deltas = emitted;
      context.takesFactsBack = false;
    }
    emitted.subtractAll(contributed);
  }

  /** Counts and publishes again what was taken back, but for what a metric throws at. */
  private void putBack(String anonymousId, UserHistory moved) {
    context.user = anonymousId;
    for (int i = 0; i < sections.count(); i++) {
      int index = i;
      try {
        if (sections.has(moved, index)) {
          emit(
              () -> {
                sections.contributions(moved, index);
                sections.facts(moved, index);
              });
        }
      } catch (MetricMistake again) {
        // Nothing is left that would say what it had counted.
      }
    }
  }

  /** Emits what some work does once all of it is done; nothing when it throws. */
  private void emit(Runnable work) {
    DeltaBuffer deltas = context.deltas;
    emitted.drain(unused -> {});
    context.deltas = emitted;
    try {
      work.run();
      deltas.addAll(emitted);
      context.publishFacts();
    } finally {
      context.deltas = deltas;
      context.dropFacts();
    }
  }

  private UserHistory readOrCreate(byte @Nullable [] written) {
    return written == null ? timeline.create() : timeline.read(written);
  }
}
