package io.engagement.core.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the decoder once more, slowly: Jackson's tree, {@code java.time}, one rule after the
 * other. What it adds to Jackson are the limits that ours has on purpose where values are used:
 * depth, numbers, and strings that cannot be stored.
 */
final class ReferenceDecoder {
  /** Refused for its bytes; why exactly depends on what a decoder sees first. */
  static final RejectionReason BYTES = RejectionReason.MALFORMED_JSON;

  private static final Set<String> IDENTIFIERS =
      Set.of("userId", "anonymousId", "messageId", "previousId", "groupId");
  private static final BigDecimal LATEST = new BigDecimal("253402300799999");
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

  /** Stands for a number that cannot be kept exactly. */
  private static final JsonNode OUT_OF_RANGE = JsonNodeFactory.instance.pojoNode("out of range");

  private final JsonFactory json = new JsonFactory();
  private final List<String> usedPaths;

  JsonNode root = MissingNode.getInstance();
  String type = "";
  String name = "";
  String user = "";
  @Nullable String messageId;
  long timeMillis;
  int flags;

  ReferenceDecoder(EventSchema schema, List<String> conditionPaths) {
    usedPaths = new ArrayList<>();
    schema.fields().forEach(usedPaths::addAll);
    usedPaths.addAll(conditionPaths);
  }

