package io.engagement.core.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Somebody is to be forgotten: their history and facts go, and what happened before an instant
 * never counts again.
 *
 * @param id whose: a user, or an anonymous id
 * @param user the user that {@code id} is, or is a device of; null when an anonymous id alone is to
 *     be forgotten
 * @param requestId names the request; that of a user is also that of all their devices; empty when
 *     it is not asked for but follows from a claim that came after the deletion of its user
 * @param atMillis events of the id from before this instant never count again, epoch milliseconds
 */
public record Deletion(String id, @Nullable String user, String requestId, long atMillis) {

  /** The deletion of one of the user's anonymous ids. */
  public Deletion ofDevice(String anonymousId) {
    return new Deletion(anonymousId, user, requestId, atMillis);
  }

  /** Whether it is about the user, and not about one of their devices. */
  public boolean isOfUser() {
    return id.equals(user);
  }

  /** Whether somebody asked for it. */
  public boolean isRequested() {
    return !requestId.isEmpty();
  }

  /** What stands for the id where it must not be known any more: its SHA-256 in hexadecimal. */
  public String subjectHash() {
    return HexFormat.of().formatHex(sha256(id));
  }

  static byte[] sha256(String id) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has SHA-256", impossible);
    }
  }
}
