package io.engagement.flink.serde;

import io.engagement.core.identity.Claim;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/** Histories on their way from an anonymous id's subtask to its owner's. */
public final class MovedHistorySerializer extends WireSerializer<MovedHistory> {
  private static final long serialVersionUID = 1L;

  private final ClaimSerializer claims = new ClaimSerializer();

  @Override
  protected void write(MovedHistory moved, StateWriter out) {
    claims.write(moved.claim(), out);
    out.writeLong(moved.watermarkMillis());
    out.writeLong(moved.acceptedFromMillis());
    out.writeLong(moved.restatedFromMillis());
    out.writeUnsigned(moved.history().length);
    out.writeBytes(moved.history(), 0, moved.history().length);
  }

  @Override
  protected MovedHistory read(StateReader in) {
    Claim claim = claims.read(in);
    long watermark = in.readLong();
    long acceptedFrom = in.readLong();
    long restatedFrom = in.readLong();
    return new MovedHistory(
        claim, watermark, acceptedFrom, restatedFrom, in.readBytes(in.readUnsignedInt()));
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
    return new MovedHistorySerializer();
  }
}