  /** A record that is refused for its bytes, wherever that shows. */
  private static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
  }

  @Nullable RejectionReason decode(byte[] bytes, long appendTime) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (FOREIGN_HEX_DIGIT.matcher(text).find()) {
        return BYTES;
      }
      root = tree(text.startsWith("\uFEFF") ? text.substring(1) : text);
      if (!root.isObject() || usedPaths.stream().anyMatch(path -> !isUsable(path))) {
        return BYTES;
      }
      return decodeEvent(appendTime);
    } catch (CharacterCodingException | JsonProcessingException | Unusable e) {
      return BYTES;
    }
  }

  private JsonNode tree(String text) throws JsonProcessingException {
    try (JsonParser parser = json.createParser(text)) {
      parser.nextToken();
      JsonNode tree = tree(parser);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "something after the record's end");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("reading from a string", e);
    }
  }

  /** Of a member that is named again, the last value counts. */
  private static JsonNode tree(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new JsonParseException(parser, "nothing");
    }
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (token) {
      case START_OBJECT -> {
        ObjectNode object = nodes.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String member = parser.currentName();
          parser.nextToken();
          object.set(member, tree(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = nodes.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(tree(parser));
        }
        yield array;
      }
      case VALUE_STRING -> nodes.textNode(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          isInRange(parser.getText())
              ? DecimalNode.valueOf(new BigDecimal(parser.getText()))
              : OUT_OF_RANGE;
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      default -> throw new JsonParseException(parser, "a value was expected");
    };
  }

  private boolean isUsable(String path) {
    return isStorable(at(path), path.split("\\.", -1).length + 1);
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

  private static boolean isStorable(JsonNode node, int depth) {
    if (node.isTextual()) {
      return isStorable(node.textValue());
    }
    if (node == OUT_OF_RANGE || (node.isContainerNode() && depth > 32)) {
      return false;
    }
    for (JsonNode child : node) {
      if (!isStorable(child, depth + 1)) {
        return false;
      }
    }
    return node.properties().stream().allMatch(member -> isStorable(member.getKey()));
  }

  private static boolean isStorable(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private @Nullable RejectionReason decodeEvent(long appendTime) throws Unusable {
    if (!isNothing(at("type")) && !at("type").isTextual()) {
      return RejectionReason.WRONG_TYPE;
    }
    type = isNothing(at("type")) ? "" : text("type");
    if (type.isEmpty()) {
      return at("batch").isArray() ? RejectionReason.BATCH : RejectionReason.MISSING_TYPE;
    }
    type = type.toLowerCase(Locale.ROOT);
    if (!Set.of("track", "page", "screen", "identify", "group", "alias").contains(type)) {
      return RejectionReason.UNKNOWN_TYPE;
    }
    String userId = identifier("userId");
    String anonymousId = identifier("anonymousId");
    String canonical = userId == null ? anonymousId : userId;
    if (canonical == null) {
      return RejectionReason.MISSING_USER;
    }
    user = canonical;
    boolean isTrack = type.equals("track");
    String nameMember = isTrack ? "event" : "name";
    boolean named = Set.of("track", "page", "screen").contains(type);
    if (isTrack && !isNothing(at(nameMember)) && !at(nameMember).isTextual()) {
      return RejectionReason.WRONG_TYPE;
    }
    name = named && at(nameMember).isTextual() ? text(nameMember) : "";
    if (isTrack && name.isBlank()) {
      return RejectionReason.MISSING_EVENT_NAME;
    }
    flags = 0;
    RejectionReason reason = decodeTime(appendTime);
    if (reason == null) {
      messageId = identifier("messageId");
      flags |= messageId == null ? UserEvent.SYNTHETIC_ID : 0;
    }
    return reason;
  }

  private String text(String member) throws Unusable {
    if (!isStorable(at(member).textValue())) {
      throw new Unusable();
    }
    return at(member).textValue();
  }

  private @Nullable String identifier(String member) throws Unusable {
    JsonNode node = at(member);
    if (node == OUT_OF_RANGE) {
      throw new Unusable();
    }
    return node.isNumber()
        ? Identifiers.normalized(plain(node.decimalValue()))
        : node.isTextual() ? Identifiers.normalized(text(member)) : null;
  }

  private @Nullable RejectionReason decodeTime(long appendTime) {
    @Nullable BigDecimal[] times = new BigDecimal[TIMES.size()];
    boolean[] unreadable = new boolean[TIMES.size()];
    for (int i = 0; i < times.length; i++) {
      JsonNode node = at(TIMES.get(i));
      boolean isText = node.isTextual();
      if (!isNothing(node) && !(isText && node.textValue().isBlank())) {
        BigDecimal time =
            isText ? parse(node.textValue()) : node.isNumber() ? bySize(node.decimalValue()) : null;
        unreadable[i] = time == null || time.signum() < 0 || time.compareTo(LATEST) > 0;
        times[i] = unreadable[i] ? null : time.setScale(0, RoundingMode.DOWN);
      }
    }
    boolean isCorrected = isThere(0, times, unreadable) && isThere(1, times, unreadable);
    int claimed = isThere(0, times, unreadable) ? 0 : 1;
    Long received = times[3] == null ? null : times[3].longValue();
    if (received != null && received < 1_293_840_000_000L) {
      received = null;
    }
    Long append = appendTime == SegmentDecoder.UNKNOWN_TIME ? null : Long.valueOf(appendTime);
    if (unreadable[claimed]) {
      return RejectionReason.INVALID_TIMESTAMP;
    }
    long time;
    if (times[claimed] == null) {
      if (received == null && append == null) {
        return RejectionReason.MISSING_TIMESTAMP;
      }
      time = received == null ? append : received;
      flags |= UserEvent.ARRIVAL_TIME;
    } else {
      time = times[claimed].longValue();
      if (!isCorrected && times[2] != null && received != null) {
        long skew = received - times[2].longValue();
        if (Math.abs(skew) >= 60_000L) {
          time += skew;
          flags |= UserEvent.CLOCK_CORRECTED;
        }
      }
    }
    Long bound = append == null ? received : append;
    if (bound != null && time > bound + 300_000L) {
      time = bound;
      flags |= UserEvent.TIME_CLAMPED;
    }
    timeMillis = time;
    return time < 0 || time > LATEST.longValue() ? RejectionReason.INVALID_TIMESTAMP : null;
  }

  private static boolean isThere(int time, @Nullable BigDecimal[] times, boolean[] unreadable) {
    return times[time] != null || unreadable[time];
  }

  /** Seconds, milliseconds, microseconds, nanoseconds. */
  private static BigDecimal bySize(BigDecimal number) {
    int digits = number.setScale(0, RoundingMode.DOWN).precision();
    return number.scaleByPowerOfTen(digits <= 11 ? 3 : digits <= 14 ? 0 : digits <= 17 ? -3 : -6);
  }

  private static @Nullable BigDecimal parse(String spelled) {
    String text = spelled.strip();
    if (text.matches("\\d+(\\.\\d*)?")) {
      return bySize(new BigDecimal(text));
    }
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
      String zone = m.group(8) == null ? "Z" : m.group(8).toUpperCase(Locale.ROOT);
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
      return node.isNumber()
          ? Identifiers.normalized(plain(node.decimalValue()))
          : node.isTextual() ? Identifiers.normalized(node.textValue()) : null;
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
    EventType eventType = EventType.valueOf(type.toUpperCase(Locale.ROOT));
    Set<EventType> nameable = Set.of(EventType.TRACK, EventType.PAGE, EventType.SCREEN);
    boolean typeFits =
        spec.types().isEmpty()
            ? spec.names().isEmpty() || nameable.contains(eventType)
            : spec.types().contains(eventType);
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
      return tree(text.text());
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
