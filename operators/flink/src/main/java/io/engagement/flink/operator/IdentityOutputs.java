package io.engagement.flink.operator;

import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Claim;
import io.engagement.flink.serde.ClaimSerializer;
import io.engagement.flink.serde.FromDevice;
import io.engagement.flink.serde.FromDeviceSerializer;
import io.engagement.flink.serde.OrDeletion;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.UserEventSerializer;
import io.engagement.flink.serde.WireType;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * The further ways out of operators where ids are stitched.
 *
 * @param anonymous events that carry an anonymous id alone, from the intake
 * @param claims of anonymous ids by users, from the intake
 * @param owned events of anonymous ids that belong to somebody, and what these did before they did,
 *     for their owner; and deletions of owners
 */
public record IdentityOutputs(
    OutputTag<UserEvent> anonymous,
    OutputTag<OrDeletion<Claim>> claims,
    OutputTag<FromDevice> owned)
    implements Serializable {

  /** The type of a stream of events. */
  public static final TypeInformation<UserEvent> EVENTS =
      WireType.of(UserEvent.class, new UserEventSerializer());

  /** The type of a stream of claims, and of deletions among them. */
  public static final TypeInformation<OrDeletion<Claim>> CLAIMS =
      OrDeletion.type(new ClaimSerializer());

  /** The tags for these tables. */
  public static IdentityOutputs of(OutputTables tables) {
    return new IdentityOutputs(
        new OutputTag<>("anonymous", EVENTS),
        new OutputTag<>("claims", CLAIMS),
        new OutputTag<>("owned", WireType.of(FromDevice.class, new FromDeviceSerializer(tables))));
  }
}
