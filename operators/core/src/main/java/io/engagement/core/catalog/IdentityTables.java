package io.engagement.core.catalog;

import io.engagement.core.identity.Device;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables about who is behind an id. */
public final class IdentityTables {
  /** Which anonymous ids have turned out to be whose. */
  public static final FactTable MERGES =
      new FactTable(
          31,
          "identity_merges",
          "Anonymous ids that users have claimed, and whose they are.",
          List.of(new Column("anonymous_id", ColumnType.TEXT, "The anonymous id.")),
          List.of(
              new Column(
                  "user_id",
                  ColumnType.TEXT,
                  "The user it belongs to; null when it belongs to nobody because too many "
                      + "claimed it."),
              new Column(
                  "claimed_at",
                  ColumnType.TIMESTAMP,
                  "Event time of the claim by which it belongs to them."),
              new Column(
                  "contested", ColumnType.BOOLEAN, "Whether more than one user has claimed it."),
              new Column(
                  "events",
                  ColumnType.LONG,
                  "Events that had counted under the anonymous id itself.")));

  private IdentityTables() {}

  /** The row of an id that has been claimed. */
  public static RowChange row(String anonymousId, Device device) {
    return new RowChange(
        MERGES,
        new Object[] {anonymousId},
        new @Nullable Object[] {
          device.owner(), device.claimedAtMillis(), device.isContested(), device.events()
        });
  }
}
