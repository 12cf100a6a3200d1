package io.engagement.core.event;

import io.engagement.core.event.json.Captures;
import io.engagement.core.event.json.JsonKind;
import io.engagement.core.event.json.PathTrie;
import io.engagement.core.event.json.PathTrie.Use;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a Segment-spec record: where they are captured and what they may hold. */
final class SegmentMembers {
  /** The times in the order in which {@link #time} numbers them. */
  static final List<String> TIMES =
      List.of("timestamp", "originalTimestamp", "sentAt", "receivedAt");

  private static final List<String> TEXTS = List.of("type", "event", "name");
  private static final List<String> IDENTIFIERS =
      List.of("userId", "anonymousId", "messageId", "previousId", "groupId");
  private static final List<String> OBJECTS = List.of("properties", "traits", "context");

  private final PathTrie.Builder paths = new PathTrie.Builder();
  private final int[] texts = captureAll(TEXTS);
  private final int[] identifiers = captureAll(IDENTIFIERS);
  private final int[] times = captureAll(TIMES);
  private final int[] objects =
      OBJECTS.stream().mapToInt(path -> paths.capture(path, Use.SHAPE)).toArray();
  private final long[] millis = new long[times.length];

  final int type = texts[0];
  final int event = texts[1];
  final int name = texts[2];
  final int userId = identifiers[0];
  final int anonymousId = identifiers[1];
  final int messageId = identifiers[2];
  final int properties = objects[0];

  /** The captures of further paths, equal ones shared. */
  int[] captureAll(List<String> wanted) {
    return wanted.stream().mapToInt(path -> paths.capture(path, Use.VALUE)).toArray();
  }

  /** All paths so far. A repeat may have been sent and received at another time. */
  PathTrie trie() {
    return paths.build(Set.of("sentAt", "receivedAt"));
  }

  int captures() {
    return paths.captures();
  }

  boolean isIdentifier(int capture) {
    return capture >= identifiers[0] && capture <= identifiers[identifiers.length - 1];
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

  /** What member has a JSON type that it cannot have, in words; null when all are right. */
  @Nullable String misfit(Captures captures) {
    for (int i = 0; i < texts.length; i++) {
      JsonKind kind = captures.kind(texts[i]);
      if (kind != JsonKind.STRING && !kind.isNothing()) {
        return TEXTS.get(i) + " is not a string";
      }
    }
    for (int i = 0; i < identifiers.length; i++) {
      if (!isScalar(captures.kind(identifiers[i]))) {
        return IDENTIFIERS.get(i) + " is neither a string nor a number";
      }
    }
    for (int i = 0; i < times.length; i++) {
      if (!isScalar(captures.kind(times[i]))) {
        return TIMES.get(i) + " is neither a string nor a number";
      }
    }
    for (int i = 0; i < objects.length; i++) {
      JsonKind kind = captures.kind(objects[i]);
      if (kind != JsonKind.OBJECT && !kind.isNothing()) {
        return OBJECTS.get(i) + " is not an object";
      }
    }
    return null;
  }

  private static boolean isScalar(JsonKind kind) {
    return kind == JsonKind.STRING || kind == JsonKind.NUMBER || kind.isNothing();
  }

  /** Reads the times of a record; the number of the first one that is none, or -1. */
  int readTimes(Captures captures) {
    for (int i = 0; i < times.length; i++) {
      int capture = times[i];
      switch (captures.kind(capture)) {
        case STRING -> millis[i] = parse(captures, capture);
        case NUMBER -> millis[i] = cut(captures.number(capture));
        default -> {
          millis[i] = EventTime.ABSENT;
          continue;
        }
      }
      if (!EventTime.inRange(millis[i])) {
        return i;
      }
    }
    return -1;
  }

  /** Epoch milliseconds of a time read last, or {@link EventTime#ABSENT}. */
  long time(int number) {
    return millis[number];
  }

  private static long parse(Captures captures, int capture) {
    if (captures.isPlainString(capture)) {
      return Iso8601.millis(captures.bytes(), captures.start(capture), captures.end(capture));
    }
    byte[] text = captures.string(capture).getBytes(StandardCharsets.UTF_8);
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
