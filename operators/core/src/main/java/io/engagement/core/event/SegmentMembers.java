package io.engagement.core.event;

import io.engagement.core.event.json.Captures;
import io.engagement.core.event.json.JsonKind;
import io.engagement.core.event.json.PathTrie;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a Segment-spec record: where they are captured and how they are read. */
final class SegmentMembers {
  /** All that every record is asked for; a member's place is the number of its capture. */
  private static final List<String> NAMES =
      List.of(
          "type",
          "event",
          "name",
          "userId",
          "anonymousId",
          "messageId",
          "timestamp",
          "originalTimestamp",
          "sentAt",
          "receivedAt",
          "batch",
          "properties");

  static final int TYPE = 0;
  static final int EVENT = 1;
  static final int NAME = 2;
  static final int USER_ID = 3;
  static final int ANONYMOUS_ID = 4;
  static final int MESSAGE_ID = 5;
  static final int TIMESTAMP = 6;
  static final int ORIGINAL_TIMESTAMP = 7;
  static final int SENT_AT = 8;
  static final int RECEIVED_AT = 9;
  static final int BATCH = 10;
  static final int PROPERTIES = 11;

  /** Members that definitions ask for by path, normalized like the ids above. */
  private static final Set<String> FURTHER_IDS = Set.of("previousId", "groupId");

  private final PathTrie.Builder paths = new PathTrie.Builder();
  private final List<String> names = new ArrayList<>();

  /** The captures of members that some path leads into. */
  private final BitSet lookedInto = new BitSet();

  SegmentMembers() {
    for (String name : NAMES) {
      capture(name, PathTrie.Use.PLACE);
    }
  }

  private int capture(String path, PathTrie.Use use) {
    int capture = paths.capture(path, use);
    if (capture == names.size()) {
      names.add(path);
    }
    return capture;
  }

  /** The path of a capture. */
  String name(int capture) {
    return names.get(capture);
  }

  boolean isIdentifier(int capture) {
    return capture < NAMES.size()
        ? capture >= USER_ID && capture <= MESSAGE_ID
        : FURTHER_IDS.contains(names.get(capture));
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

  /** The type whose name is spelled in other letters than lower case; null when there is none. */
  static @Nullable EventType respelledType(String text) {
    return type(text.toLowerCase(Locale.ROOT));
  }

  /** The captures of further paths, equal ones shared. */
  int[] captureAll(List<String> wanted) {
    for (String path : wanted) {
      int dot = path.indexOf('.');
      if (dot > 0) {
        lookedInto.set(capture(path.substring(0, dot), PathTrie.Use.PLACE));
      }
    }
    return wanted.stream().mapToInt(path -> capture(path, PathTrie.Use.VALUE)).toArray();
  }

  /** All paths so far. A repeat may have been sent and received at another time. */
  PathTrie trie() {
    return paths.build(Set.of(NAMES.get(SENT_AT), NAMES.get(RECEIVED_AT)));
  }

  int captures() {
    return paths.captures();
  }

  /**
   * Warns of members that definitions look into and that are no objects. Empty arrays pass: PHP
   * writes empty maps like that.
   */
  void warnOfNoObjects(Captures captures, Warnings warnings) {
    for (int i = lookedInto.nextSetBit(0); i >= 0; i = lookedInto.nextSetBit(i + 1)) {
      JsonKind kind = captures.kind(i);
      if (kind != JsonKind.OBJECT && !kind.isNothing()) {
        boolean isEmptyArray = kind == JsonKind.ARRAY && "[]".equals(captures.json(i));
        if (!isEmptyArray) {
          warnings.warn(WarningCode.NOT_AN_OBJECT, names.get(i), null);
        }
      }
    }
  }

  /** Epoch milliseconds of a time, {@link EventTime#ABSENT} or {@link EventTime#UNREADABLE}. */
  static long time(Captures captures, int member) {
    return switch (captures.kind(member)) {
      case ABSENT, NULL -> EventTime.ABSENT;
      case STRING -> timeText(captures, member);
      case NUMBER ->
          captures.isInRange(member)
              ? TimeText.millis(captures.number(member))
              : EventTime.UNREADABLE;
      default -> EventTime.UNREADABLE;
    };
  }

  private static long timeText(Captures captures, int member) {
    if (captures.isPlainString(member)) {
      return TimeText.millis(captures.bytes(), captures.start(member), captures.end(member));
    }
    byte[] text = captures.looseString(member).getBytes(StandardCharsets.UTF_8);
    return TimeText.millis(text, 0, text.length);
  }
}
