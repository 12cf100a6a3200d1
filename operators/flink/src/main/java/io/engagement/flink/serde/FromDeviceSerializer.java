package io.engagement.flink.serde;

import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Deletion;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Objects;

/**
 * Events, histories and deletions on their way from an anonymous id's subtask to its owner's. What
 * it is comes last: events keep the bytes that they were read from, which begin with the event.
 */
public final class FromDeviceSerializer extends WireSerializer<FromDevice> {
  private static final long serialVersionUID = 1L;

  private static final int EVENT = 0;
  private static final int HISTORY = 1;
  private static final int DELETION = 2;

  private final UserEventSerializer events = new UserEventSerializer();
  private final MovedHistorySerializer histories;
  private final DeletionSerializer deletions = new DeletionSerializer();

  public FromDeviceSerializer(OutputTables tables) {
    this(new MovedHistorySerializer(tables));
  }

  private FromDeviceSerializer(MovedHistorySerializer histories) {
    this.histories = histories;
  }

  @Override
  protected void write(FromDevice from, StateWriter out) {
    UserEvent event = from.event();
    Deletion deletion = from.deletion();
    if (event != null) {
      events.write(event, out);
      out.writeByte(EVENT);
    } else if (deletion != null) {
      deletions.write(deletion, out);
      out.writeByte(DELETION);
    } else {
      histories.write(Objects.requireNonNull(from.history()), out);
      out.writeByte(HISTORY);
    }
  }

  @Override
  protected FromDevice read(StateReader in) {
    return switch (in.array()[in.position() + in.remaining() - 1]) {
      case EVENT -> FromDevice.of(events.read(in));
      case DELETION -> FromDevice.of(deletions.read(in));
      default -> FromDevice.of(histories.read(in));
    };
  }

  @Override
  public FromDevice createInstance() {
    throw new UnsupportedOperationException("what is handed on is somebody's");
  }

  @Override
  public FromDevice copy(FromDevice from) {
    UserEvent event = from.event();
    return event == null ? from : FromDevice.of(events.copy(event));
  }

  @Override
  public FromDeviceSerializer duplicate() {
    return new FromDeviceSerializer(histories.duplicate());
  }
}
