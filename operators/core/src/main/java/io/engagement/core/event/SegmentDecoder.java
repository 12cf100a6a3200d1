package io.engagement.core.event;

import io.engagement.core.event.json.Captures;
import io.engagement.core.event.json.Hash64;
import io.engagement.core.event.json.JsonFault;
import io.engagement.core.event.json.JsonKind;
import io.engagement.core.event.json.JsonRefusal;
import io.engagement.core.event.json.JsonScanner;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one Segment-spec record into a {@link UserEvent}, or says why it cannot. Any
 * byte string has one of the two outcomes; none makes it throw. Not thread-safe: one per thread.
 *
 * <p>Identifiers ({@code userId, anonymousId, previousId, groupId, messageId}) are normalized by
 * {@link Identifiers}, a number counts as its text; as fields and in conditions they have that form
 * too. Whom the event belongs to is decided later, by {@link Identity}. Without a usable {@code
 * messageId} the event gets one made of its type, name, identifiers, claimed time and properties
 * ({@link UserEvent#SYNTHETIC_ID}). Every other path is taken as the record has it.
 *
 * <p>A record is refused for the first of: its bytes ({@link JsonScanner}), a spec member of a
 * wrong JSON type (null counts as absent), its type, its user, its name, its times. All of its
 * times must be readable, whether they are used or not.
 */
public final class SegmentDecoder implements EventDecoder {
  private static final RejectionReason[] REASONS =
      Arrays.stream(JsonFault.values())
          .map(fault -> RejectionReason.valueOf(fault.name()))
          .toArray(RejectionReason[]::new);

  private final MatcherEvaluator evaluator;
  private final PathValues conditionValues;
  private final EventSchema schema;
  private final @Nullable LineItemReader lineItems;
  private final PathValues lineItemValues;
  private final Warnings warnings = new Warnings();
  private final int matcherCount;
  private final SegmentMembers members;
  private final int[][] fieldCaptures;
  private final int[] conditionCaptures;
  private final JsonScanner scanner;
  private final Captures captures;
  private final EventTime eventTime;
  private final @Nullable Object[] values;

  /** By capture: the number of the record for which {@link #values} was read. */
  private final long[] readFor;

  private long record;
  private String detail = "";

  public SegmentDecoder(EventSchema schema, DecoderOptions options) {
    evaluator = new MatcherEvaluator(schema.matchers());
    matcherCount = schema.matchers().size();
    members = new SegmentMembers();
    fieldCaptures = schema.fields().stream().map(members::captureAll).toArray(int[][]::new);
    conditionCaptures = members.captureAll(evaluator.paths());
    lineItems = schema.newLineItemReader();
    int[] lineItemCaptures = lineItems == null ? new int[0] : members.captureAll(lineItems.paths());
    scanner = new JsonScanner(options.limits(), members.trie());
    captures = scanner.captures();
    eventTime = new EventTime(options.futureToleranceMillis());
    values = new Object[members.captures()];
    readFor = new long[members.captures()];
    conditionValues = path -> value(conditionCaptures[path]);
    this.schema = schema;
    lineItemValues = path -> value(lineItemCaptures[path]);
  }

  @Override
  public @Nullable RejectionReason decode(
      byte[] bytes, int offset, int length, long appendTimeMillis, UserEvent into) {
    warnings.clear();
    try {
      scanner.scan(bytes, offset, length);
    } catch (JsonRefusal refusal) {
      detail = refusal.getMessage();
      return REASONS[refusal.fault().ordinal()];
    }
    return fill(appendTimeMillis < 0 ? UNKNOWN_TIME : appendTimeMillis, into);
  }

  @Override
  public String rejectionDetail() {
    return detail;
  }

  @Override
  public Warnings warnings() {
    return warnings;
  }

  private @Nullable RejectionReason fill(long appendTime, UserEvent into) {
    record++;
    into.reset(fieldCaptures.length, matcherCount);
    into.appendTimeMillis = appendTime;
    String misfit = members.misfit(captures);
    if (misfit != null) {
      return refuse(RejectionReason.WRONG_TYPE, misfit);
    }
    RejectionReason reason = readKindAndUser(into);
    if (reason == null) {
      reason = readTime(appendTime, into);
    }
    if (reason != null) {
      return reason;
    }
    long digest = scanner.digest();
    into.bodyHash = (int) (digest ^ digest >>> 32);
    readMessageId(into);
    for (int slot = 0; slot < fieldCaptures.length; slot++) {
      Object value = firstOf(fieldCaptures[slot]);
      if (value != null) {
        into.setField(slot, value);
      }
    }
    evaluator.evaluate(into, conditionValues);
    if (lineItems != null && schema.accepts(into)) {
      into.lineItems = lineItems.read(into, lineItemValues, warnings);
    }
    return null;
  }

  private @Nullable RejectionReason readKindAndUser(UserEvent into) {
    String typeText = (String) value(SegmentMembers.TYPE);
    if (typeText == null || typeText.isEmpty()) {
      return refuse(RejectionReason.MISSING_TYPE, "no type");
    }
    EventType type = SegmentMembers.type(typeText);
    if (type == null) {
      String shown = typeText.length() > 40 ? typeText.substring(0, 40) + "..." : typeText;
      return refuse(RejectionReason.UNKNOWN_TYPE, "no type of the Segment spec: " + shown);
    }
    into.type = type;
    into.userId = (String) value(SegmentMembers.USER_ID);
    into.anonymousId = (String) value(SegmentMembers.ANONYMOUS_ID);
    if (into.userId == null && into.anonymousId == null) {
      return refuse(RejectionReason.MISSING_USER, "neither a usable userId nor anonymousId");
    }
    if (type == EventType.TRACK || type.isView()) {
      String name = (String) value(type.isView() ? SegmentMembers.NAME : SegmentMembers.EVENT);
      into.name = name == null ? "" : name;
      if (type == EventType.TRACK && into.name.isBlank()) {
        return refuse(RejectionReason.MISSING_EVENT_NAME, "a track call without event");
      }
    }
    return null;
  }

  private @Nullable RejectionReason readTime(long appendTime, UserEvent into) {
    int unreadable = members.readTimes(captures);
    if (unreadable >= 0) {
      return refuse(
          RejectionReason.INVALID_TIMESTAMP,
          SegmentMembers.name(unreadable)
              + " is neither ISO 8601 nor epoch milliseconds of the years 1970 to 9999");
    }
    RejectionReason reason =
        eventTime.resolve(
            members.time(SegmentMembers.TIMESTAMP),
            members.time(SegmentMembers.ORIGINAL_TIMESTAMP),
            members.time(SegmentMembers.SENT_AT),
            members.time(SegmentMembers.RECEIVED_AT),
            appendTime,
            into);
    if (reason == RejectionReason.MISSING_TIMESTAMP) {
      return refuse(reason, "neither timestamp nor originalTimestamp");
    }
    return reason == null
        ? null
        : refuse(reason, "the corrected time is before 1970 or after 9999");
  }

  private void readMessageId(UserEvent into) {
    int capture = SegmentMembers.MESSAGE_ID;
    String id = (String) value(capture);
    if (id == null) {
      into.flags |= UserEvent.SYNTHETIC_ID;
      id = syntheticId(into);
    }
    into.messageId = id;
    int start = captures.start(capture);
    boolean verbatim =
        captures.isPlainString(capture) && id.length() == captures.end(capture) - start;
    into.messageIdHash =
        verbatim ? Hash64.of(captures.bytes(), start, id.length()) : Hash64.ofText(id);
  }

  /** The time is the claimed one: a repeat that was sent or appended later gets the same id. */
  private String syntheticId(UserEvent event) {
    long hash = Hash64.join(event.type.ordinal(), Hash64.ofText(event.name));
    for (int id : List.of(SegmentMembers.USER_ID, SegmentMembers.ANONYMOUS_ID)) {
      String text = (String) value(id);
      hash = Hash64.join(hash, text == null ? 0 : Hash64.ofText(text));
    }
    hash = Hash64.join(hash, claimedTime());
    JsonKind kind = captures.kind(SegmentMembers.PROPERTIES);
    hash = Hash64.join(hash, kind.isNothing() ? 0 : captures.jsonHash(SegmentMembers.PROPERTIES));
    return String.format("%016x", hash);
  }

  private long claimedTime() {
    return EventTime.claimed(
        members.time(SegmentMembers.TIMESTAMP),
        members.time(SegmentMembers.ORIGINAL_TIMESTAMP),
        members.time(SegmentMembers.SENT_AT));
  }

  /** The first value that is neither absent nor null nor the empty string. */
  private @Nullable Object firstOf(int[] paths) {
    Object value = value(paths[0]);
    for (int i = 1; i < paths.length && (value == null || value.equals("")); i++) {
      value = value(paths[i]);
    }
    return value;
  }

  /** The captured value in canonical form, read at most once per record. */
  private @Nullable Object value(int capture) {
    if (captures.kind(capture).isNothing()) {
      return null;
    }
    if (readFor[capture] != record) {
      readFor[capture] = record;
      values[capture] = SegmentMembers.isIdentifier(capture) ? identifier(capture) : read(capture);
    }
    return values[capture];
  }

  private @Nullable String identifier(int capture) {
    return switch (captures.kind(capture)) {
      case STRING -> Identifiers.normalized(captures.string(capture));
      case NUMBER -> Identifiers.normalized(DimensionText.of(captures.number(capture)));
      default -> null;
    };
  }

  private @Nullable Object read(int capture) {
    return switch (captures.kind(capture)) {
      case ABSENT, NULL -> null;
      case TRUE -> Boolean.TRUE;
      case FALSE -> Boolean.FALSE;
      case NUMBER -> captures.number(capture);
      case STRING -> captures.repeatedString(capture);
      case OBJECT, ARRAY -> new JsonText(captures.json(capture));
    };
  }

  private RejectionReason refuse(RejectionReason reason, String why) {
    detail = why;
    return reason;
  }
}
