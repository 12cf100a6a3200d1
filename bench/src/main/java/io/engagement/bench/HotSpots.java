package io.engagement.bench;

import io.engagement.generate.ForwardingRecordSink;
import io.engagement.generate.RecordSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Makes a share of all records those of one user, and a share of those about products those about
 * one product: what is true of a robot, and of the one thing that everybody wants.
 */
public final class HotSpots extends ForwardingRecordSink {
  private static final int HOT_PERSON = Integer.MAX_VALUE;
  private static final byte[] ANONYMOUS_ID = ascii("\"anonymousId\":\"");
  private static final byte[] USER_ID = ascii(",\"userId\":\"");
  private static final byte[] CONTEXT = ascii("\"context\":");
  private static final byte[] PRODUCT_ID = ascii("\"product_id\":\"");
  private static final byte[] HOT_IDS = ascii("hot-device\",\"userId\":\"hot-user\"");
  private static final byte[] HOT_PRODUCT = ascii("p-hot");

  private final double userShare;
  private final double itemShare;
  private final SplittableRandom random;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

  /**
   * @param userShare of all records, in [0, 1]
   * @param itemShare of the records about products, in [0, 1]
   */
  public HotSpots(RecordSink target, double userShare, double itemShare, long seed) {
    super(target);
    this.userShare = userShare;
    this.itemShare = itemShare;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void accept(int person, long arrivalMillis, byte[] bytes, int length) throws IOException {
    boolean isUser = random.nextDouble() < userShare;
    boolean isItem = random.nextDouble() < itemShare;
    if (!isUser && !isItem) {
      target.accept(person, arrivalMillis, bytes, length);
      return;
    }
    out.reset();
    int from = isUser ? writeIds(bytes, length) : 0;
    while (isItem) {
      int at = RecordBytes.indexOf(PRODUCT_ID, bytes, from, length);
      if (at < 0) {
        break;
      }
      int value = at + PRODUCT_ID.length;
      out.write(bytes, from, value - from);
      out.writeBytes(HOT_PRODUCT);
      from = RecordBytes.quote(bytes, value);
    }
    out.write(bytes, from, length - from);
    byte[] changed = out.toByteArray();
    target.accept(isUser ? HOT_PERSON : person, arrivalMillis, changed, changed.length);
  }

  /** Writes the record until after the ids; how much of it that is. */
  private int writeIds(byte[] bytes, int length) {
    // What follows the context is the visitor's, and may have an id as well.
    int head = RecordBytes.indexOf(CONTEXT, bytes, 0, length);
    int device =
        RecordBytes.indexOf(ANONYMOUS_ID, bytes, 0, Math.max(0, head)) + ANONYMOUS_ID.length;
    if (head < 0 || device < ANONYMOUS_ID.length) {
      return 0;
    }
    out.write(bytes, 0, device);
    out.writeBytes(HOT_IDS);
    int after = RecordBytes.quote(bytes, device) + 1;
    return RecordBytes.startsWith(USER_ID, bytes, after)
        ? RecordBytes.quote(bytes, after + USER_ID.length) + 1
        : after;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
