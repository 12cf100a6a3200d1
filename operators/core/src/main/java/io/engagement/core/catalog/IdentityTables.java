package io.engagement.core.catalog;

import io.engagement.core.identity.Device;
import io.engagement.core.table.FactColumn;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table about who is behind an id. */
public final class IdentityTables {
  private static final FactColumn<String> ANONYMOUS_ID =
      FactColumn.text("anonymous_id", "The anonymous id.");

  private static final FactColumn<String> USER_ID =
      FactColumn.text(
          "user_id",
          "The user it belongs to; null when it belongs to nobody because too many claimed it.");

  private static final FactColumn<Long> CLAIMED_AT =
      FactColumn.timestamp("claimed_at", "Event time of the claim by which it belongs to them.");

  private static final FactColumn<Boolean> CONTESTED =
      FactColumn.flag("contested", "Whether more than one user has claimed it.");

  private static final FactColumn<Long> EVENTS =
      FactColumn.number("events", "Events that had counted under the anonymous id itself.");

  /** Which anonymous ids have turned out to be whose. */
  public static final FactTable MERGES =
      FactTable.of(
          31,
          "identity_merges",
          "Anonymous ids that users have claimed, and whose they are.",
          List.of(ANONYMOUS_ID),
          List.of(USER_ID, CLAIMED_AT, CONTESTED, EVENTS));

  private IdentityTables() {}

  /** The row of an id that has been claimed. */
  public static RowChange row(String anonymousId, Device device) {
    @Nullable Object[] values = MERGES.newValues();
    USER_ID.set(values, device.owner());
    CLAIMED_AT.set(values, device.claimedAtMillis());
    CONTESTED.set(values, device.isContested());
    EVENTS.set(values, device.events());
    return new RowChange(MERGES, key(anonymousId), values);
  }

  /** Takes the row of an id away. */
  public static RowChange noRow(String anonymousId) {
    return new RowChange(MERGES, key(anonymousId), null);
  }

  private static Object[] key(String anonymousId) {
    Object[] key = MERGES.newKey();
    ANONYMOUS_ID.set(key, anonymousId);
    return key;
  }
}
