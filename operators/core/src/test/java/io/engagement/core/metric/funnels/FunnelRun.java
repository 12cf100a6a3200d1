package io.engagement.core.metric.funnels;

import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A funnel fed by hand, and what it has published so far. */
final class FunnelRun {
  final MetricRun<?> run;

  FunnelRun(Funnel funnel) {
    run = MetricRun.of(funnel.trial(RandomHistories.around(funnel.sample)));
  }

  /** Events written {@code A 10:00:00.000} or {@code A 2024-03-02T10:00:00Z}, in this order. */
  FunnelRun does(String... events) {
    for (String event : events) {
      run.acceptAll(event(event));
    }
    return this;
  }

  FunnelRun does(RawEvent... events) {
    run.acceptAll(events);
    return this;
  }

  /** On 2024-03-01 if no date is given; the message id is name and time, or follows a #. */
  static RawEvent event(String text) {
    String[] parts = text.split("[ #]", 3);
    String instant = parts[1].contains("T") ? parts[1] : "2024-03-01T" + parts[1] + "Z";
    RawEvent event = RawEvent.track(parts[0]);
    return (parts.length > 2 ? event.id(parts[2]) : event).at(instant);
  }

  FunnelRun watermark(String instant) {
    run.advanceTo(Instant.parse(instant).toEpochMilli());
    return this;
  }

  /** Users by step of the total of a bucket. */
  List<Long> users(String bucket) {
    return users(bucket, "", "");
  }

  List<Long> users(String bucket, String dimension, String value) {
    return numbers(bucket, dimension, value, 1);
  }

  /** Users by step of the total of 2024-03-01. */
  List<Long> users() {
    return users("2024-03-01");
  }

  /** Mean milliseconds by step of the total of 2024-03-01, from the second step on. */
  List<Long> millis() {
    List<Long> all = numbers("2024-03-01", "", "", 2);
    return all.subList(Math.min(1, all.size()), all.size());
  }

  PublishedRows rows() {
    return run.rows();
  }

  List<Object> row(String bucket, long step) {
    return rows().values("funnels", "checkout", LocalDate.parse(bucket).toEpochDay(), "", "", step);
  }

  private List<Long> numbers(String bucket, String dimension, String value, int column) {
    List<Long> numbers = new ArrayList<>();
    rows().table("funnels").entrySet().stream()
        .filter(row -> row.getKey().get(1).equals(LocalDate.parse(bucket).toEpochDay()))
        .filter(row -> row.getKey().get(2).equals(dimension))
        .filter(row -> row.getKey().get(3).equals(value))
        .sorted(Comparator.comparing(row -> (Long) row.getKey().get(4)))
        .forEach(row -> numbers.add((Long) row.getValue().get(column)));
    return numbers;
  }
}
