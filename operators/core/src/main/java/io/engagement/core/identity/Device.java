package io.engagement.core.identity;

import io.engagement.core.event.json.Hash64;
import io.engagement.core.identity.ClaimRules.Contested;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whose an anonymous id is. Decided by the order in which claims arrive, as with message ids used
 * twice: only contested ids depend on it. Mutable, owned by one thread.
 *
 * <pre>
 * layout 1:
 *   byte      {@link #LAYOUT_1}
 *   unsigned  events that counted under the id itself
 *   byte      owned = 1, contested = 2, nobody's = 4, a history follows = 8
 *   if a history follows: signed epoch milliseconds of its first event
 *   if owned or nobody's: text owner, signed epoch milliseconds of the claim,
 *                    unsigned number of claimants when contested, a hash of eight bytes each
 * </pre>
 */
public final class Device {
  /** No layout of a user's history begins with it. */
  public static final int LAYOUT_1 = 65;

  private static final int OWNED = 1;
  private static final int CONTESTED = 1 << 1;
  private static final int NOBODYS = 1 << 2;
  private static final int HISTORY = 1 << 3;
  private static final long[] NONE = {};

  private @Nullable String owner;
  private long claimedAtMillis;
  private boolean isNobodys;
  private long[] claimants = NONE;
  private long events;
  private boolean hasHistory;
  private long firstMillis = Long.MAX_VALUE;

  /** What a claim did. */
  public enum Outcome {
    /** The id has an owner from now on. */
    OWNED,
    /** Nothing is new. */
    KNOWN,
    /** Another user's id was claimed; it stays with its owner. */
    CONTESTED,
    /** It belongs to the latest who claimed it from now on, or to the user of that id. */
    PASSED_ON,
    /** It belongs to nobody from now on. */
    GIVEN_UP,
    /** An {@code alias} between two users, which are never merged. */
    REFUSED
  }

  /** Lets a user claim the id. */
  public Outcome claim(Claim claim, ClaimRules rules) {
    String before = owner;
    boolean isFree = before == null && !isNobodys;
    if (isFree || (isNobodys && claim.isOfOwnId())) {
      isNobodys = false;
      own(claim);
      return Outcome.OWNED;
    }
    if (isNobodys || claim.user().equals(before)) {
      return Outcome.KNOWN;
    }
    if (claim.isOfOwnId()) {
      remember(before, claim.user());
      own(claim);
      return Outcome.PASSED_ON;
    }
    boolean isOfUser = claim.anonymousId().equals(before);
    if (isOfUser && claim.isAlias()) {
      return Outcome.REFUSED;
    }
    if (isOfUser && claimants.length > rules.mostClaims()) {
      return Outcome.KNOWN;
    }
    boolean isNew = remember(before, claim.user());
    if (isOfUser) {
      return isNew ? Outcome.CONTESTED : Outcome.KNOWN;
    }
    if (rules.contested() == Contested.NONE || claimants.length > rules.mostClaims()) {
      owner = null;
      isNobodys = true;
      claimants = Arrays.copyOf(claimants, 1);
      return Outcome.GIVEN_UP;
    }
    if (rules.contested() == Contested.LATEST) {
      own(claim);
      return Outcome.PASSED_ON;
    }
    return isNew ? Outcome.CONTESTED : Outcome.KNOWN;
  }

  private void own(Claim claim) {
    owner = claim.user();
    claimedAtMillis = claim.atMillis();
  }

  private boolean remember(@Nullable String first, String user) {
    if (claimants.length == 0 && first != null) {
      claimants = new long[] {Hash64.ofText(first)};
    }
    long hash = Hash64.ofText(user);
    for (long known : claimants) {
      if (known == hash) {
        return false;
      }
    }
    claimants = Arrays.copyOf(claimants, claimants.length + 1);
    claimants[claimants.length - 1] = hash;
    return true;
  }

  /** The user it belongs to; null when that is nobody. */
  public @Nullable String owner() {
    return owner;
  }

  /** When the event happened that made it the owner's, epoch milliseconds. */
  public long claimedAtMillis() {
    return claimedAtMillis;
  }

  /** Whether more than one user has claimed it. */
  public boolean isContested() {
    return claimants.length > 0;
  }

  /** Whether it has been claimed, by whomever. */
  public boolean isClaimed() {
    return owner != null || isNobodys;
  }

  /** Whether somebody else than the user of that id has claimed it. */
  public boolean isListed(String anonymousId) {
    return isNobodys || isContested() || (owner != null && !owner.equals(anonymousId));
  }

  /** How many events counted under the id itself. */
  public long events() {
    return events;
  }

  /**
   * Counts events under the id itself.
   *
   * @param atMillis when the first of them happened, epoch milliseconds
   */
  public void count(long more, long atMillis) {
    events += more;
    hasHistory = true;
    firstMillis = Math.min(firstMillis, atMillis);
  }

  /**
   * When the first event happened that counted under the id itself and has not moved, epoch
   * milliseconds; {@link Long#MAX_VALUE} when none is known, as of what was counted before ids were
   * stitched.
   */
  public long firstMillis() {
    return firstMillis;
  }

  /** Whether something is kept that the id did itself. */
  public boolean hasHistory() {
    return hasHistory;
  }

  public void hasHistory(boolean isKept) {
    hasHistory = isKept;
    if (!isKept) {
      firstMillis = Long.MAX_VALUE;
    }
  }

  public void write(StateWriter out) {
    out.writeByte(LAYOUT_1);
    out.writeUnsigned(events);
    String user = owner;
    out.writeByte(
        (user == null ? 0 : OWNED)
            | (isContested() ? CONTESTED : 0)
            | (isNobodys ? NOBODYS : 0)
            | (hasHistory ? HISTORY : 0));
    if (hasHistory) {
      out.writeSigned(firstMillis);
    }
    if (!isClaimed()) {
      return;
    }
    out.writeText(user);
    out.writeSigned(claimedAtMillis);
    if (isContested()) {
      out.writeUnsigned(claimants.length);
      for (long claimant : claimants) {
        out.writeLong(claimant);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when the bytes are damaged or of a newer layout
   */
  public static Device read(StateReader in) {
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "device in layout " + layout + ", the newest known is " + LAYOUT_1);
    }
    Device device = new Device();
    device.events = in.readUnsigned();
    int flags = in.readByte();
    device.hasHistory = (flags & HISTORY) != 0;
    device.isNobodys = (flags & NOBODYS) != 0;
    if (device.hasHistory) {
      device.firstMillis = in.readSigned();
    }
    if ((flags & (OWNED | NOBODYS)) == 0) {
      return device;
    }
    device.owner = in.readText();
    device.claimedAtMillis = in.readSigned();
    if ((flags & CONTESTED) != 0) {
      device.claimants = new long[in.readCount(Long.BYTES)];
      for (int i = 0; i < device.claimants.length; i++) {
        device.claimants[i] = in.readLong();
      }
    }
    return device;
  }
}
