package io.engagement.flink.operator;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.json.Hash64;
import io.engagement.core.identity.Claim;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Reads out of events whose an anonymous id is. Whether some definition counts an event does not
 * matter: the call by which somebody signs in is often of a type that none counts. What is late or
 * excluded by a filter rule claims nothing.
 *
 * <p>A claim is handed on once and not with every event: of the ids seen most recently it is known
 * who claimed them last. One that has been dropped is handed on again, which does no harm.
 */
final class ClaimReader {
  private static final int SLOTS = 1 << 17;

  private final Metrics metrics;
  private final Consumer<Claim> claims;

  /** Keyed, so that nobody can make up ids that share a slot or pass for known. */
  private final long seed = new SplittableRandom().nextLong();

  private final long[] known = new long[SLOTS];

  ClaimReader(Metrics metrics, Consumer<Claim> claims) {
    this.metrics = metrics;
    this.claims = claims;
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

  private boolean isLate(UserEvent event, long watermarkMillis) {
    return watermarkMillis != Long.MIN_VALUE
        && event.timeMillis < watermarkMillis - metrics.lateHorizonMillis();
  }

  private void claim(String id, String user, UserEvent event, boolean isAlias, int topicIndex) {
    long idHash = Hash64.join(seed, Hash64.ofText(id));
    long pair = Hash64.join(idHash, Hash64.ofText(user));
    int slot = (int) (idHash >>> Integer.SIZE) & SLOTS - 1;
    if (known[slot] != pair) {
      known[slot] = pair;
      claims.accept(new Claim(id, user, event.timeMillis, isAlias, topicIndex));
    }
  }
}
