package io.engagement.generate;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** What was really written: the truth to compare the counts of a run with. */
public final class Manifest {
  private final long[] byDelivery = new long[Delivery.values().length];
  private final long[] byHappening = new long[Happening.values().length];
  private long bytes;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;

  void count(Delivery delivery, Happening happening, long timeMillis, int recordBytes) {
    byDelivery[delivery.ordinal()]++;
    bytes += recordBytes + 1;
    if (delivery == Delivery.ORDERLY || delivery == Delivery.OUT_OF_ORDER) {
      byHappening[happening.ordinal()]++;
      firstMillis = Math.min(firstMillis, timeMillis);
      lastMillis = Math.max(lastMillis, timeMillis);
    }
  }

  /** Records written. */
  public long records() {
    long sum = 0;
    for (long count : byDelivery) {
      sum += count;
    }
    return sum;
  }

  /** Distinct events a run accepts or filters. */
  public long valid() {
    return count(Delivery.ORDERLY) + count(Delivery.OUT_OF_ORDER);
  }

  public long duplicates() {
    return count(Delivery.DUPLICATE);
  }

  public long late() {
    return count(Delivery.LATE);
  }

  public long malformed() {
    return count(Delivery.MALFORMED);
  }

  /**
   * The time of the youngest valid event, epoch milliseconds; smallest of all when there is none.
   */
  public long lastMillis() {
    return lastMillis;
  }

  /** Bytes written, line ends included. */
  public long bytes() {
    return bytes;
  }

  private long count(Delivery delivery) {
    return byDelivery[delivery.ordinal()];
  }

  /** Writes the counts as one JSON object. */
  public void write(Path file, Traffic traffic) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("seed", traffic.seed());
      json.writeNumberField("users", traffic.users());
      json.writeNumberField("records", records());
      json.writeNumberField("valid", valid());
      json.writeNumberField("out_of_order", count(Delivery.OUT_OF_ORDER));
      json.writeNumberField("duplicates", duplicates());
      json.writeNumberField("late", late());
      json.writeNumberField("malformed", malformed());
      json.writeNumberField("bytes", bytes);
      if (valid() > 0) {
        json.writeStringField("first_event", Instant.ofEpochMilli(firstMillis).toString());
        json.writeStringField("last_event", Instant.ofEpochMilli(lastMillis).toString());
      }
      json.writeObjectFieldStart("events");
      for (Happening happening : Happening.values()) {
        json.writeNumberField(happening.label(), byHappening[happening.ordinal()]);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }
}
