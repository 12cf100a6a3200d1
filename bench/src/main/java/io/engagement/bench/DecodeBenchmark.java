package io.engagement.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.engagement.core.event.Condition;
import io.engagement.core.event.DecoderOptions;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events per second of one thread that decodes events of about 700 bytes, as the browser library
 * sends them, for a shop's definitions: seventeen fields and six matchers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DecodeBenchmark {
  private static final int EVENTS = 4096;

  private final byte[][] events = new byte[EVENTS][];
  private final SegmentDecoder decoder = new SegmentDecoder(schema(), DecoderOptions.defaults());
  private final UserEvent event = new UserEvent();
  private final JsonFactory json =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Makes the events: the same in every run. */
  @Setup
  public void makeEvents() {
    Random random = new Random(7);
    List<String> names =
        List.of("Product Viewed", "Product Added", "Products Searched", "Order Completed");
    for (int i = 0; i < EVENTS; i++) {
      int product = random.nextInt(5000);
      events[i] =
          String.format(
                  Locale.ROOT,
                  """
                  {"type":"track","event":"%s","messageId":"ajs-next-%016x",\
                  "anonymousId":"%016x","userId":"user_%06d",\
                  "timestamp":"2024-03-%02dT%02d:%02d:%02d.%03dZ",\
                  "context":{"library":{"name":"analytics.js","version":"next-1.70.0"},\
                  "page":{"path":"/product/%d","title":"Product %d","url":"https://shop.example/product/%d"},\
                  "userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)",\
                  "locale":"en-GB","device":{"type":"%s"},"campaign":{"source":"newsletter"}},\
                  "properties":{"product_id":"p-%d","price":%d.%02d,"quantity":%d,"currency":"EUR",\
                  "category":"shoes"}}""",
                  names.get(random.nextInt(names.size())),
                  random.nextLong(),
                  random.nextLong(),
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
                  1 + random.nextInt(3))
              .getBytes(StandardCharsets.UTF_8);
    }
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long decode() {
    long sum = 0;
    for (byte[] bytes : events) {
      RejectionReason reason =
          decoder.decode(bytes, 0, bytes.length, SegmentDecoder.UNKNOWN_TIME, event);
      if (reason != null) {
        throw new IllegalStateException(reason + ": " + decoder.rejectionDetail());
      }
      sum += event.bodyHash;
    }
    return sum;
  }

  /** What to compare with: Jackson looking at every token once and making nothing of it. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long tokens() throws IOException {
    long sum = 0;
    for (byte[] bytes : events) {
      try (JsonParser parser = json.createParser(bytes)) {
        while (parser.nextToken() != null) {
          sum += parser.currentTokenId();
        }
      }
    }
    return sum;
  }

  private static EventSchema schema() {
    EventSchema.Builder schema = new EventSchema.Builder();
    schema.matcher(EventMatcher.ANY);
    List.of("Product Viewed", "Product Added", "Order Completed", "Recommendation Clicked")
        .forEach(name -> schema.matcher(EventMatcher.named(name)));
    Condition large = new Condition("properties.value", Condition.Operator.GTE, List.of(10L));
    schema.matcher(new EventMatcher.Spec(List.of(), List.of("Checkout Started"), List.of(large)));
    List.of(
            "context.device.type",
            "context.campaign.source",
            "context.page.path",
            "properties.path",
            "properties.url",
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
            "properties.model_id")
        .forEach(schema::field);
    return schema.build();
  }
}
