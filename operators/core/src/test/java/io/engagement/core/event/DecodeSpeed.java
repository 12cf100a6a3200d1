package io.engagement.core.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Decodes the lines of event files by hand: how many are accepted, why the others are not, and how
 * many per second of CPU time. Arguments: seconds to measure, then files ({@code .jsonl} or {@code
 * .jsonl.gz}); without files, made-up shop events of about 700 bytes.
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
    if (all.isEmpty()) {
      all.addAll(shopEvents(20_000));
      report("shop events", all);
    }
    SegmentDecoder decoder = new SegmentDecoder(schema(), DecoderOptions.defaults());
    UserEvent event = new UserEvent();
    Meter ours = new Meter("decoder");
    Meter jackson = new Meter("Jackson, tokens only");
    JsonFactory json =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    for (long round = 0; round < seconds * 5; round++) {
      ours.round(
          all, line -> decoder.decode(line, 0, line.length, SegmentDecoder.UNKNOWN_TIME, event));
      if (round % 3 == 0) {
        jackson.round(all, line -> readTokens(json, line));
      }
    }
    long bytes = all.stream().mapToLong(line -> line.length).sum();
    System.out.printf("%d bytes an event%n%s%n%s%n", bytes / all.size(), ours, jackson);
  }

  private static void readTokens(JsonFactory json, byte[] line) {
    try (JsonParser parser = json.createParser(line)) {
      while (parser.nextToken() != null) {
        parser.getCurrentToken();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Events per millisecond of CPU time, round by round. */
  private static final class Meter {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Double> rates = new ArrayList<>();
    private final String what;

    Meter(String what) {
      this.what = what;
    }

    void round(List<byte[]> lines, Consumer<byte[]> work) {
      long start = threads.getCurrentThreadCpuTime();
      long done = 0;
      long elapsed;
      do {
        lines.forEach(work);
        done += lines.size();
        elapsed = threads.getCurrentThreadCpuTime() - start;
      } while (elapsed < 150_000_000L);
      rates.add(done * 1e6 / elapsed);
    }

    @Override
    public String toString() {
      List<Double> warm = rates.subList(rates.size() / 3, rates.size()).stream().sorted().toList();
      return String.format(
          Locale.ROOT,
          "%s: median %.0f k events/s, best %.0f k",
          what,
          warm.get(warm.size() / 2),
          warm.get(warm.size() - 1));
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

  /** Made-up events as the browser library sends them. */
  static List<byte[]> shopEvents(int count) {
    Random random = new Random(7);
    List<String> names =
        List.of("Product Viewed", "Product Added", "Products Searched", "Order Completed");
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int product = random.nextInt(5000);
      String event =
          String.format(
              Locale.ROOT,
              """
              {"type":"track","event":"%s","messageId":"ajs-next-%016x%08x","anonymousId":"%08x-4c1e-4b0a-9d7e-%012x",\
              "userId":"user_%06d","timestamp":"2024-03-%02dT%02d:%02d:%02d.%03dZ",\
              "originalTimestamp":"2024-03-01T10:00:00.000Z","receivedAt":"2024-03-31T10:00:01.120Z",\
              "context":{"library":{"name":"analytics.js","version":"next-1.70.0"},\
              "page":{"path":"/product/%d","referrer":"https://www.search.example/","title":"Product %d","url":"https://shop.example/product/%d?ref=mail"},\
              "userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0 Safari/537.36",\
              "locale":"en-GB","device":{"type":"%s"},"campaign":{"source":"newsletter"}},\
              "properties":{"product_id":"p-%d","price":%d.%02d,"quantity":%d,"currency":"EUR","category":"shoes"}}""",
              names.get(random.nextInt(4)),
              random.nextLong(),
              i,
              random.nextInt(),
              random.nextLong() >>> 16,
              random.nextInt(200_000),
              1 + random.nextInt(28),
              random.nextInt(24),
              random.nextInt(60),
              random.nextInt(60),
              random.nextInt(1000),
              product,
              product,
              product,
              random.nextBoolean() ? "desktop" : "phone",
              product,
              random.nextInt(300),
              random.nextInt(100),
              1 + random.nextInt(3));
      events.add(event.getBytes(StandardCharsets.UTF_8));
    }
    return events;
  }

  static EventSchema schema() {
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
