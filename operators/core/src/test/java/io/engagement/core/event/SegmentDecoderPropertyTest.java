package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.engagement.core.event.json.Hash64;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The decoder against Jackson and plain rules, on random records right and damaged. */
class SegmentDecoderPropertyTest {
  private static final Set<RejectionReason> BYTES =
      EnumSet.range(RejectionReason.EMPTY, RejectionReason.LONE_SURROGATE);
  private static final List<String> CONDITION_PATHS =
      List.of("properties.price", "context.device", "extra", "userId", "properties.a.b");

  private final EventSchema schema = schema();
  private final SegmentDecoder decoder = new SegmentDecoder(schema, DecoderOptions.defaults());
  private final UserEvent event = new UserEvent();

  private static EventSchema schema() {
    EventSchema.Builder builder = new EventSchema.Builder();
    List.of(
            "properties.a",
            "properties.price",
            "properties.n\u00E9",
            "context.b.type",
            "traits",
            "userId",
            "previousId")
        .forEach(builder::field);
    builder.matcher(EventMatcher.ANY);
    builder.matcher(EventMatcher.named("ios"));
    builder.matcher(new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of()));
    for (String path : CONDITION_PATHS) {
      builder.matcher(where(new Condition(path, Condition.Operator.EXISTS, List.of(true))));
      builder.matcher(where(new Condition(path, Condition.Operator.GTE, List.of(1L))));
      builder.matcher(where(new Condition(path, Condition.Operator.NE, List.of("x"))));
      builder.matcher(where(new Condition(path, Condition.Operator.EQ, List.of(1L))));
    }
    return builder.build();
  }

  private static EventMatcher where(Condition condition) {
    return new EventMatcher.Spec(List.of(), List.of(), List.of(condition));
  }

  @Test
  void decidesAndReadsAsTheReferenceDoes() {
    long seed = Long.getLong("engagement.decoder.seed", 41L);
    System.out.println("SegmentDecoderPropertyTest, reference: seed " + seed);
    RandomRecords records = new RandomRecords(seed);
    Random random = new Random(seed);
    ReferenceDecoder reference = new ReferenceDecoder(schema, CONDITION_PATHS);
    Map<RejectionReason, Integer> refused = new EnumMap<>(RejectionReason.class);
    int accepted = 0;
    int documents = Integer.getInteger("engagement.decoder.documents", 20_000);
    for (int i = 0; i < documents; i++) {
      byte[] record = i % 2 == 0 ? records.wellFormed() : records.damaged();
      long append =
          random.nextBoolean()
              ? SegmentDecoder.UNKNOWN_TIME
              : 1_704_368_000_000L + random.nextInt(200_000_000);
      RejectionReason reason = compare(reference, record, append);
      if (reason == null) {
        accepted++;
      } else {
        refused.merge(reason, 1, Integer::sum);
      }
    }
    System.out.println("accepted " + accepted + ", refused " + refused);
    assertThat(accepted).isGreaterThan(documents / 10);
    assertThat(refused).hasSizeGreaterThanOrEqualTo(14);
  }

  private @Nullable RejectionReason compare(
      ReferenceDecoder reference, byte[] record, long append) {
    RejectionReason expected = reference.decode(record, append);
    RejectionReason actual = decoder.decode(record, 0, record.length, append, event);
    String text = new String(record, StandardCharsets.UTF_8);
    if (expected == ReferenceDecoder.BYTES) {
      assertThat(actual).as(text).isIn(BYTES);
    } else if (actual != expected) {
      throw new AssertionError(
          actual + " for " + expected + ": " + decoder.rejectionDetail() + text);
    }
    if (actual == null) {
      Identity.USER_OR_ANONYMOUS.assign(event);
      same(text, reference.user, event.user);
      same(text, reference.name, event.name);
      same(text, reference.timeMillis, event.timeMillis);
      same(text, reference.flags, event.flags);
      same(text, reference.type, event.type.name().toLowerCase(Locale.ROOT));
      compareId(reference, text);
      compareFieldsAndMatches(reference, text);
    }
    return actual;
  }

  private void compareId(ReferenceDecoder reference, String text) {
    if (reference.messageId == null) {
      assertThat(event.messageId).as(text).matches("[0-9a-f]{16}");
    } else {
      same(text, reference.messageId, event.messageId);
    }
    same(text, Hash64.ofText(event.messageId), event.messageIdHash);
  }

  private void compareFieldsAndMatches(ReferenceDecoder reference, String text) {
    for (int slot = 0; slot < schema.fields().size(); slot++) {
      Object wanted = reference.value(schema.fields().get(slot).get(0));
      Object value = event.field(slot);
      if (wanted instanceof JsonNode node) {
        assertThat(value).as(text).isInstanceOf(JsonText.class);
        same(text, node, reference.parse((JsonText) value));
        String outsideStrings =
            ((JsonText) value).text().replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"");
        assertThat(outsideStrings).as(text).doesNotContainPattern("\\s");
      } else {
        same(text, wanted, value);
      }
    }
    for (int i = 0; i < schema.matchers().size(); i++) {
      EventMatcher matcher = schema.matchers().get(i);
      if (reference.matches(matcher) != event.matches(i)) {
        throw new AssertionError(matcher + " " + text);
      }
    }
  }

  private static void same(String text, @Nullable Object expected, @Nullable Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError("expected " + expected + " but was " + actual + ": " + text);
    }
  }

  @Test
  void neverThrowsAndRemembersNothing() {
    long seed = Long.getLong("engagement.decoder.seed", 42L);
    System.out.println("SegmentDecoderPropertyTest, damage: seed " + seed);
    RandomRecords records = new RandomRecords(seed);
    byte[] record = records.wellFormed();
    int accepted = 0;
    int count = Integer.getInteger("engagement.decoder.damaged", 1_000_000);
    for (int i = 0; i < count; i++) {
      record = i % 8 == 0 || record.length == 0 ? records.wellFormed() : records.damage(record);
      RejectionReason reason = decoder.decode(record, 0, record.length, 1_704_368_738_000L, event);
      accepted += reason == null ? 1 : 0;
      if (i % 2000 == 0) {
        assertThat(reason).isEqualTo(freshly(record));
      }
    }
    System.out.println("accepted " + accepted + " of " + count);
    assertThat(accepted).isBetween(count / 40, count / 2);
  }

  private @Nullable RejectionReason freshly(byte[] record) {
    UserEvent other = new UserEvent();
    RejectionReason reason =
        new SegmentDecoder(schema, DecoderOptions.defaults())
            .decode(record, 0, record.length, 1_704_368_738_000L, other);
    if (reason == null) {
      assertThat(event).usingRecursiveComparison().isEqualTo(other);
    }
    return reason;
  }
}
