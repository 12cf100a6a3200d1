package io.engagement.jobs.oracle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engagement.core.laws.RawEvent;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads Segment records by Jackson's tree and the rules as they are written down. Knows the times
 * that generated records use: ISO 8601 with an offset, and epoch milliseconds.
 */
final class PlainDecoder {
  /** A record that is no event, and the kind of reason. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String reason) {
      super(reason);
    }
  }

  /** Why, when the bytes are no JSON object as it must be; which rule it was may differ. */
  static final String BYTES = "BYTES";

  private static final Set<String> TYPES =
      Set.of("track", "page", "screen", "identify", "group", "alias");
  private static final Set<String> NOBODY =
      Set.of(
          "null nil none undefined anonymous guest unknown 0 -1 nan true false not_authenticated id"
              .split(" "));
  private static final Set<String> MORE_NOBODY = Set.of("[object object]", "distinct_id", "email");
  private static final long MINUTE = 60_000L;

  private final List<String> paths;
  private final long futureToleranceMillis;
  private final Map<String, String> shared = new HashMap<>();
  private final List<String> repairs = new ArrayList<>();
  private String userId;
  private String anonymousId;
  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(1 << 20).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /**
   * @param paths the fields that somebody looks at
   */
  PlainDecoder(List<String> paths, long futureToleranceMillis) {
    this.paths = List.copyOf(paths);
    this.futureToleranceMillis = futureToleranceMillis;
  }

  /** Codes of what was repaired in the time of the record decoded last. */
  List<String> repairs() {
    return repairs;
  }

  /** The user id of the record decoded last; null when it has none. */
  String userId() {
    return userId;
  }

  /** The anonymous id of the record decoded last; null when it has none. */
  String anonymousId() {
    return anonymousId;
  }

  RawEvent decode(byte[] bytes, Long appendMillis) throws Refused {
    repairs.clear();
    JsonNode root = parse(bytes);
    String type = text(root, "type");
    String missing = root.path("batch").isArray() ? "BATCH" : "MISSING_TYPE";
    require(type != null && !type.isEmpty(), missing);
    require(TYPES.contains(type), "UNKNOWN_TYPE");
    userId = identifier(root, "userId");
    anonymousId = identifier(root, "anonymousId");
    String user = userId == null ? anonymousId : userId;
    require(user != null, "MISSING_USER");
    boolean track = type.equals("track");
    String event = track ? text(root, "event") : null;
    String name = track ? null : text(root, "name");
    require(!track || (event != null && !event.isBlank()), "MISSING_EVENT_NAME");
    String messageId = identifier(root, "messageId");
    long time = time(root, appendMillis);
    if (messageId == null) {
      throw new IllegalArgumentException("this oracle needs a messageId in every event: " + root);
    }
    String named = track ? event : Set.of("page", "screen").contains(type) ? name : "";
    return new RawEvent(
        share(type), share(named == null ? "" : named), user, messageId, time, fields(root));
  }

  private JsonNode parse(byte[] bytes) throws Refused {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode root = json.readTree(text);
      require(root.isObject(), BYTES);
      return root;
    } catch (CharacterCodingException | JsonProcessingException notJson) {
      throw new Refused(BYTES);
    }
  }

  private Map<String, Object> fields(JsonNode root) throws Refused {
    Map<String, Object> fields = new HashMap<>();
    for (String path : paths) {
      JsonNode node = root;
      for (String member : path.split("\\.")) {
        node = node.path(member);
      }
      if (!node.isMissingNode()) {
        fields.put(path, value(node));
      }
    }
    return fields;
  }

  private Object value(JsonNode node) throws Refused {
    if (node.isTextual()) {
      return share(storable(node.textValue()));
    }
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue().stripTrailingZeros();
      return number.scale() <= 0 && number.precision() - number.scale() <= 18
          ? (Object) number.longValueExact()
          : number;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      for (JsonNode element : node) {
        list.add(value(element));
      }
      return list;
    }
    if (node.isObject()) {
      Map<String, Object> members = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        members.put(storable(member.getKey()), value(member.getValue()));
      }
      return members;
    }
    return node.isBoolean() ? node.booleanValue() : null;
  }

  private static String text(JsonNode root, String member) throws Refused {
    JsonNode node = root.path(member);
    require(absent(node) || node.isTextual(), "WRONG_TYPE");
    return absent(node) ? null : storable(node.textValue());
  }

  private static String identifier(JsonNode root, String member) throws Refused {
    JsonNode node = root.path(member);
    if (absent(node)) {
      return null;
    }
    require(node.isTextual() || node.isNumber(), "MISSING_USER");
    String text =
        node.isTextual()
            ? storable(node.textValue())
            : node.decimalValue().stripTrailingZeros().toPlainString();
    String id = text.strip();
    String lower = id.toLowerCase(Locale.ROOT);
    return id.isEmpty() || NOBODY.contains(lower) || MORE_NOBODY.contains(lower) ? null : id;
  }

  private long time(JsonNode root, Long appendMillis) throws Refused {
    Long timestamp = instant(root.path("timestamp"));
    Long original = instant(root.path("originalTimestamp"));
    Long sent = instant(root.path("sentAt"));
    Long received = instant(root.path("receivedAt"));
    require(timestamp != null || original != null, "MISSING_TIMESTAMP");
    long time = timestamp == null ? original : timestamp;
    boolean byDevice = timestamp == null || original == null;
    if (byDevice && sent != null && received != null && Math.abs(received - sent) >= MINUTE) {
      time += received - sent;
      repairs.add("clock_corrected");
    }
    Long bound = appendMillis == null ? received : appendMillis;
    boolean isClamped = bound != null && time > bound + futureToleranceMillis;
    if (isClamped) {
      repairs.add("time_clamped");
    }
    return isClamped ? bound : time;
  }

  private static Long instant(JsonNode node) throws Refused {
    if (absent(node)) {
      return null;
    }
    try {
      require(node.isTextual() || node.isNumber(), "INVALID_TIMESTAMP");
      Instant time =
          node.isNumber()
              ? Instant.ofEpochMilli(node.decimalValue().longValue())
              : OffsetDateTime.parse(node.textValue()).toInstant();
      require(time.toEpochMilli() >= 0, "INVALID_TIMESTAMP");
      return time.toEpochMilli();
    } catch (DateTimeException noTime) {
      throw new Refused("INVALID_TIMESTAMP");
    }
  }

  private static String storable(String text) throws Refused {
    boolean good = text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    require(good, BYTES);
    return text;
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static void require(boolean holds, String reason) throws Refused {
    if (!holds) {
      throw new Refused(reason);
    }
  }

  /** One string for the many equal ones of millions of records. */
  private String share(String text) {
    String known = shared.size() < 100_000 ? shared.putIfAbsent(text, text) : shared.get(text);
    return known == null ? text : known;
  }
}
