package io.engagement.core.event;

import io.engagement.core.event.json.Captures;
import io.engagement.core.event.json.Hash64;
import io.engagement.core.event.json.JsonFault;
import io.engagement.core.event.json.JsonKind;
import io.engagement.core.event.json.JsonLimits;
import io.engagement.core.event.json.JsonRefusal;
import io.engagement.core.event.json.JsonScanner;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads Segment-spec records.
 *
 * <p>Identifiers ({@code userId, anonymousId, messageId}, and {@code previousId, groupId} where a
 * definition asks for them) are normalized by {@link Identifiers}, a number counts as its text; as
 * fields and in conditions they have that form too. Whom the event belongs to is decided later, by
 * {@link Identity}. Without a usable {@code messageId} the event gets one made of its type, name,
 * identifiers, claimed time and properties ({@link UserEvent#SYNTHETIC_ID}). Every other path is
 * taken as the record has it.
 *
 * <p>A record is rejected for the first of: its bytes ({@link JsonScanner}), a value that a
 * definition asks for, its type, its user, its name, its time. What is wrong with anything that
 * nothing reads does not matter.
 */
public final class SegmentDecoder implements EventDecoder {
  /** How deep the scanner recurses: this many levels fit on any stack. */
  private static final int MOST_DEPTH = 512;

  private static final int MOST_USED_DEPTH = 32;
  private static final int MOST_DIGITS = 100;
  private static final int MOST_QUOTED = 64;

  private static final RejectionReason[] REASONS =
      Arrays.stream(JsonFault.values())
          .map(fault -> RejectionReason.valueOf(fault.name()))
          .toArray(RejectionReason[]::new);

  private final MatcherEvaluator evaluator;
  private final SimilarNames similarNames;
  private final int mostTextChars;
  private final PathValues conditionValues;
  private final EventSchema schema;
  private final @Nullable CommerceReader commerce;
  private final PathValues commerceValues;
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
  private long claimedTime;
  private String detail = "";

  public SegmentDecoder(EventSchema schema, DecoderOptions options) {
    evaluator = new MatcherEvaluator(schema.matchers());
    similarNames = new SimilarNames(evaluator.names());
    matcherCount = schema.matchers().size();
    members = new SegmentMembers();
    fieldCaptures = schema.fields().stream().map(members::captureAll).toArray(int[][]::new);
    conditionCaptures = members.captureAll(evaluator.paths());
    commerce = schema.newCommerceReader();
    int[] commerceCaptures = commerce == null ? new int[0] : members.captureAll(commerce.paths());
    scanner = new JsonScanner(limits(options.recordBytes()), members.trie());
    captures = scanner.captures();
    mostTextChars = options.textChars();
    eventTime = new EventTime(options.clock(), options.futureToleranceMillis(), warnings);
    values = new Object[members.captures()];
    readFor = new long[members.captures()];
    conditionValues = path -> value(conditionCaptures[path]);
    this.schema = schema;
    commerceValues = path -> wholeValue(commerceCaptures[path]);
  }

  /** Of a record, or of an element of a list in it. */
  static JsonLimits limits(int bytes) {
    return new JsonLimits(bytes, MOST_DEPTH, MOST_USED_DEPTH, MOST_DIGITS);
  }

  @Override
  public @Nullable RejectionReason decode(
      byte[] bytes, int offset, int length, long appendTimeMillis, UserEvent into) {
    warnings.clear();
    try {
      scanner.scan(bytes, offset, length);
      return fill(appendTimeMillis < 0 ? UNKNOWN_TIME : appendTimeMillis, into);
    } catch (JsonRefusal refusal) {
      detail = refusal.getMessage();
      return REASONS[refusal.fault().ordinal()];
    }
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
    List<String> repeated = scanner.repeated();
    for (int i = 0; i < repeated.size(); i++) {
      warnings.warn(WarningCode.DUPLICATE_MEMBER, repeated.get(i), null);
    }
    RejectionReason reason = readType(into);
    if (reason == null) {
      reason = readIdsAndName(into);
    }
    if (reason == null) {
      reason = readTime(appendTime, into);
    }
    if (reason != null) {
      return reason;
    }
    members.warnOfNoObjects(captures, warnings);
    long digest = scanner.digest();
    into.bodyHash = (int) (digest ^ digest >>> 32);
    readMessageId(into);
    for (int slot = 0; slot < fieldCaptures.length; slot++) {
      Object value = firstOf(fieldCaptures[slot]);
      if (value != null) {
        into.setField(slot, value);
        if (value instanceof String text && schema.isId(slot) && Identifiers.isLong(text.strip())) {
          warnings.warn(WarningCode.ID_HASHED, members.name(fieldCaptures[slot][0]), null);
        }
      }
    }
    evaluator.evaluate(into, conditionValues);
    if (commerce != null && schema.accepts(into)) {
      into.commerce = commerce.read(into, commerceValues, warnings);
    }
    warnOfAmounts(into);
    return null;
  }

  private void warnOfAmounts(UserEvent event) {
    List<EventSchema.AmountField> amounts = schema.amounts();
    for (int i = 0; i < amounts.size(); i++) {
      EventSchema.AmountField amount = amounts.get(i);
      if (event.matches(amount.matcher())) {
        Object value = event.field(amount.slot());
        if (amount.reading().applyAsLong(value) == Money.UNREADABLE) {
          warnings.warn(WarningCode.UNREADABLE_AMOUNT, amount.path(), value);
        }
      }
    }
  }

  private @Nullable RejectionReason readType(UserEvent into) {
    JsonKind kind = captures.kind(SegmentMembers.TYPE);
    if (!kind.isNothing() && kind != JsonKind.STRING) {
      return refuse(RejectionReason.WRONG_TYPE, "type is no text: " + quoted(SegmentMembers.TYPE));
    }
    String text = (String) value(SegmentMembers.TYPE);
    if (text == null || text.isEmpty()) {
      return captures.kind(SegmentMembers.BATCH) == JsonKind.ARRAY
          ? refuse(
              RejectionReason.BATCH,
              "a batch of events: write each element of batch as a record of its own")
          : refuse(RejectionReason.MISSING_TYPE, "no type");
    }
    EventType type = SegmentMembers.type(text);
    if (type == null) {
      type = SegmentMembers.respelledType(text);
      if (type == null) {
        return refuse(
            RejectionReason.UNKNOWN_TYPE,
            "no type of the Segment spec: " + quoted(SegmentMembers.TYPE));
      }
      warnings.warn(WarningCode.TYPE_RESPELLED, "type", text);
    }
    into.type = type;
    return null;
  }

  private @Nullable RejectionReason readIdsAndName(UserEvent into) {
    into.userId = (String) value(SegmentMembers.USER_ID);
    into.anonymousId = (String) value(SegmentMembers.ANONYMOUS_ID);
    if (into.userId == null && into.anonymousId == null) {
      return refuse(RejectionReason.MISSING_USER, "neither a usable userId nor anonymousId");
    }
    EventType type = into.type;
    if (type != EventType.TRACK && !type.isView()) {
      return null;
    }
    int member = type == EventType.TRACK ? SegmentMembers.EVENT : SegmentMembers.NAME;
    JsonKind kind = captures.kind(member);
    if (kind == JsonKind.STRING) {
      into.name = Objects.requireNonNull((String) value(member));
    } else if (!kind.isNothing() && type == EventType.TRACK) {
      return refuse(RejectionReason.WRONG_TYPE, "event is no text: " + quoted(member));
    } else if (!kind.isNothing()) {
      warnings.warn(WarningCode.UNREADABLE_NAME, "name", null);
    }
    if (type == EventType.TRACK && into.name.isBlank()) {
      return refuse(RejectionReason.MISSING_EVENT_NAME, "a track call without event");
    }
    if (similarNames.of(into.name) != null) {
      warnings.warn(WarningCode.SIMILAR_NAME, members.name(member), into.name);
    }
    return null;
  }

  private @Nullable RejectionReason readTime(long appendTime, UserEvent into) {
    long timestamp = SegmentMembers.time(captures, SegmentMembers.TIMESTAMP);
    long original = SegmentMembers.time(captures, SegmentMembers.ORIGINAL_TIMESTAMP);
    claimedTime = eventTime.claimed(timestamp, original);
    RejectionReason reason =
        eventTime.resolve(
            timestamp,
            original,
            SegmentMembers.time(captures, SegmentMembers.SENT_AT),
            SegmentMembers.time(captures, SegmentMembers.RECEIVED_AT),
            appendTime,
            into);
    if (reason == null) {
      return null;
    }
    if (reason == RejectionReason.MISSING_TIMESTAMP) {
      return refuse(reason, "neither timestamp nor originalTimestamp, and no time of arrival");
    }
    int member =
        eventTime.claimsOriginal(timestamp, original)
            ? SegmentMembers.ORIGINAL_TIMESTAMP
            : SegmentMembers.TIMESTAMP;
    return refuse(
        reason,
        members.name(member)
            + (claimedTime == EventTime.UNREADABLE
                ? " is no time of the years 1970 to 9999: "
                : " is before 1970 or after 9999 when corrected by sentAt and receivedAt: ")
            + quoted(member));
  }

  /** A value as the record has it, for people. */
  private String quoted(int capture) {
    return DimensionText.cut(captures.spelling(capture), MOST_QUOTED);
  }

  private void readMessageId(UserEvent into) {
    int capture = SegmentMembers.MESSAGE_ID;
    String id = (String) value(capture);
    if (id == null) {
      into.flags |= UserEvent.SYNTHETIC_ID;
      warnings.warn(WarningCode.SYNTHETIC_ID, "messageId", null);
      id = syntheticId(into);
    }
    into.messageId = id;
    int start = captures.start(capture);
    boolean verbatim =
        captures.isPlainString(capture) && id.length() == captures.end(capture) - start;
    into.messageIdHash =
        verbatim ? Hash64.of(captures.bytes(), start, id.length()) : Hash64.ofText(id);
  }

  /**
   * The time is the claimed one: a repeat that was sent or appended later gets the same id. Without
   * one it is that of the arrival, or all that a user does alike would be one event.
   */
  private String syntheticId(UserEvent event) {
    long hash = Hash64.join(event.type.ordinal(), Hash64.ofText(event.name));
    hash = Hash64.join(hash, event.userId == null ? 0 : Hash64.ofText(event.userId));
    hash = Hash64.join(hash, event.anonymousId == null ? 0 : Hash64.ofText(event.anonymousId));
    hash = Hash64.join(hash, claimedTime == EventTime.ABSENT ? event.timeMillis : claimedTime);
    JsonKind kind = captures.kind(SegmentMembers.PROPERTIES);
    hash = Hash64.join(hash, kind.isNothing() ? 0 : captures.jsonHash(SegmentMembers.PROPERTIES));
    return String.format("%016x", hash);
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
      values[capture] = members.isIdentifier(capture) ? identifier(capture) : read(capture);
    }
    return values[capture];
  }

  private @Nullable String identifier(int capture) {
    JsonKind kind = captures.kind(capture);
    boolean isNumber = kind == JsonKind.NUMBER;
    if (kind != JsonKind.STRING && !isNumber) {
      boolean isWord = kind == JsonKind.TRUE || kind == JsonKind.FALSE;
      if (!isWord) {
        warnings.warn(WarningCode.UNREADABLE_ID, members.name(capture), null);
      }
      return null;
    }
    String text = isNumber ? DimensionText.of(captures.number(capture)) : captures.string(capture);
    if (Identifiers.isLong(text) && Identifiers.isLong(text.strip())) {
      warnings.warn(WarningCode.ID_HASHED, members.name(capture), null);
    }
    return Identifiers.normalized(text);
  }

  private @Nullable Object read(int capture) {
    return captures.kind(capture) == JsonKind.STRING ? text(capture) : value(captures, capture);
  }

  /** The same, but with text of any length: a list of products may be one. */
  private @Nullable Object wholeValue(int capture) {
    boolean isText = captures.kind(capture) == JsonKind.STRING;
    return isText && !members.isIdentifier(capture)
        ? captures.repeatedString(capture)
        : value(capture);
  }

  /** A captured value in canonical form. */
  static @Nullable Object value(Captures captures, int capture) {
    return switch (captures.kind(capture)) {
      case ABSENT, NULL -> null;
      case TRUE -> Boolean.TRUE;
      case FALSE -> Boolean.FALSE;
      case NUMBER -> captures.number(capture);
      case STRING -> captures.repeatedString(capture);
      case OBJECT, ARRAY -> new JsonText(captures.json(capture));
    };
  }

  private String text(int capture) {
    String text = captures.repeatedString(capture);
    if (text.length() > mostTextChars) {
      warnings.warn(WarningCode.TEXT_CUT, members.name(capture), null);
      return DimensionText.cut(text, mostTextChars);
    }
    return text;
  }

  private RejectionReason refuse(RejectionReason reason, String why) {
    detail = why;
    return reason;
  }
}
