package io.engagement.core.identity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.engagement.core.event.Identifiers;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests to delete somebody:
 *
 * <pre>{@code
 * {"action": "delete", "userId": "u-17", "requestId": "case-2041", "at": "2026-03-01T12:00:00Z"}
 * }</pre>
 *
 * <p>With {@code anonymousId} in the place of {@code userId} an anonymous id alone. Strict: who
 * asks for a deletion must know that it was understood, so that nothing is guessed or left out.
 */
public final class DeletionRequests {
  /** The fields of a request: all texts. */
  private static final Set<String> FIELDS =
      Set.of("action", "userId", "anonymousId", "requestId", "at");

  private static final int LONGEST_REQUEST_ID = 200;
  private static final int LONGEST_BYTES = 16 << 10;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private DeletionRequests() {}

  /** What is wrong with a request. */
  public static final class InvalidRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidRequestException(String message) {
      super(message);
    }
  }

  /**
   * Reads a request.
   *
   * @throws InvalidRequestException with the reason, which does not quote ids
   */
  public static Deletion read(byte @Nullable [] request) throws InvalidRequestException {
    if (request == null || request.length == 0) {
      throw new InvalidRequestException("the record is empty");
    }
    if (request.length > LONGEST_BYTES) {
      throw new InvalidRequestException(
          "the record has " + request.length + " bytes, at most " + LONGEST_BYTES + " are read");
    }
    Map<String, String> fields = fields(request);
    if (!"delete".equals(fields.get("action"))) {
      throw new InvalidRequestException("action must be \"delete\"");
    }
    String requestId = fields.get("requestId");
    if (requestId == null || requestId.isBlank() || requestId.length() > LONGEST_REQUEST_ID) {
      throw new InvalidRequestException(
          "requestId must be a text of 1 to " + LONGEST_REQUEST_ID + " characters");
    }
    String userId = fields.get("userId");
    String anonymousId = fields.get("anonymousId");
    boolean isOfUser = userId != null;
    String given = userId == null ? anonymousId : userId;
    if (given == null || (isOfUser && anonymousId != null)) {
      throw new InvalidRequestException("exactly one of userId and anonymousId must be given");
    }
    String id = Identifiers.normalized(given);
    if (id == null || id.indexOf('\0') >= 0) {
      throw new InvalidRequestException("the id is one that events cannot have");
    }
    return new Deletion(id, isOfUser ? id : null, requestId, at(fields.get("at")));
  }

  /**
   * Writes a request that {@link #read} reads, if its parts are right.
   *
   * @param kind {@code userId} or {@code anonymousId}
   * @param at ISO 8601 with an offset
   */
  public static byte[] write(String kind, String id, String requestId, String at) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("action", "delete");
      json.writeStringField(kind, id);
      json.writeStringField("requestId", requestId);
      json.writeStringField("at", at);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory failed", impossible);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static long at(@Nullable String text) throws InvalidRequestException {
    try {
      Instant at = OffsetDateTime.parse(text == null ? "" : text).toInstant();
      if (!at.isBefore(Instant.EPOCH)) {
        return at.toEpochMilli();
      }
    } catch (DateTimeException | ArithmeticException unreadable) {
      // Said below.
    }
    throw new InvalidRequestException(
        "at must be an instant from 1970 on with an offset, like 2026-03-01T12:00:00Z");
  }

  private static Map<String, String> fields(byte[] request) throws InvalidRequestException {
    Map<String, String> fields = new HashMap<>();
    String text = new String(request, StandardCharsets.UTF_8);
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidRequestException("the record is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (!FIELDS.contains(name)) {
          throw new InvalidRequestException(
              "a request has the fields " + FIELDS.stream().sorted().toList() + " and no other");
        }
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          throw new InvalidRequestException(name + " must be a text");
        }
        fields.put(name, json.getText());
      }
      if (json.nextToken() != null) {
        throw new InvalidRequestException("something follows the JSON object");
      }
    } catch (IOException malformed) {
      throw new InvalidRequestException("the record is not JSON");
    }
    return fields;
  }
}
