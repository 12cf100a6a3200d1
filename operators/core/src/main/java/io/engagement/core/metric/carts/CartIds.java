package io.engagement.core.metric.carts;

import io.engagement.core.session.MessageIds;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The published ids of carts whose events name none: the first 128 bits, as 32 lower-case
 * hexadecimal digits, of the SHA-256 of metric, user and the message id of the first event, each on
 * a line of its own.
 */
final class CartIds {
  static final int BYTES = 16;

  private final String metric;
  private final MessageDigest digest;

  CartIds(String metric) {
    this.metric = metric;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /**
   * @param messageId as {@link MessageIds} writes it
   */
  String of(String user, byte[] messageId) {
    digest.update((metric + '\n' + user + '\n').getBytes(StandardCharsets.UTF_8));
    byte[] hash = digest.digest(MessageIds.utf8(messageId));
    return HexFormat.of().formatHex(hash, 0, BYTES);
  }
}
