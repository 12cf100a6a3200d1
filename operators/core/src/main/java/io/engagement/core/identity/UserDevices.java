package io.engagement.core.identity;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The anonymous ids that a user has claimed, whether or not they have become theirs: what has to go
 * with the user. Bounded by {@link ClaimRules#mostDevices}. Mutable.
 *
 * <pre>
 * layout 1: byte 1, unsigned number of ids, the texts
 * </pre>
 */
public final class UserDevices {
  private static final int LAYOUT_1 = 1;

  private final Set<String> ids = new LinkedHashSet<>();

  /** What becomes of a claim. */
  public enum Outcome {
    ADDED,
    KNOWN,
    /** The user has as many as they may have. */
    TOO_MANY
  }

  /** Lets the user claim an id. */
  public Outcome add(String anonymousId, int most) {
    if (ids.contains(anonymousId)) {
      return Outcome.KNOWN;
    }
    if (ids.size() >= most) {
      return Outcome.TOO_MANY;
    }
    ids.add(anonymousId);
    return Outcome.ADDED;
  }

  /** In the order in which they were claimed. */
  public Set<String> ids() {
    return ids;
  }

  public byte[] toBytes() {
    StateWriter out = new StateWriter(64);
    out.writeByte(LAYOUT_1);
    out.writeUnsigned(ids.size());
    ids.forEach(out::writeText);
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalStateException when the bytes are damaged or of a newer layout
   */
  public static UserDevices fromBytes(byte[] bytes) {
    StateReader in = new StateReader().over(bytes);
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "devices of a user in layout " + layout + ", the newest known is " + LAYOUT_1);
    }
    UserDevices devices = new UserDevices();
    for (int count = in.readCount(1); count > 0; count--) {
      devices.ids.add(in.readRequiredText());
    }
    in.expectEnd();
    return devices;
  }
}
