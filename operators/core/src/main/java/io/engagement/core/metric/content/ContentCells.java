package io.engagement.core.metric.content;

import io.engagement.core.event.DimensionText;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.CellValue;
import io.engagement.core.metric.DefinitionKey;
import io.engagement.core.metric.DeltaBuffer;
import io.engagement.core.metric.Period;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionSummary;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What views and sessions contribute to the items of {@link ContentTable#TABLE}. */
final class ContentCells {
  private final DefinitionKey definition;
  private final Period bucket;
  private final ZoneCalendar calendar;
  private final List<Breakdown> breakdowns;
  private final SessionTerms terms;

  ContentCells(
      DefinitionKey definition,
      Period bucket,
      ZoneCalendar calendar,
      List<Breakdown> breakdowns,
      SessionTerms terms) {
    this.definition = definition;
    this.bucket = bucket;
    this.calendar = calendar;
    this.breakdowns = breakdowns;
    this.terms = terms;
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
   * Adds a session, or takes it back.
   *
   * @param under the breakdowns it counts under besides the total, as bits
   * @param sign 1 or -1
   */
  void add(DeltaBuffer deltas, Session<SessionSummary> session, long under, int sign) {
    SessionSummary summary = session.sum();
    if (summary.entryPage() == null && summary.exitPage() == null) {
      return;
    }
    long ofBucket = bucketOf(session.startMillis());
    int bounced = summary.entryPage() != null && terms.isBounce(summary) ? sign : 0;
    add(deltas, summary, ofBucket, null, "", bounced, sign);
    for (long left = under; left != 0; left &= left - 1) {
      int i = Long.numberOfTrailingZeros(left);
      String value = summary.value(i);
      String text = value == null ? DimensionText.NONE : value;
      add(deltas, summary, ofBucket, breakdowns.get(i), text, bounced, sign);
    }
  }

  private void add(
      DeltaBuffer deltas,
      SessionSummary summary,
      long ofBucket,
      @Nullable Breakdown breakdown,
      String value,
      int bounced,
      int sign) {
    String entry = summary.entryPage();
    if (entry != null) {
      CellValue cell = item(deltas, ofBucket, breakdown, value, entry);
      cell.add(ContentTable.ENTRIES, sign);
      cell.add(ContentTable.BOUNCES, bounced);
    }
    String exit = summary.exitPage();
    if (exit != null) {
      item(deltas, ofBucket, breakdown, value, exit).add(ContentTable.EXITS, sign);
    }
  }
}
