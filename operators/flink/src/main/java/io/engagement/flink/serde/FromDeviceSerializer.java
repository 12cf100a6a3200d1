package io.engagement.flink.serde;

import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Deletion;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.RowChange;
import org.jspecify.annotations.Nullable;

/**
 * Events, histories, deletions and rows on their way from an anonymous id's subtask to a user's.
 * What it is comes last: events keep the bytes that they were read from, which begin with the
 * event.
 */
public final class FromDeviceSerializer extends WireSerializer<FromDevice> {
  private static final long serialVersionUID = 1L;

  private static final int EVENT = 0;
  private static final int HISTORY = 1;
  private static final int DELETION = 2;
  private static final int ROW = 3;

  private final OutputTables tables;
  private final UserEventSerializer events = new UserEventSerializer();
  private final MovedHistorySerializer histories = new MovedHistorySerializer();
  private final DeletionSerializer deletions = new DeletionSerializer();
  private transient @Nullable TableIndex index;

  public FromDeviceSerializer(OutputTables tables) {
    this.tables = tables;
  }

  @Override
  protected void write(FromDevice from, StateWriter out) {
    UserEvent event = from.event();
    Deletion deletion = from.deletion();
    RowChange row = from.row();
    if (event != null) {
      events.write(event, out);
      out.writeByte(EVENT);
    } else if (row != null) {
      out.writeText(from.user());
      RowFormat.write(row, out);
      out.writeByte(ROW);
    } else if (deletion != null) {
      deletions.write(deletion, out);
      out.writeByte(DELETION);
    } else {
      histories.write(from.requiredHistory(), out);
      out.writeByte(HISTORY);
    }
  }

  @Override
  protected FromDevice read(StateReader in) {
    return switch (in.array()[in.position() + in.remaining() - 1]) {
      case EVENT -> FromDevice.of(events.readWhole(in));
      case ROW -> FromDevice.of(in.readRequiredText(), RowFormat.read(in, index()));
      case DELETION -> FromDevice.of(deletions.read(in));
      default -> FromDevice.of(histories.read(in));
    };
  }

  private TableIndex index() {
    TableIndex known = index;
    if (known == null) {
      known = new TableIndex(tables.tables());
      index = known;
    }
    return known;
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
    return new FromDeviceSerializer(tables);
  }
}
