package io.engagement.core.event;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Decodes the lines of event files by hand: how many are accepted, why the others are not, and how
 * fast. Arguments: seconds to measure, then files ({@code .jsonl} or {@code .jsonl.gz}).
 */
public final class DecodeSpeed {
  private DecodeSpeed() {}

  public static void main(String[] arguments) throws IOException {
    long seconds = Long.parseLong(arguments[0]);
    List<byte[]> all = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      List<byte[]> lines = lines(Path.of(arguments[i]));
      all.addAll(lines);
      report(arguments[i], lines);
    }
    SegmentDecoder decoder = new SegmentDecoder(schema(), DecoderOptions.defaults());
    UserEvent event = new UserEvent();
    long bytes = all.stream().mapToLong(line -> line.length).sum();
    for (long round = 0; round < seconds; round++) {
      long start = System.nanoTime();
      long rounds = 0;
      long elapsed;
      do {
        for (byte[] line : all) {
          decoder.decode(line, 0, line.length, SegmentDecoder.UNKNOWN_TIME, event);
        }
        rounds++;
        elapsed = System.nanoTime() - start;
      } while (elapsed < 1_000_000_000L);
      double perSecond = rounds * all.size() * 1e9 / elapsed;
      System.out.printf(
          "%.0f k events/s, %.0f MB/s, %d bytes an event%n",
          perSecond / 1e3, rounds * bytes * 1e3 / elapsed, bytes / all.size());
    }
  }

  private static void report(String file, List<byte[]> lines) {
    SegmentDecoder decoder = new SegmentDecoder(schema(), DecoderOptions.defaults());
    UserEvent event = new UserEvent();
    int accepted = 0;
    String last = "";
    for (byte[] line : lines) {
      if (decoder.decode(line, 0, line.length, SegmentDecoder.UNKNOWN_TIME, event) == null) {
        accepted++;
      } else {
        last = decoder.rejectionDetail();
      }
    }
    System.out.printf("%s: %d of %d accepted %s%n", file, accepted, lines.size(), last);
  }

  private static List<byte[]> lines(Path file) throws IOException {
    try (var in = Files.newInputStream(file);
        var plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        var reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      return reader.lines().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }
  }

  private static EventSchema schema() {
    EventSchema.Builder schema = new EventSchema.Builder();
    schema.matcher(EventMatcher.ANY);
    for (String name :
        List.of("Product Viewed", "Product Added", "Order Completed", "Recommendation Clicked")) {
      schema.matcher(EventMatcher.named(name));
    }
    schema.matcher(
        new EventMatcher.Spec(
            List.of(),
            List.of("Checkout Started"),
            List.of(
                new Condition("properties.value", Condition.Operator.GTE, List.<Object>of(10L)))));
    for (String path :
        List.of(
            "context.device.type",
            "context.campaign.source",
            "properties.path",
            "properties.url",
            "context.page.path",
            "properties.product_id",
            "properties.price",
            "properties.quantity",
            "properties.currency",
            "properties.cart_id",
            "properties.revenue",
            "properties.total",
            "properties.order_id",
            "properties.products",
            "properties.items",
            "properties.recommendation_id",
            "properties.model_id")) {
      schema.field(path);
    }
    return schema.build();
  }
}
