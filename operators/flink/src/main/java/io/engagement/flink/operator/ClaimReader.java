package io.engagement.flink.operator;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.json.Hash64;
import io.engagement.core.identity.Claim;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads out of events whose an anonymous id is. Whether some definition counts an event does not
 * matter: the call by which somebody signs in is often of a type that none counts. What is late or
 * excluded by a filter rule claims nothing.
 *
 * <p>A claim is handed on once and not with every event: of the ids seen most recently it is known
 * who claimed them last. One that has been dropped is handed on again, which does no harm. Where
 * users are deleted, what a user claimed may be forgotten behind the reader, which does not know of
 * it: claims that come again are kept and handed on together, by {@link #handOnAgain}.
 */
final class ClaimReader {
  /** 16 MiB: what is handed on once more costs two ways through the network and two look-ups. */
  private static final int SLOTS = 1 << 21;

  /** So many claims that come again are kept at the most. */
  private static final int MOST_KEPT = 1 << 17;

  private final Metrics metrics;
  private final Consumer<Claim> claims;

  /** Keyed, so that nobody can make up ids that share a slot or pass for known. */
  private final long seed = new SplittableRandom().nextLong();

  private final long[] known = new long[SLOTS];

  /** By slot, the latest claim of the known pair since it was handed on. */
  private final @Nullable Claim @Nullable [] again;

  private int kept;

  /**
   * @param areUsersDeleted whether claims that come again are kept
   */
  ClaimReader(Metrics metrics, Consumer<Claim> claims, boolean areUsersDeleted) {
    this.metrics = metrics;
    this.claims = claims;
    this.again = areUsersDeleted ? new Claim[SLOTS] : null;
  }

  /**
   * Takes the next event of a partition.
   *
   * @param watermarkMillis of the partition before the event
   */
  void read(UserEvent event, int topicIndex, long watermarkMillis) {
    String user = event.userId;
    if (user == null || metrics.excludes(event) || isLate(event, watermarkMillis)) {
      return;
    }
    String anonymousId = event.anonymousId;
    // Who claims a device claims their own id with it.
    claim(anonymousId == null ? user : anonymousId, user, event, false, topicIndex);
    String previousId = metrics.previousId(event);
    if (previousId != null && !previousId.equals(user) && !previousId.equals(anonymousId)) {
      claim(previousId, user, event, true, topicIndex);
    }
  }

  /** Hands on the claims that have come again since the last time, each once. */
  void handOnAgain() {
    for (int slot = 0; kept > 0; slot++) {
      handOnAgain(slot);
    }
  }

  private void handOnAgain(int slot) {
    @Nullable Claim[] bySlot = again;
    Claim claim = bySlot == null ? null : bySlot[slot];
    if (bySlot != null && claim != null) {
      bySlot[slot] = null;
      kept--;
      handOn(claim);
    }
  }

  private void handOn(Claim claim) {
    if (!claim.isAlias() && !claim.isOfOwnId()) {
      String user = claim.user();
      claims.accept(new Claim(user, user, claim.atMillis(), false, claim.topicIndex()));
    }
    claims.accept(claim);
  }

  private boolean isLate(UserEvent event, long watermarkMillis) {
    return watermarkMillis != Long.MIN_VALUE
        && event.timeMillis < watermarkMillis - metrics.lateHorizonMillis();
  }

  private void claim(String id, String user, UserEvent event, boolean isAlias, int topicIndex) {
    long idHash = Hash64.join(seed, Hash64.ofText(id));
    long pair = Hash64.join(idHash, Hash64.ofText(user));
    int slot = (int) (idHash >>> Integer.SIZE) & SLOTS - 1;
    if (known[slot] != pair) {
      handOnAgain(slot);
      known[slot] = pair;
      handOn(new Claim(id, user, event.timeMillis, isAlias, topicIndex));
    } else if (again != null && isLaterThanKept(again[slot], event)) {
      keep(again, slot, new Claim(id, user, event.timeMillis, isAlias, topicIndex));
    }
  }

  private static boolean isLaterThanKept(@Nullable Claim kept, UserEvent event) {
    return kept == null || kept.atMillis() < event.timeMillis;
  }

  private void keep(@Nullable Claim[] bySlot, int slot, Claim claim) {
    if (bySlot[slot] == null) {
      kept++;
    }
    bySlot[slot] = claim;
    if (kept == MOST_KEPT) {
      handOnAgain();
    }
  }
}
