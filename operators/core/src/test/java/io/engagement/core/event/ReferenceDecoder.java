package io.engagement.core.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the decoder once more, slowly: Jackson's tree, {@code java.time}, one rule after the
 * other. What it adds to Jackson are the limits that ours has on purpose: depth, numbers, and
 * strings that cannot be stored where they are used.
 */
final class ReferenceDecoder {
  /** Refused for its bytes; why exactly depends on what a decoder sees first. */
  static final RejectionReason BYTES = RejectionReason.MALFORMED_JSON;

  private static final Set<String> IDENTIFIERS =
      Set.of("userId", "anonymousId", "messageId", "previousId", "groupId");
  private static final List<String> TIMES =
      List.of("timestamp", "originalTimestamp", "sentAt", "receivedAt");

  /** Jackson looks at the low byte of a character only and so takes U+0165 for a digit. */
  private static final Pattern FOREIGN_HEX_DIGIT =
      Pattern.compile("(?<!\\\\)(\\\\\\\\)*\\\\u[0-9a-fA-F]{0,3}[^\\x00-\\x7F]");

  private static final Pattern EXTENDED =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)(?:[Tt ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d+))?)?"
              + "(Z|z|[+-]\\d\\d(?::?\\d\\d)?)?)?");
  private static final Pattern BASIC =
      Pattern.compile(
          "(\\d{4})(\\d\\d)(\\d\\d)[Tt](\\d\\d)(\\d\\d)(?:(\\d\\d)(?:[.,](\\d+))?)?"
              + "(Z|z|[+-]\\d\\d(?::?\\d\\d)?)?");

  private final JsonMapper json =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();
  private final List<String> usedPaths;

  JsonNode root = json.missingNode();
  String name = "";
  String user = "";
  @Nullable String messageId;
  long timeMillis;
  int flags;

  ReferenceDecoder(EventSchema schema, List<String> conditionPaths) {
    usedPaths = new java.util.ArrayList<>(List.of("type", "event", "name"));
    usedPaths.addAll(IDENTIFIERS);
    usedPaths.addAll(TIMES);
    schema.fields().forEach(usedPaths::addAll);
    usedPaths.addAll(conditionPaths);
  }

  @Nullable RejectionReason decode(byte[] bytes, long appendTime) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (!withinLimits(text) || FOREIGN_HEX_DIGIT.matcher(text).find()) {
        return BYTES;
      }
      root = json.readTree(text);
    } catch (CharacterCodingException | JsonProcessingException e) {
      return BYTES;
    }
    if (!root.isObject() || usedPaths.stream().anyMatch(path -> !isStorable(at(path)))) {
      return BYTES;
    }
    return misfits() ? RejectionReason.WRONG_TYPE : decodeEvent(appendTime);
  }

  private boolean withinLimits(String text) throws JsonProcessingException {
    try (JsonParser parser = json.createParser(text)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > 32 || (token.isNumeric() && !isInRange(parser.getText()))) {
          return false;
        }
      }
      return true;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("reading from a string", e);
    }
  }

  private static boolean isInRange(String number) {
    String[] parts = number.split("[eE]", 2);
    if (parts[0].replaceAll("[^0-9]", "").length() > 100) {
      return false;
    }
    BigInteger exponent = parts.length == 1 ? BigInteger.ZERO : new BigInteger(parts[1]);
    BigDecimal mantissa = new BigDecimal(parts[0]);
    if (exponent.abs().bitLength() > 30) {
      return false;
    }
    int shift = exponent.intValue();
    if (mantissa.signum() == 0) {
      return Math.abs(shift) <= 308;
    }
    BigDecimal size = mantissa.abs().scaleByPowerOfTen(shift);
    return size.compareTo(new BigDecimal("1e308")) < 0
        && size.compareTo(new BigDecimal("1e-308")) >= 0;
  }

  private static boolean isStorable(JsonNode node) {
    if (node.isTextual()) {
      return isStorable(node.textValue());
    }
    for (JsonNode child : node) {
      if (!isStorable(child)) {
        return false;
      }
    }
    return node.properties().stream().allMatch(member -> isStorable(member.getKey()));
  }

  private static boolean isStorable(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private boolean misfits() {
    boolean wrong = false;
    for (String member : List.of("type", "event", "name")) {
      wrong |= !isNothing(at(member)) && !at(member).isTextual();
    }
    for (String member : IDENTIFIERS) {
      wrong |= !isNothing(at(member)) && !at(member).isTextual() && !at(member).isNumber();
    }
    for (String member : TIMES) {
      wrong |= !isNothing(at(member)) && !at(member).isTextual() && !at(member).isNumber();
    }
    for (String member : List.of("properties", "traits", "context")) {
      wrong |= !isNothing(at(member)) && !at(member).isObject();
    }
    return wrong;
  }

  private @Nullable RejectionReason decodeEvent(long appendTime) {
    String type = at("type").asText("");
    if (isNothing(at("type")) || type.isEmpty()) {
      return RejectionReason.MISSING_TYPE;
    }
    if (!Set.of("track", "page", "screen", "identify", "group", "alias").contains(type)) {
      return RejectionReason.UNKNOWN_TYPE;
    }
    Object userId = value("userId");
    Object canonical = userId == null ? value("anonymousId") : userId;
    if (canonical == null) {
      return RejectionReason.MISSING_USER;
    }
    user = (String) canonical;
    String nameMember = type.equals("track") ? "event" : "name";
    boolean named = Set.of("track", "page", "screen").contains(type);
    name = named && !isNothing(at(nameMember)) ? at(nameMember).textValue() : "";
    if (type.equals("track") && name.isBlank()) {
      return RejectionReason.MISSING_EVENT_NAME;
    }
    messageId = (String) value("messageId");
    flags = messageId == null ? UserEvent.SYNTHETIC_ID : 0;
    return decodeTime(appendTime);
  }

  private @Nullable RejectionReason decodeTime(long appendTime) {
    BigDecimal[] times = new BigDecimal[TIMES.size()];
    BigDecimal latest = new BigDecimal("253402300799999");
    for (int i = 0; i < times.length; i++) {
      JsonNode node = at(TIMES.get(i));
      if (!isNothing(node)) {
        times[i] = node.isNumber() ? node.decimalValue() : parse(node.textValue());
        if (times[i] == null || times[i].signum() < 0) {
          return RejectionReason.INVALID_TIMESTAMP;
        }
        times[i] = times[i].setScale(0, java.math.RoundingMode.DOWN);
        if (times[i].compareTo(latest) > 0) {
          return RejectionReason.INVALID_TIMESTAMP;
        }
      }
    }
    if (times[0] == null && times[1] == null) {
      return RejectionReason.MISSING_TIMESTAMP;
    }
    Long received = times[3] == null ? null : times[3].longValue();
    Long append = appendTime == SegmentDecoder.UNKNOWN_TIME ? null : Long.valueOf(appendTime);
    Long arrival = received == null ? append : received;
    long time;
    if (times[1] != null && times[2] != null) {
      long original = times[1].longValue();
      long sent = times[2].longValue();
      time = original;
      if (arrival != null && Math.abs(arrival - sent) > 86_400_000L) {
        flags |= UserEvent.SKEW_UNCORRECTED;
      } else if (arrival != null && Math.abs(arrival - sent) >= 60_000L) {
        time = arrival - sent + original;
      }
    } else {
      time = times[0] != null ? times[0].longValue() : times[1].longValue();
    }
    Long bound = append == null ? received : append;
    if (bound != null && time > bound + 300_000L) {
      time = bound;
      flags |= UserEvent.TIME_CLAMPED;
    }
    timeMillis = time;
    return time < 0 || time > latest.longValue() ? RejectionReason.INVALID_TIMESTAMP : null;
  }

  private static @Nullable BigDecimal parse(String text) {
    Matcher m = EXTENDED.matcher(text);
    if (!m.matches()) {
      m = BASIC.matcher(text);
      if (!m.matches()) {
        return null;
      }
    }
    try {
      String fraction = ((m.group(7) == null ? "" : m.group(7)) + "000").substring(0, 3);
      LocalDateTime local =
          LocalDateTime.of(
              number(m, 1),
              number(m, 2),
              number(m, 3),
              number(m, 4),
              number(m, 5),
              number(m, 6),
              Integer.parseInt(fraction) * 1_000_000);
      String zone = m.group(8) == null ? "Z" : m.group(8).toUpperCase(java.util.Locale.ROOT);
      return BigDecimal.valueOf(local.toInstant(ZoneOffset.of(zone)).toEpochMilli());
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int number(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
  }

  /** The value at a path in the form of {@link UserEvent}; arrays and objects as their node. */
  @Nullable Object value(String path) {
    JsonNode node = at(path);
    if (isNothing(node)) {
      return null;
    }
    if (IDENTIFIERS.contains(path)) {
      Object text = node.isTextual() ? node.textValue() : plain(node.decimalValue());
      return Identifiers.normalized(text.toString());
    }
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      try {
        return number.longValueExact();
      } catch (ArithmeticException e) {
        return number.stripTrailingZeros();
      }
    }
    return node.isTextual() ? node.textValue() : node.isBoolean() ? node.booleanValue() : node;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  boolean matches(EventMatcher matcher) {
    if (matcher instanceof EventMatcher.AnyOf anyOf) {
      return anyOf.matchers().stream().anyMatch(this::matches);
    }
    if (!(matcher instanceof EventMatcher.Spec spec)) {
      return true;
    }
    EventType type = EventType.valueOf(at("type").textValue().toUpperCase(java.util.Locale.ROOT));
    Set<EventType> nameable = Set.of(EventType.TRACK, EventType.PAGE, EventType.SCREEN);
    boolean typeFits =
        spec.types().isEmpty()
            ? spec.names().isEmpty() || nameable.contains(type)
            : spec.types().contains(type);
    return typeFits
        && (spec.names().isEmpty() || spec.names().contains(name))
        && spec.where().stream().allMatch(this::holds);
  }

  /** Equality, order of numbers and presence are enough here; the rest has its own test. */
  private boolean holds(Condition condition) {
    Object value = value(condition.path());
    Object operand = condition.operands().get(0);
    return switch (condition.operator()) {
      case EQ -> operand.equals(value);
      case NE -> !operand.equals(value);
      case EXISTS -> operand.equals(value != null);
      case GTE ->
          value instanceof Number
              && new BigDecimal(value.toString()).compareTo(new BigDecimal(operand.toString()))
                  >= 0;
      default -> throw new IllegalArgumentException(condition.toString());
    };
  }

  JsonNode parse(JsonText text) {
    try {
      return json.readTree(text.text());
    } catch (JsonProcessingException e) {
      throw new AssertionError(text.text(), e);
    }
  }

  private JsonNode at(String path) {
    JsonNode node = root;
    for (String member : path.split("\\.", -1)) {
      node = node.path(member);
    }
    return node;
  }

  private static boolean isNothing(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }
}
