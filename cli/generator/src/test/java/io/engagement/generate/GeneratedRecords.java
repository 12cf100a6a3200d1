package io.engagement.generate;

import io.engagement.core.event.DecoderOptions;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one run of the generator wrote, in order. */
final class GeneratedRecords implements RecordSink {
  static final long START = 1_767_571_200_000L;
  static final long DAY = 86_400_000L;

  final List<byte[]> records = new ArrayList<>();
  final List<Integer> people = new ArrayList<>();
  final List<Long> arrivals = new ArrayList<>();

  static Traffic traffic(int users, long records, long days, long seed, Traffic.Defects defects) {
    return Traffic.spread(users, records, START, days * DAY, seed, defects);
  }

  static GeneratedRecords of(Traffic traffic) {
    GeneratedRecords all = new GeneratedRecords();
    all.run(traffic);
    return all;
  }

  Manifest run(Traffic traffic) {
    try {
      return new TrafficGenerator(traffic, this, done -> {}).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void accept(int person, long arrivalMillis, byte[] bytes, int length) {
    records.add(Arrays.copyOf(bytes, length));
    people.add(person);
    arrivals.add(arrivalMillis);
  }

  /** A decoder that accepts everything. */
  static SegmentDecoder decoder() {
    return new SegmentDecoder(new EventSchema.Builder().build(), DecoderOptions.defaults());
  }

  static @Nullable RejectionReason decode(SegmentDecoder decoder, byte[] bytes, UserEvent into) {
    return decoder.decode(bytes, 0, bytes.length, SegmentDecoder.UNKNOWN_TIME, into);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
