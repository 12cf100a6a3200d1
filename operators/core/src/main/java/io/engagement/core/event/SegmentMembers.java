package io.engagement.core.event;

import io.engagement.core.event.json.Captures;
import io.engagement.core.event.json.JsonKind;
import io.engagement.core.event.json.PathTrie;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a Segment-spec record: where they are captured and what they may hold. */
final class SegmentMembers {
  /** All of them; a member's place in the list is the number of its capture. */
  private static final List<String> NAMES =
      List.of(
          "type",
          "event",
          "name",
          "userId",
          "anonymousId",
          "messageId",
          "previousId",
          "groupId",
          "timestamp",
          "originalTimestamp",
          "sentAt",
          "receivedAt",
          "properties",
          "traits",
          "context");

  static final int TYPE = 0;
  static final int EVENT = 1;
  static final int NAME = 2;
  static final int USER_ID = 3;
  static final int ANONYMOUS_ID = 4;
  static final int MESSAGE_ID = 5;
  static final int TIMESTAMP = 8;
  static final int ORIGINAL_TIMESTAMP = 9;
  static final int SENT_AT = 10;
  static final int RECEIVED_AT = 11;
  static final int PROPERTIES = 12;

  private static final int TEXT = JsonKind.bits(JsonKind.STRING);
  private static final int SCALAR = JsonKind.bits(JsonKind.STRING, JsonKind.NUMBER);
  private static final int OBJECT = JsonKind.bits(JsonKind.OBJECT);

  private final PathTrie.Builder paths = new PathTrie.Builder();
  private final long[] millis = new long[RECEIVED_AT - TIMESTAMP + 1];

  SegmentMembers() {
    for (int member = 0; member < NAMES.size(); member++) {
      boolean shape = allowed(member) == OBJECT;
      paths.capture(NAMES.get(member), shape ? PathTrie.Use.SHAPE : PathTrie.Use.VALUE);
    }
  }

  static String name(int member) {
    return NAMES.get(member);
  }

  private static int allowed(int member) {
    if (member <= NAME) {
      return TEXT;
    }
    return member <= RECEIVED_AT ? SCALAR : OBJECT;
  }

  static boolean isIdentifier(int capture) {
    return capture >= USER_ID && capture < TIMESTAMP;
  }

  static @Nullable EventType type(String text) {
    return switch (text) {
      case "track" -> EventType.TRACK;
      case "page" -> EventType.PAGE;
      case "screen" -> EventType.SCREEN;
      case "identify" -> EventType.IDENTIFY;
      case "group" -> EventType.GROUP;
      case "alias" -> EventType.ALIAS;
      default -> null;
    };
  }

  /** The captures of further paths, equal ones shared. */
  int[] captureAll(List<String> wanted) {
    return wanted.stream().mapToInt(path -> paths.capture(path, PathTrie.Use.VALUE)).toArray();
  }

  /** All paths so far. A repeat may have been sent and received at another time. */
  PathTrie trie() {
    return paths.build(Set.of(NAMES.get(SENT_AT), NAMES.get(RECEIVED_AT)));
  }

  int captures() {
    return paths.captures();
  }

  /** What member has a JSON type that it cannot have, in words; null when all are right. */
  @Nullable String misfit(Captures captures) {
    for (int member = 0; member < NAMES.size(); member++) {
      int allowed = allowed(member);
      if (!captures.isNothingOr(member, allowed)) {
        String wanted = allowed == TEXT ? "a string" : allowed == OBJECT ? "an object" : "a scalar";
        return NAMES.get(member) + " is not " + wanted;
      }
    }
    return null;
  }

  /** Reads the times of a record; the member that should be one and is none, or -1. */
  int readTimes(Captures captures) {
    for (int member = TIMESTAMP; member <= RECEIVED_AT; member++) {
      JsonKind kind = captures.kind(member);
      long time = EventTime.ABSENT;
      if (!kind.isNothing()) {
        time = kind == JsonKind.STRING ? parse(captures, member) : cut(captures.number(member));
        if (!EventTime.inRange(time)) {
          return member;
        }
      }
      millis[member - TIMESTAMP] = time;
    }
    return -1;
  }

  /** Epoch milliseconds of a time read last, or {@link EventTime#ABSENT}. */
  long time(int member) {
    return millis[member - TIMESTAMP];
  }

  private static long parse(Captures captures, int member) {
    if (captures.isPlainString(member)) {
      return Iso8601.millis(captures.bytes(), captures.start(member), captures.end(member));
    }
    byte[] text = captures.string(member).getBytes(StandardCharsets.UTF_8);
    return Iso8601.millis(text, 0, text.length);
  }

  private static long cut(Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal.signum() > 0 && decimal.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0
          ? decimal.longValue()
          : EventTime.ABSENT;
    }
    return number.longValue();
  }
}
