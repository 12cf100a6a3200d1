package io.engagement.core.laws;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * One event as an oracle sees it: plain values, nothing of the product's event model.
 *
 * @param type {@code track, page, screen, identify, group, alias}
 * @param name of the track event, page or screen; {@code ""} when there is none
 * @param user the canonical user id
 * @param messageId unique among the user's events, but for identical repeats
 * @param timeMillis when it happened, epoch milliseconds
 * @param fields by dotted path from the record's root; values are null (JSON null), {@link String},
 *     {@link Boolean}, {@link Long}, {@link java.math.BigDecimal}, or {@link java.util.List} and
 *     {@link Map} of these; an absent path has no entry
 */
public record RawEvent(
    String type,
    String name,
    String user,
    String messageId,
    long timeMillis,
    Map<String, Object> fields) {

  /** The order of a user's events: by time, ties by message id. */
  public static final Comparator<RawEvent> ORDER =
      Comparator.comparingLong(RawEvent::timeMillis).thenComparing(RawEvent::messageId);

  public RawEvent {
    fields = Collections.unmodifiableMap(new TreeMap<>(fields));
  }

  /** A track event of user {@code u} at the epoch; refine it with the methods below. */
  public static RawEvent track(String name) {
    return new RawEvent("track", name, "u", "", 0L, Map.of());
  }

  public static RawEvent page(String name) {
    return new RawEvent("page", name, "u", "", 0L, Map.of());
  }

  public static RawEvent of(String type, String name) {
    return new RawEvent(type, name, "u", "", 0L, Map.of());
  }

  public RawEvent by(String anotherUser) {
    return new RawEvent(type, name, anotherUser, messageId, timeMillis, fields);
  }

  public RawEvent id(String anotherMessageId) {
    return new RawEvent(type, name, user, anotherMessageId, timeMillis, fields);
  }

  /**
   * At an instant in ISO 8601, UTC; without a message id yet, it gets one made of name and time.
   */
  public RawEvent at(String instant) {
    return at(Instant.parse(instant).toEpochMilli());
  }

  public RawEvent at(long epochMillis) {
    String id = messageId.isEmpty() ? name + "@" + epochMillis : messageId;
    return new RawEvent(type, name, user, id, epochMillis, fields);
  }

  /** With a value at a dotted path; {@code null} is JSON null. */
  public RawEvent with(String path, Object value) {
    Map<String, Object> more = new TreeMap<>(fields);
    more.put(path, value);
    return new RawEvent(type, name, user, messageId, timeMillis, more);
  }

  /** The value at a path; null when it is absent or null. */
  public Object field(String path) {
    return fields.get(path);
  }

  @Override
  public String toString() {
    return Instant.ofEpochMilli(timeMillis)
        + " ("
        + timeMillis
        + ") "
        + user
        + " "
        + type
        + " '"
        + name
        + "' id="
        + messageId
        + " "
        + fields;
  }
}
