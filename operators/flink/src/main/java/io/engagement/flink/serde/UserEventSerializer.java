package io.engagement.flink.serde;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.EventType;
import io.engagement.core.event.JsonText;
import io.engagement.core.event.LineItem;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Amounts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * User events on their way to their user's subtask.
 *
 * <p>Every call of {@code deserialize} returns the same event, filled again: the timeline is done
 * with one before it takes the next. Only user and times are filled then, because most events of a
 * backlog are put aside as bytes; {@link #complete} reads the rest, as does writing it.
 */
public final class UserEventSerializer extends WireSerializer<UserEvent> {
  private static final long serialVersionUID = 1L;

  private static final int NOT_OF_A_SHOP = -1;
  private static final int NULL = 0;
  private static final int TEXT = 1;
  private static final int LONG = 2;
  private static final int DECIMAL = 3;
  private static final int TRUE = 4;
  private static final int FALSE = 5;
  private static final int JSON = 6;

  private static final int HAS_USER_ID = 1;
  private static final int HAS_ANONYMOUS_ID = 1 << 1;

  private transient @Nullable UserEvent reused;
  private transient @Nullable StateReader rest;

  /** Fills an event from the bytes that {@link #write} wrote; it shares nothing with them. */
  public static void read(StateReader in, UserEvent event) {
    clear(event);
    readHead(event, in);
    readRest(event, in, true);
  }

  @Override
  public void write(UserEvent event, StateWriter out) {
    complete(event);
    long[] matches = event.matchWords();
    int fields = event.fieldSlots();
    out.writeLong(event.timeMillis);
    out.writeLong(event.appendTimeMillis);
    writeIds(event, out);
    out.writeUnsigned(fields);
    out.writeUnsigned(matches.length);
    out.writeByte(event.type.ordinal());
    out.writeByte(event.flags);
    out.writeText(event.name);
    out.writeText(event.messageId);
    out.writeLong(event.messageIdHash);
    out.writeInt(event.bodyHash);
    out.writeLong(event.partitionWatermarkMillis);
    out.writeUnsigned(event.topicIndex);
    out.writeUnsigned(event.partition);
    out.writeUnsigned(event.offset);
    for (long word : matches) {
      out.writeLong(word);
    }
    for (int slot = 0; slot < fields; slot++) {
      writeField(event.field(slot), out);
    }
    writeCommerce(event.commerce, out);
    out.writeText(event.file);
    if (event.file != null) {
      out.writeUnsigned(event.line);
    }
    byte[] original = event.original();
    if (original == null) {
      out.writeUnsigned(0);
    } else {
      out.writeUnsigned(original.length + 1L);
      out.writeBytes(original, 0, original.length);
    }
  }

  @Override
  protected UserEvent read(StateReader in) {
    UserEvent event = reused;
    if (event == null) {
      event = new UserEvent();
      reused = event;
    }
    clear(event);
    readHead(event, in);
    event.wire = in.array();
    event.wireRest = in.position();
    event.wireLength = in.position() + in.remaining();
    return event;
  }

  /** The same, all of it, where something else follows. */
  UserEvent readWhole(StateReader in) {
    UserEvent event = read(in);
    readRest(event, in, false);
    event.wireRest = 0;
    event.wireLength = in.position();
    return event;
  }

  /** Reads the rest of an event that came from another task; nothing where it is whole. */
  public void complete(UserEvent event) {
    byte[] wire = event.wire;
    if (wire == null || event.wireRest == 0) {
      return;
    }
    StateReader in = rest;
    if (in == null) {
      in = StateReader.ofRepeatedTexts();
      rest = in;
    }
    readRest(event, in.over(wire, event.wireRest, event.wireLength - event.wireRest), false);
    event.wireRest = 0;
  }

  private static void clear(UserEvent event) {
    event.reset(event.fieldSlots(), event.matchWords().length * Long.SIZE);
  }

  private static void readHead(UserEvent event, StateReader in) {
    event.timeMillis = in.readLong();
    event.appendTimeMillis = in.readLong();
    readIds(event, in);
  }

  /**
   * @param copies whether the original is copied; few events ever need it, so it is not when the
   *     bytes stay with the event
   */
  private static void readRest(UserEvent event, StateReader in, boolean copies) {
    int fields = in.readUnsignedInt();
    int words = in.readUnsignedInt();
    event.makeRoom(fields, words * Long.SIZE);
    event.type = EventType.at(in.readByte());
    event.flags = in.readByte();
    event.name = in.readRequiredText();
    event.messageId = in.readRequiredText();
    event.messageIdHash = in.readLong();
    event.bodyHash = in.readInt();
    event.partitionWatermarkMillis = in.readLong();
    event.topicIndex = in.readUnsignedInt();
    event.partition = in.readUnsignedInt();
    event.offset = in.readUnsigned();
    long[] matches = event.matchWords();
    for (int i = 0; i < words; i++) {
      matches[i] = in.readLong();
    }
    for (int slot = 0; slot < fields; slot++) {
      event.setField(slot, readField(in));
    }
    event.commerce = readCommerce(in);
    event.file = in.readText();
    event.line = event.file == null ? 0 : in.readUnsigned();
    int lengthPlusOne = in.readUnsignedInt();
    if (lengthPlusOne > 0) {
      int length = lengthPlusOne - 1;
      if (copies) {
        event.original = in.readBytes(length);
      } else {
        event.wireOriginal = in.position();
        event.wireOriginalLength = length;
        in.skip(length);
      }
    }
  }

  /** The canonical user is most often one of the two ids: it is written once. */
  private static void writeIds(UserEvent event, StateWriter out) {
    String userId = event.userId;
    String anonymousId = event.anonymousId;
    out.writeByte(
        (userId == null ? 0 : HAS_USER_ID) | (anonymousId == null ? 0 : HAS_ANONYMOUS_ID));
    if (userId != null) {
      out.writeText(userId);
    }
    if (anonymousId != null) {
      out.writeText(anonymousId);
    }
    boolean isFirst = event.user.equals(userId != null ? userId : anonymousId);
    out.writeText(isFirst ? null : event.user);
  }

  private static void readIds(UserEvent event, StateReader in) {
    int present = in.readByte();
    event.userId = (present & HAS_USER_ID) == 0 ? null : in.readRequiredText();
    event.anonymousId = (present & HAS_ANONYMOUS_ID) == 0 ? null : in.readRequiredText();
    String other = in.readText();
    String first = event.userId != null ? event.userId : event.anonymousId;
    event.user = other != null ? other : Objects.requireNonNull(first, "an event without a user");
  }

  private static void writeCommerce(@Nullable Commerce says, StateWriter out) {
    if (says == null) {
      out.writeByte(NOT_OF_A_SHOP);
      return;
    }
    out.writeByte(says.kind().ordinal());
    out.writeText(says.cartId());
    out.writeText(says.orderId());
    out.writeText(says.currency());
    Amounts.write(says.amountMillionths(), out);
    List<LineItem> items = says.items();
    if (items == null) {
      out.writeUnsigned(0);
      return;
    }
    out.writeUnsigned(items.size() + 1L);
    for (int i = 0; i < items.size(); i++) {
      LineItem item = items.get(i);
      out.writeText(item.product());
      Amounts.write(item.priceMillionths(), out);
      Amounts.write(item.quantityMillionths(), out);
      out.writeText(item.currency());
      out.writeUnsigned(item.position() - LineItem.NOWHERE);
      out.writeText(item.impressionId());
    }
  }

  private static @Nullable Commerce readCommerce(StateReader in) {
    int kind = in.readByte();
    if (kind == NOT_OF_A_SHOP) {
      return null;
    }
    String cartId = in.readText();
    String orderId = in.readText();
    String currency = in.readText();
    long amount = Amounts.read(in);
    int itemsPlusOne = in.readUnsignedInt();
    List<LineItem> items = itemsPlusOne == 0 ? null : new ArrayList<>(itemsPlusOne - 1);
    for (int i = 1; i < itemsPlusOne && items != null; i++) {
      items.add(
          new LineItem(
              in.readText(),
              Amounts.read(in),
              Amounts.read(in),
              in.readText(),
              in.readUnsignedInt() + LineItem.NOWHERE,
              in.readText()));
    }
    return new Commerce(Commerce.Kind.at(kind), cartId, orderId, currency, amount, items);
  }

  private static void writeField(@Nullable Object value, StateWriter out) {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value instanceof String text) {
      out.writeByte(TEXT);
      out.writeText(text);
    } else if (value instanceof Long number) {
      out.writeByte(LONG);
      out.writeSigned(number);
    } else if (value instanceof Boolean truth) {
      out.writeByte(truth ? TRUE : FALSE);
    } else if (value instanceof BigDecimal number) {
      out.writeByte(DECIMAL);
      out.writeText(number.toString());
    } else if (value instanceof JsonText json) {
      out.writeByte(JSON);
      out.writeText(json.text());
    } else {
      throw new IllegalArgumentException("a field of " + value.getClass());
    }
  }

  private static @Nullable Object readField(StateReader in) {
    int kind = in.readByte();
    return switch (kind) {
      case NULL -> null;
      case TEXT -> in.readRequiredText();
      case LONG -> in.readSigned();
      case DECIMAL -> new BigDecimal(in.readRequiredText());
      case TRUE -> Boolean.TRUE;
      case FALSE -> Boolean.FALSE;
      case JSON -> new JsonText(in.readRequiredText());
      default -> throw new IllegalStateException("a field of kind " + kind);
    };
  }

  @Override
  public UserEvent createInstance() {
    return new UserEvent();
  }

  @Override
  public UserEvent copy(UserEvent from) {
    StateWriter out = new StateWriter(512);
    write(from, out);
    UserEvent copy = new UserEvent();
    read(new StateReader().over(out.array(), 0, out.size()), copy);
    return copy;
  }

  @Override
  public UserEventSerializer duplicate() {
    return new UserEventSerializer();
  }
}
