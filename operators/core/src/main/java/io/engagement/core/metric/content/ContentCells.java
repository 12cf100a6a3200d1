package io.engagement.core.metric.content;

import io.engagement.core.session.Session;
import io.engagement.core.session.SessionEnds;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What views and sessions contribute to the items of {@link ContentTable#TABLE}. */
final class ContentCells {
  private final DefinitionKey definition;
  private final Period bucket;
  private final ZoneCalendar calendar;
  private final List<Breakdown> breakdowns;

  ContentCells(
      DefinitionKey definition, Period bucket, ZoneCalendar calendar, List<Breakdown> breakdowns) {
    this.definition = definition;
    this.bucket = bucket;
    this.calendar = calendar;
    this.breakdowns = breakdowns;
  }

  long bucketOf(long epochMillis) {
    return bucket.bucketOf(epochMillis, calendar);
  }

  /** The first instant after a bucket, epoch milliseconds. */
  long endMillis(long ofBucket) {
    return bucket.endMillis(ofBucket, calendar);
  }

  /** The cell of an item. */
  CellValue item(
      DeltaBuffer deltas, long ofBucket, @Nullable Breakdown breakdown, String value, String item) {
    return deltas
        .at(ContentTable.TABLE.items(), definition)
        .number(ofBucket)
        .slice(breakdown, value)
        .text(item)
        .cell();
  }

  /**
   * Adds a session's entry and exit, or takes them back.
   *
   * @param bounced the sign if it bounced, else 0
   * @param sign 1 or -1
   */
  void addEnds(
      DeltaBuffer deltas, Session session, SessionSlot<SessionEnds> slot, int bounced, int sign) {
    SessionEnds ends = slot.part(session);
    long ofBucket = bucketOf(session.startMillis());
    addEnds(deltas, ends, ofBucket, null, "", bounced, sign);
    for (long left = slot.countedUnder(session); left != 0; left &= left - 1) {
      int i = Long.numberOfTrailingZeros(left);
      String value = slot.value(session, i);
      addEnds(deltas, ends, ofBucket, breakdowns.get(i), value, bounced, sign);
    }
  }

  private void addEnds(
      DeltaBuffer deltas,
      SessionEnds ends,
      long ofBucket,
      @Nullable Breakdown breakdown,
      String value,
      int bounced,
      int sign) {
    String entry = ends.entry();
    if (entry != null) {
      CellValue cell = item(deltas, ofBucket, breakdown, value, entry);
      cell.add(ContentTable.ENTRIES, sign);
      cell.add(ContentTable.BOUNCES, bounced);
    }
    String exit = ends.exit();
    if (exit != null) {
      item(deltas, ofBucket, breakdown, value, exit).add(ContentTable.EXITS, sign);
    }
  }
}
