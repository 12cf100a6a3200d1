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
 * <p>Where a metric throws, nothing is emitted and both ids can go on as if nobody had claimed
 * anything ({@link #putBack}): no merge is ever counted by half.
 */
public final class HistoryMerge {
  private final UserTimeline timeline;
  private final TimelineContext context;
  private final Sections sections;

  /** Deltas until all metrics are through, and what is to be taken back then. */
  private final DeltaBuffer emitted = new DeltaBuffer();

  private final DeltaBuffer contributed = new DeltaBuffer();

  public HistoryMerge(UserTimeline timeline) {
    this.timeline = timeline;
    this.context = timeline.context();
    this.sections = timeline.sections();
  }

  /**
   * Flushes the history of an anonymous id, takes back all that it contributes and has published,
   * and writes it for {@link #merge}.
   *
   * @param history not to be used afterwards
   * @param out cleared first
   * @throws MetricMistake when a metric threw: then nothing was emitted or taken back, and the
   *     history is to be rebuilt
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
   * Merges a history that {@link #takeBack} wrote into its owner's, restates what the owner counts
   * and publishes, and writes the owner's with the timer that it needs.
   *
   * @param history the owner's
   * @param moved what {@code takeBack} wrote
   * @param out cleared first
   * @throws MetricMistake when a metric threw: then nothing was restated, and the owner's history
   *     is to be rebuilt
   */
  public void merge(String owner, UserHistory history, byte[] moved, StateWriter out) {
    emit(
        () -> {
          merge(owner, history, timeline.read(moved));
          timeline.flushHoldingFacts(owner, history, out);
        });
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
  }

  /**
   * Counts and publishes again what was taken back and cannot be merged, but for what a metric
   * throws at.
   *
   * @param moved what {@link #takeBack} wrote
   */
  public void putBack(String anonymousId, byte[] moved) {
    putBack(anonymousId, moved, true);
  }

  /**
   * Counts again what was taken back and is nobody's any more, and publishes none of it.
   *
   * @param moved what {@link #takeBack} wrote
   */
  public void countAgain(String anonymousId, byte[] moved) {
    putBack(anonymousId, moved, false);
  }

  private void putBack(String anonymousId, byte[] moved, boolean publishes) {
    UserHistory history = timeline.read(moved);
    context.user = anonymousId;
    for (int i = 0; i < sections.count(); i++) {
      int index = i;
      try {
        if (sections.has(history, index)) {
          emit(
              () -> {
                sections.contributions(history, index);
                if (publishes) {
                  sections.facts(history, index);
                }
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
    contributed.drain(unused -> {});
    context.deltas = emitted;
    try {
      work.run();
      deltas.addAll(emitted);
      deltas.subtractAll(contributed);
      context.publishFacts();
    } finally {
      context.deltas = deltas;
      context.dropFacts();
    }
  }
}
