package io.engagement.flink.serde;

import io.engagement.core.identity.Claim;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.RowChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Histories on their way from an anonymous id's subtask to its owner's. */
public final class MovedHistorySerializer extends WireSerializer<MovedHistory> {
  private static final long serialVersionUID = 1L;

  private final OutputTables tables;
  private final ClaimSerializer claims = new ClaimSerializer();
  private transient @Nullable TableIndex index;

  public MovedHistorySerializer(OutputTables tables) {
    this.tables = tables;
  }

  @Override
  protected void write(MovedHistory moved, StateWriter out) {
    claims.write(moved.claim(), out);
    out.writeLong(moved.watermarkMillis());
    out.writeLong(moved.acceptedFromMillis());
    out.writeLong(moved.restatedFromMillis());
    out.writeUnsigned(moved.facts().size());
    for (RowChange fact : moved.facts()) {
      RowFormat.write(fact, out);
    }
    out.writeUnsigned(moved.history().length);
    out.writeBytes(moved.history(), 0, moved.history().length);
  }

  @Override
  protected MovedHistory read(StateReader in) {
    TableIndex known = index;
    if (known == null) {
      known = new TableIndex(tables.tables());
      index = known;
    }
    Claim claim = claims.read(in);
    long watermark = in.readLong();
    long acceptedFrom = in.readLong();
    long restatedFrom = in.readLong();
    List<RowChange> facts = new ArrayList<>();
    for (int count = in.readUnsignedInt(); count > 0; count--) {
      facts.add(RowFormat.read(in, known));
    }
    return new MovedHistory(
        claim, watermark, acceptedFrom, restatedFrom, facts, in.readBytes(in.readUnsignedInt()));
  }

  @Override
  public MovedHistory createInstance() {
    throw new UnsupportedOperationException("a history is somebody's");
  }

  @Override
  public MovedHistory copy(MovedHistory from) {
    return from;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public MovedHistorySerializer duplicate() {
    return new MovedHistorySerializer(tables);
  }
}
