package io.engagement.core.identity;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  private int count;

  /** As in the layout: somebody who has claimed a thousand claims the next one as cheaply. */
  private byte[] texts = {};

  /** What becomes of a claim. */
  public enum Outcome {
    ADDED,
    KNOWN,
    /** The user has as many as they may have. */
    TOO_MANY
  }

  /** Lets the user claim an id. */
  public Outcome add(String anonymousId, int most) {
    StateWriter added = new StateWriter(anonymousId.length() + 2);
    added.writeText(anonymousId);
    if (contains(added)) {
      return Outcome.KNOWN;
    }
    if (count >= most) {
      return Outcome.TOO_MANY;
    }
    int size = texts.length;
    texts = Arrays.copyOf(texts, size + added.size());
    System.arraycopy(added.array(), 0, texts, size, added.size());
    count++;
    return Outcome.ADDED;
  }

  private boolean contains(StateWriter text) {
    StateReader in = new StateReader().over(texts);
    while (in.remaining() > 0) {
      int start = in.position();
      in.skip(in.readUnsignedInt() - 1);
      if (Arrays.equals(texts, start, in.position(), text.array(), 0, text.size())) {
        return true;
      }
    }
    return false;
  }

  /** In the order in which they were claimed. */
  public List<String> ids() {
    StateReader in = new StateReader().over(texts);
    List<String> ids = new ArrayList<>();
    while (in.remaining() > 0) {
      ids.add(in.readRequiredText());
    }
    return ids;
  }

  public byte[] toBytes() {
    StateWriter out = new StateWriter(texts.length + 4);
    out.writeByte(LAYOUT_1);
    out.writeUnsigned(count);
    out.writeBytes(texts, 0, texts.length);
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalStateException when the bytes are of a newer layout
   */
  public static UserDevices fromBytes(byte[] bytes) {
    StateReader in = new StateReader().over(bytes);
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "devices of a user in layout " + layout + ", the newest known is " + LAYOUT_1);
    }
    UserDevices devices = new UserDevices();
    devices.count = in.readCount(1);
    devices.texts = in.readBytes(in.remaining());
    return devices;
  }
}
