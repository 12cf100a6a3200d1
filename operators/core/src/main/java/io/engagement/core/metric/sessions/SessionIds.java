package io.engagement.core.metric.sessions;

import io.engagement.core.session.UserSessions.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The published ids of sessions: the first 128 bits, as 32 lower-case hexadecimal digits, of the
 * SHA-256 of start (epoch milliseconds), metric and user, each on a line of its own. Where several
 * sessions start in the same millisecond (only two campaigns at once do that), the later ones have
 * {@code .1}, {@code .2}, ... after the start.
 */
final class SessionIds {
  private static final int BYTES = 16;

  private final String metric;
  private final MessageDigest digest;

  SessionIds(String metric) {
    this.metric = metric;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  String of(String user, Identity session) {
    StringBuilder text = new StringBuilder().append(session.startMillis());
    if (session.ordinal() > 0) {
      text.append('.').append(session.ordinal());
    }
    text.append('\n').append(metric).append('\n').append(user);
    byte[] hash = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, BYTES);
  }
}
