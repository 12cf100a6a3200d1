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
  private static final int SLOTS = 1 << 17;

  private final Metrics metrics;
  private final Consumer<Claim> claims;

  /** Keyed, so that nobody can make up ids that share a slot or pass for known. */
  private final long seed = new SplittableRandom().nextLong();

  private final long[] known = new long[SLOTS];

  /** By slot, the latest claim of the known pair since it was handed on. */
  private final @Nullable Claim @Nullable [] again;

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
    claim(user, user, event, false, topicIndex);
    String anonymousId = event.anonymousId;
    if (anonymousId != null && !anonymousId.equals(user)) {
      claim(anonymousId, user, event, false, topicIndex);
    }
    String previousId = metrics.previousId(event);
    if (previousId != null && !previousId.equals(user) && !previousId.equals(anonymousId)) {
      claim(previousId, user, event, true, topicIndex);
    }
  }

  /** Hands on the claims that have come again since the last time, each once. */
  void handOnAgain() {
    if (again != null) {
      for (int slot = 0; slot < SLOTS; slot++) {
        handOnAgain(again, slot);
      }
    }
  }

  private void handOnAgain(@Nullable Claim[] kept, int slot) {
    Claim claim = kept[slot];
    if (claim != null) {
      kept[slot] = null;
      claims.accept(claim);
    }
  }

  private boolean isLate(UserEvent event, long watermarkMillis) {
    return watermarkMillis != Long.MIN_VALUE
        && event.timeMillis < watermarkMillis - metrics.lateHorizonMillis();
  }

  private void claim(String id, String user, UserEvent event, boolean isAlias, int topicIndex) {
    long idHash = Hash64.join(seed, Hash64.ofText(id));
    long pair = Hash64.join(idHash, Hash64.ofText(user));
    int slot = (int) (idHash >>> Integer.SIZE) & SLOTS - 1;
    @Nullable Claim[] kept = again;
    if (known[slot] != pair) {
      if (kept != null) {
        handOnAgain(kept, slot);
      }
      known[slot] = pair;
      claims.accept(new Claim(id, user, event.timeMillis, isAlias, topicIndex));
    } else if (kept != null) {
      Claim before = kept[slot];
      if (before == null || before.atMillis() < event.timeMillis) {
        kept[slot] = new Claim(id, user, event.timeMillis, isAlias, topicIndex);
      }
    }
  }
}
