package io.engagement.flink.serde;

import io.engagement.core.identity.Claim;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/** Claims on their way to the user's subtask, and from there to the anonymous id's. */
public final class ClaimSerializer extends WireSerializer<Claim> {
  private static final long serialVersionUID = 1L;

  /** The type of a stream of claims. */
  public static final WireType<Claim> TYPE = WireType.of(Claim.class, new ClaimSerializer());

  @Override
  protected void write(Claim claim, StateWriter out) {
    out.writeText(claim.anonymousId());
    out.writeText(claim.user());
    out.writeLong(claim.atMillis());
    out.writeBoolean(claim.isAlias());
    out.writeUnsigned(claim.topicIndex());
  }

  @Override
  protected Claim read(StateReader in) {
    return new Claim(
        in.readRequiredText(),
        in.readRequiredText(),
        in.readLong(),
        in.readBoolean(),
        in.readUnsignedInt());
  }

  @Override
  public Claim createInstance() {
    throw new UnsupportedOperationException("a claim is of somebody");
  }

  @Override
  public Claim copy(Claim from) {
    return from;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public ClaimSerializer duplicate() {
    return new ClaimSerializer();
  }
}
