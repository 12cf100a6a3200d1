package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentDecoderTest {
  private static final String BASE =
      "\"type\":\"track\",\"event\":\"E\",\"userId\":\"u1\",\"timestamp\":\"2024-01-04T11:45:38Z\"";
  private static final long BASE_MILLIS = 1_704_368_738_000L;

  private final EventSchema.Builder schema = new EventSchema.Builder();
  private final UserEvent event = new UserEvent();
  private @Nullable SegmentDecoder decoder;

  @Test
  void readsATrackEvent() {
    int added = schema.matcher(EventMatcher.named("Product Added"));
    int viewed = schema.matcher(EventMatcher.named("Product Viewed"));
    int price = schema.field("properties.price");
    int device = schema.field("context.device.type");
    int products = schema.field("properties.products");

    accept(
        """
        {"type":"track","event":"Product Added","userId":" u1 ","messageId":"m1",
         "timestamp":"2024-01-04T11:45:38.250Z","context":{"device":{"type":"phone"}},
         "properties":{"price":19.90,"products":[ {"id": 1} , 2 ]}}
        """);

    assertThat(event.type).isEqualTo(EventType.TRACK);
    assertThat(event.name).isEqualTo("Product Added");
    assertThat(event.user).isEqualTo("u1");
    assertThat(event.messageId).isEqualTo("m1");
    assertThat(event.timeMillis).isEqualTo(BASE_MILLIS + 250);
    assertThat(event.flags).isZero();
    assertThat(event.appendTimeMillis).isEqualTo(SegmentDecoder.UNKNOWN_TIME);
    assertThat(event.field(price)).isEqualTo(new BigDecimal("19.9"));
    assertThat(event.field(device)).isEqualTo("phone");
    assertThat(event.field(products)).isEqualTo(new JsonText("[{\"id\":1},2]"));
    assertThat(event.matches(added)).isTrue();
    assertThat(event.matches(viewed)).isFalse();
  }

  @Test
  void leavesNothingOfTheRecordBefore() {
    int price = schema.field("properties.price");
    int any = schema.matcher(EventMatcher.named("E"));
    accept("{" + BASE + ",\"messageId\":\"m1\",\"properties\":{\"price\":1}}");
    assertThat(refuse("{\"a\":1")).isEqualTo(RejectionReason.MALFORMED_JSON);
    accept("{\"type\":\"page\",\"anonymousId\":\"a1\",\"messageId\":\"m2\",\"timestamp\":5}");
    assertThat(event.field(price)).isNull();
    assertThat(event.matches(any)).isFalse();
    assertThat(event.name).isEmpty();
    assertThat(event.user).isEqualTo("a1");
    assertThat(event.flags).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "track,event,TRACK,E",
    "page,name,PAGE,E",
    "screen,name,SCREEN,E",
    "identify,name,IDENTIFY,''",
    "group,event,GROUP,''",
    "alias,name,ALIAS,''",
    "page,event,PAGE,''"
  })
  void takesTheNameFromWhereTheTypeHasIt(
      String type, String member, EventType expectedType, String expectedName) {
    accept(
        "{\"type\":\"%s\",\"%s\":\"E\",\"userId\":\"u1\",\"timestamp\":1}".formatted(type, member));
    assertThat(event.type).isEqualTo(expectedType);
    assertThat(event.name).isEqualTo(expectedName);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"userId\":\"u1\",\"anonymousId\":\"a1\"|u1",
        "\"userId\":\"\",\"anonymousId\":\"a1\"|a1",
        "\"userId\":null,\"anonymousId\":\"a1\"|a1",
        "\"userId\":\"Guest\",\"anonymousId\":\"a1\"|a1",
        "\"userId\":0,\"anonymousId\":\" a1\\n\"|a1",
        "\"userId\":42|42",
        "\"userId\":42.0|42",
        "\"userId\":4.2e1|42",
        "\"userId\":4.50|4.5",
        "\"userId\":12345678901234567890|12345678901234567890",
        "\"userId\":\"42\"|42",
        "\"userId\":\"\\u0075\\u0031\"|u1",
        "\"userId\":\"\\tu1\\t\"|u1",
        "\"userId\":\"\u00E9l\u00E8ve\"|\u00E9l\u00E8ve",
        "\"userId\":\"\\ud83d\\ude00\"|\uD83D\uDE00",
        "\"userId\":\"a b\"|a b",
      })
  void findsTheUser(String ids, String expected) {
    accept("{\"type\":\"page\",\"timestamp\":1," + ids + "}");
    assertThat(event.user).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"timestamp\":1704368738000",
        "\"timestamp\":1704368738000.999",
        "\"timestamp\":1.704368738e12",
        "\"timestamp\":\"2024-01-04T13:45:38.000999+02:00\"",
        "\"timestamp\":\"2024\\u002d01-04T11:45:38Z\"",
        "\"originalTimestamp\":1704368738000",
        "\"timestamp\":null,\"originalTimestamp\":1704368738000",
        "\"timestamp\":1704368738000,\"originalTimestamp\":null,\"sentAt\":5",
        "\"originalTimestamp\":1704368678000,\"sentAt\":1704368679000,\"receivedAt\":1704368739000",
        "\"timestamp\":1704372338000,\"receivedAt\":1704368738000",
      })
  void readsTheTime(String times) {
    accept("{\"type\":\"page\",\"userId\":\"u1\"," + times + "}");
    assertThat(event.timeMillis).isEqualTo(BASE_MILLIS);
  }

  @Test
  void clampsByTheGivenAppendTimeAndTolerance() {
    DecoderOptions options = DecoderOptions.defaults().withFutureToleranceMillis(1000);
    SegmentDecoder strict = new SegmentDecoder(schema.build(), options);
    byte[] record = bytes("{" + BASE + "}");
    assertThat(strict.decode(record, 0, record.length, BASE_MILLIS - 1000, event)).isNull();
    assertThat(event.timeMillis).isEqualTo(BASE_MILLIS);
    assertThat(event.appendTimeMillis).isEqualTo(BASE_MILLIS - 1000);
    assertThat(strict.decode(record, 0, record.length, BASE_MILLIS - 1001, event)).isNull();
    assertThat(event.timeMillis).isEqualTo(BASE_MILLIS - 1001);
    assertThat(event.flags & UserEvent.TIME_CLAMPED).isNotZero();
    assertThat(strict.decode(record, 0, record.length, -1, event)).isNull();
    assertThat(event.timeMillis).isEqualTo(BASE_MILLIS);
    assertThat(event.appendTimeMillis).isEqualTo(SegmentDecoder.UNKNOWN_TIME);
  }

  @Test
  void readsOnlyItsPartOfTheBytes() {
    byte[] record = bytes("}}{" + BASE + "}}}");
    SegmentDecoder part = new SegmentDecoder(schema.build(), DecoderOptions.defaults());
    assertThat(part.decode(record, 2, record.length - 4, -1, event)).isNull();
    assertThat(part.decode(record, 2, record.length - 5, -1, event))
        .isEqualTo(RejectionReason.MALFORMED_JSON);
  }

  @Test
  void bringsValuesToTheirCanonicalForm() {
    int[] slots = new int[16];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = schema.field("properties.v" + i);
    }
    List<String> json =
        List.of(
            "1",
            "1.0",
            "1e3",
            "-0",
            "-0.0",
            "1.50",
            "9223372036854775807",
            "9223372036854775808",
            "true",
            "null",
            "\"\"",
            "\"a\\/b\"",
            "{ }",
            "[ 1 , \" , \" ]",
            "1E-2",
            "\"\u00E9\"");
    StringBuilder properties = new StringBuilder("\"v0\":" + json.get(0));
    for (int i = 1; i < slots.length; i++) {
      properties.append(", \"v").append(i).append("\": ").append(json.get(i));
    }
    accept("{" + BASE + ",\"properties\":{" + properties + "}}");
    Object[] expected = {
      1L,
      1L,
      1000L,
      0L,
      0L,
      new BigDecimal("1.5"),
      Long.MAX_VALUE,
      new BigDecimal("9223372036854775808"),
      true,
      null,
      "",
      "a/b",
      new JsonText("{}"),
      new JsonText("[1,\" , \"]"),
      new BigDecimal("0.01"),
      "\u00E9"
    };
    for (int i = 0; i < slots.length; i++) {
      assertThat(event.field(slots[i])).as(json.get(i)).isEqualTo(expected[i]);
    }
  }

  @Test
  void leadsPathsThroughObjectsOnly() {
    int inArray = schema.field("properties.a.b");
    int inString = schema.field("properties.s.b");
    int whole = schema.field("properties");
    int deep = schema.field("properties.o.p.q");
    int sibling = schema.field("properties.o.p");
    accept("{" + BASE + ",\"properties\":{\"a\":[{\"b\":1}],\"s\":\"x\",\"o\":{\"p\":{\"q\":2}}}}");
    assertThat(event.field(inArray)).isNull();
    assertThat(event.field(inString)).isNull();
    assertThat(event.field(deep)).isEqualTo(2L);
    assertThat(event.field(sibling)).isEqualTo(new JsonText("{\"q\":2}"));
    assertThat(((JsonText) event.field(whole)).text()).startsWith("{\"a\":[{\"b\":1}],");
  }

  @Test
  void knowsANameHoweverItIsSpelled() {
    int price = schema.field("properties.price");
    int accent = schema.field("properties.\u00E9t\u00E9");
    accept("{" + BASE + ",\"properties\":{\"pr\\u0069ce\":7,\"\\u00e9t\u00E9\":8,\"Price\":9}}");
    assertThat(event.field(price)).isEqualTo(7L);
    assertThat(event.field(accent)).isEqualTo(8L);
  }

  @Test
  void readsTopLevelMembersAsFields() {
    int user = schema.field("userId");
    int anonymous = schema.field("anonymousId");
    int previous = schema.field("previousId");
    int name = schema.field("event");
    int type = schema.field("type");
    int id = schema.field("messageId");
    int time = schema.field("timestamp");
    accept("{" + BASE + ",\"anonymousId\":\"none\",\"previousId\":\" p1 \",\"messageId\":7}");
    assertThat(event.field(user)).isEqualTo("u1");
    assertThat(event.field(anonymous)).isNull();
    assertThat(event.field(previous)).isEqualTo("p1");
    assertThat(event.field(name)).isEqualTo("E");
    assertThat(event.field(type)).isEqualTo("track");
    assertThat(event.field(id)).isEqualTo("7");
    assertThat(event.field(time)).isEqualTo("2024-01-04T11:45:38Z");
  }

  @Test
  void evaluatesConditionsOnPathsThatAreNotShipped() {
    int expensive =
        matcher(new Condition("properties.price", Condition.Operator.GTE, List.of(10L)));
    int known = matcher(new Condition("userId", Condition.Operator.EXISTS, List.of(true)));
    int track = matcher(new Condition("type", Condition.Operator.EQ, List.of("track")));
    int noCoupon = matcher(new Condition("properties.coupon", Condition.Operator.NE, List.of("x")));
    accept("{" + BASE + ",\"properties\":{\"price\":10.0,\"coupon\":null}}");
    assertThat(event.fieldSlots()).isZero();
    assertThat(event.matches(expensive)).isTrue();
    assertThat(event.matches(known)).isTrue();
    assertThat(event.matches(track)).isTrue();
    assertThat(event.matches(noCoupon)).isTrue();
    accept(
        "{\"type\":\"page\",\"userId\":\"undefined\",\"anonymousId\":\"a1\",\"timestamp\":1,"
            + "\"properties\":{\"price\":\"10\",\"coupon\":\"x\"}}");
    assertThat(event.matchWords()).containsOnly(0);
  }

  @Test
  void keepsMessageIdsAndHashesThem() {
    accept("{" + BASE + ",\"messageId\":\"abc\"}");
    long hash = event.messageIdHash;
    assertThat(event.flags).isZero();
    for (String same : List.of("\" abc\"", "\"\\u0061bc\"", "\"abc\\n\"")) {
      accept("{" + BASE + ",\"messageId\":" + same + "}");
      assertThat(event.messageId).isEqualTo("abc");
      assertThat(event.messageIdHash).isEqualTo(hash);
    }
    accept("{" + BASE + ",\"messageId\":\"abd\"}");
    assertThat(event.messageIdHash).isNotEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"messageId\":null",
        ",\"messageId\":\" \"",
        ",\"messageId\":\"undefined\"",
        ",\"messageId\":0"
      })
  void derivesAnIdFromTheContentWhenThereIsNone(String messageId) {
    accept("{" + BASE + ",\"messageId\":\"abc\"}");
    accept("{" + BASE + "}");
    String synthetic = event.messageId;
    accept("{" + BASE + messageId + "}");
    assertThat(event.flags).isEqualTo(UserEvent.SYNTHETIC_ID);
    assertThat(event.messageId).isEqualTo(synthetic).matches("[0-9a-f]{16}");
  }

  @Test
  void givesTheSameSyntheticIdToARepeatOnly() {
    String record =
        "{\"type\":\"page\",\"name\":\"N\",\"userId\":\"u1\",\"originalTimestamp\":1704368738000,"
            + "\"sentAt\":%d,\"properties\":{\"a\":%s}}";
    accept(record.formatted(BASE_MILLIS, "1"));
    String id = event.messageId;
    accept(record.formatted(BASE_MILLIS + 100_000, " 1 "));
    assertThat(event.messageId).isEqualTo(id);
    accept(record.formatted(BASE_MILLIS, "2"));
    assertThat(event.messageId).isNotEqualTo(id);
    for (String[] change :
        new String[][] {
          {"page", "screen"},
          {"\"N\"", "\"M\""},
          {"u1", "u2"},
          {"38000", "38001"},
          {"userId", "anonymousId"}
        }) {
      accept(record.formatted(BASE_MILLIS, "1").replaceFirst(change[0], change[1]));
      assertThat(event.messageId).as(change[1]).isNotEqualTo(id);
    }
  }

  @Test
  void hashesTheBodyWithoutOrderWhiteSpaceAndTimesOfTransport() {
    String body =
        "{\"timestamp\":1,\"userId\":\"u1\",\"type\":\"page\",\"properties\":{\"a\":[1,\"b c\"]}";
    int hash = bodyHash(body + "}");
    assertThat(bodyHash(body + ",\"sentAt\":5,\"receivedAt\":\"2024-01-04\"}")).isEqualTo(hash);
    assertThat(
            bodyHash(
                " { \"properties\" : { \"a\" : [ 1 ,\n\"b c\" ] } , \"type\":\"page\" ,\t"
                    + "\"receivedAt\":9, \"timestamp\":1,\r\"userId\":\"u1\" }"))
        .isEqualTo(hash);
    for (String[] change :
        new String[][] {
          {":1,", ":2,"},
          {"u1", "u2"},
          {"page", "screen"},
          {"b c", "bc"},
          {"b c", "b  c"},
          {"userId", "anonymousId"}
        }) {
      assertThat(bodyHash(body.replaceFirst(change[0], change[1]) + "}")).isNotEqualTo(hash);
    }
    assertThat(bodyHash(body + ",\"x\":1}")).isNotEqualTo(hash);
  }

  @Test
  void acceptsWhatIsJustWithinTheLimits() {
    int used = schema.field("properties.s");
    String filler = " ".repeat((256 << 10) - BASE.length() - 2);
    accept("{" + BASE + filler + "}");
    accept("{" + BASE + ",\"a\":" + "[".repeat(511) + "]".repeat(511) + "}");
    accept("{" + BASE + ",\"a\":" + "{\"a\":".repeat(511) + "1" + "}".repeat(511) + "}");
    for (String unread :
        List.of(
            "[".repeat(512) + "]".repeat(512),
            "[".repeat(100_000) + "]".repeat(100_000),
            "{\"a\":".repeat(30_000) + "1" + "}".repeat(30_000),
            "[ 1, {\"a\" : {} , \"b\":[ true,false , null,-1.5e3,\"\\u0000\" ],\"c\":".repeat(2_000)
                + "[]"
                + "}\n]".repeat(2_000))) {
      accept("{" + BASE + ",\"a\":" + unread + "}");
      accept("{" + BASE + ",\"properties\":{\"t\":" + unread + ",\"s\":1},\"messageId\":\"m\"}");
      assertThat(event.field(used)).isEqualTo(1L);
    }
    String deepest = "[".repeat(30) + "]".repeat(30);
    accept("{" + BASE + ",\"properties\":{\"s\":" + deepest + "}}");
    assertThat(event.field(used)).isEqualTo(new JsonText(deepest));
    assertThat(refuse("{" + BASE + ",\"properties\":{\"s\":[" + deepest + "]}}"))
        .isEqualTo(RejectionReason.TOO_DEEP);
    accept("{" + BASE + ",\"properties\":{\"s\":" + "9".repeat(100) + "}}");
    assertThat(refuse("{" + BASE + ",\"properties\":{\"s\":" + "9".repeat(101) + "}}"))
        .isEqualTo(RejectionReason.NUMBER_OUT_OF_RANGE);
    accept("{" + BASE + ",\"properties\":{\"s\":[9.9e307,-9.9e307,1e-308,0e308]}}");
    accept("{" + BASE + ",\"properties\":{\"s\":[0." + "9".repeat(99) + ",1e0000000307]}}");
  }

  @Test
  void acceptsWhateverNothingReads() {
    schema.field("properties.s");
    String record = "{\"type\":\"page\",\"userId\":\"u1\",\"timestamp\":\"2024-01-04T11:45:38Z\"";
    for (String odd :
        List.of(
            "\"" + "n".repeat(200 << 10) + "\":1",
            "\"a\":\"" + "x".repeat(200 << 10) + "\"",
            "\"a\":1,\"a\":2,\"a\":{\"b\":1,\"b\":2}",
            "\"a\":1e999,\"b\":" + "1".repeat(1000),
            "\"a\":\"\\u0000\\ud800\",\"\\udc00\":1",
            "\"event\":{\"a\":\"\\u0000\"}",
            "\"event\":\"\\u0000\"",
            "\"previousId\":[],\"groupId\":true",
            "\"traits\":[],\"context\":\"none\"",
            "\"traits\":5,\"traits\":{\"a\":1}",
            "\"properties\":[]",
            "\"properties\":[ ]",
            "\"properties\":null",
            "\"sentAt\":\"soon\"",
            "\"sentAt\":{},\"receivedAt\":null",
            "\"originalTimestamp\":\"soon\"",
            "\"batch\":[1,2]")) {
      accept(record + "," + odd + ",\"messageId\":\"m1\"}");
      assertThat(event.timeMillis).isEqualTo(BASE_MILLIS);
      assertThat(decoder().warnings().size()).as(odd).isZero();
    }
  }

  @Test
  void warnsOfWhatIsReadAndCannotBeUnderstood() {
    schema.field("properties.s");
    schema.field("context.c");
    schema.field("groupId");
    warns("\"properties\":[1]", WarningCode.NOT_AN_OBJECT, "properties");
    warns("\"properties\":\"{}\"", WarningCode.NOT_AN_OBJECT, "properties");
    warns("\"context\":7", WarningCode.NOT_AN_OBJECT, "context");
    warns("\"anonymousId\":{}", WarningCode.UNREADABLE_ID, "anonymousId");
    warns("\"groupId\":[1]", WarningCode.UNREADABLE_ID, "groupId");
    warns("\"anonymousId\":\"" + "a".repeat(257) + "\"", WarningCode.ID_HASHED, "anonymousId");
    warns("\"userId\":\"u2\",\"userId\":\"u1\"", WarningCode.DUPLICATE_MEMBER, "userId");
    warns(
        "\"properties\":{\"s\":1,\"s\":2,\"t\":1,\"t\":2}",
        WarningCode.DUPLICATE_MEMBER,
        "properties.s");
    warns(
        "\"properties\":{\"s\":\"" + "x".repeat(8193) + "\"}",
        WarningCode.TEXT_CUT,
        "properties.s");
    warns(
        "\"receivedAt\":\"soon\",\"sentAt\":1704368738", WarningCode.UNREADABLE_TIME, "receivedAt");
    warns("\"sentAt\":\"soon\",\"receivedAt\":1704368738", WarningCode.UNREADABLE_TIME, "sentAt");
    warns("\"receivedAt\":1704368700", null, "");
  }

  private void warns(String members, @Nullable WarningCode code, String field) {
    accept("{" + BASE + ",\"messageId\":\"m1\"," + members + "}");
    assertThat(event.user).isEqualTo("u1");
    Warnings warnings = decoder().warnings();
    assertThat(warnings.size()).as(members).isEqualTo(code == null ? 0 : 1);
    if (code != null) {
      assertThat(warnings.code(0)).as(members).isEqualTo(code);
      assertThat(warnings.field(0)).isEqualTo(field);
    }
  }

  @Test
  void takesTheLastOfAMemberThatIsNamedTwice() {
    int price = schema.field("properties.price");
    accept("{" + BASE + ",\"properties\":{\"price\":1,\"\\u0070rice\":2}}");
    assertThat(event.field(price)).isEqualTo(2L);
    accept("{" + BASE + ",\"properties\":{\"price\":1},\"properties\":{}}");
    assertThat(event.field(price)).isNull();
    accept("{\"userId\":\"u2\"," + BASE + ",\"event\":\"F\"}");
    assertThat(event.user).isEqualTo("u1");
    assertThat(event.name).isEqualTo("F");
  }

  @Test
  void passesOverAByteOrderMark() {
    accept("\uFEFF{" + BASE + ",\"messageId\":\"m1\"}");
    int hash = event.bodyHash;
    accept("{" + BASE + ",\"messageId\":\"m1\"}");
    assertThat(event.bodyHash).isEqualTo(hash);
    accept("\uFEFF \r\n{" + BASE + "}\r");
  }

  @Test
  void knowsATypeInOtherLetters() {
    for (String type : List.of("Track", "TRACK")) {
      accept("{" + BASE.replace("\"track\"", "\"" + type + "\"") + ",\"messageId\":\"m1\"}");
      assertThat(event.type).isEqualTo(EventType.TRACK);
      assertThat(decoder().warnings().code(0)).isEqualTo(WarningCode.TYPE_RESPELLED);
      assertThat(decoder().warnings().example(0)).isEqualTo(type);
    }
  }

  @Test
  void replacesLongIdsByTheirHash() {
    String longest = "\u00E9".repeat(128);
    accept(page("\"userId\":\"" + longest + "\",\"messageId\":\"" + longest + "\""));
    assertThat(event.user).isEqualTo(longest);
    assertThat(event.messageId).isEqualTo(longest);
    String longer = longest + "x";
    accept(page("\"userId\":\"" + longer + "\",\"messageId\":\" " + longer + " \""));
    String hash = event.user;
    assertThat(hash).matches("[0-9a-f]{32}");
    assertThat(event.messageId).isEqualTo(hash);
    assertThat(event.messageIdHash).isEqualTo(io.engagement.core.event.json.Hash64.ofText(hash));
    accept(page("\"anonymousId\":\"" + longer + "\""));
    assertThat(event.user).isEqualTo(hash);
    accept(page("\"userId\":\"" + longer + "y\""));
    assertThat(event.user).matches("[0-9a-f]{32}").isNotEqualTo(hash);
    accept(page("\"userId\":" + "9".repeat(100)));
    assertThat(event.user).hasSize(100);
    accept(page("\"userId\":\"" + "x".repeat(100_000) + "\""));
    assertThat(event.user).hasSize(32);
  }

  private static String page(String ids) {
    return "{\"type\":\"page\",\"timestamp\":1704368738," + ids + "}";
  }

  @Test
  void takesTheTimeOfArrivalWhenThereIsNoOther() {
    byte[] record = bytes("{\"type\":\"page\",\"userId\":\"u1\"}");
    assertThat(decoder().decode(record, 0, record.length, BASE_MILLIS, event)).isNull();
    assertThat(event.timeMillis).isEqualTo(BASE_MILLIS);
    assertThat(event.flags).isEqualTo(UserEvent.ARRIVAL_TIME | UserEvent.SYNTHETIC_ID);
    String id = event.messageId;
    assertThat(decoder().decode(record, 0, record.length, BASE_MILLIS, event)).isNull();
    assertThat(event.messageId).as("the same record, read again").isEqualTo(id);
    assertThat(decoder().decode(record, 0, record.length, BASE_MILLIS + 5, event)).isNull();
    assertThat(event.messageId).as("what the user did again").isNotEqualTo(id);
  }

  @Test
  void warnsOfNamesThatNearlyFit() {
    schema.matcher(EventMatcher.named("Order Completed"));
    schema.matcher(EventMatcher.named("Über uns"));
    schema.matcher(EventMatcher.ANY);
    for (String name :
        List.of(
            "order_completed",
            "orderCompleted",
            " Order  Completed",
            "ORDER-COMPLETED",
            "über uns")) {
      for (int time = 0; time < 2; time++) {
        accept("{" + BASE.replace("\"E\"", '"' + name + '"') + ",\"messageId\":\"m\"}");
        assertThat(decoder().warnings().size()).as(name).isEqualTo(1);
        assertThat(decoder().warnings().code(0)).isEqualTo(WarningCode.SIMILAR_NAME);
        assertThat(decoder().warnings().field(0)).isEqualTo("event");
        assertThat(decoder().warnings().example(0)).isEqualTo(name);
      }
    }
    for (String name : List.of("Order Completed", "Order Complete", "E", "!", "Orders Completed")) {
      accept("{" + BASE.replace("\"E\"", '"' + name + '"') + ",\"messageId\":\"m\"}");
      assertThat(decoder().warnings().size()).as(name).isZero();
    }
  }

  @Test
  void warnsOfLongIdsOfEveryKind() {
    schema.id(List.of("properties.placement_id", "properties.placementId"));
    schema.matcher(EventMatcher.ANY);
    String longer = "p".repeat(257);
    warns(
        "\"properties\":{\"placementId\":\"" + longer + "\"}",
        WarningCode.ID_HASHED,
        "properties.placement_id");
    warns("\"properties\":{\"placementId\":\"" + "p".repeat(256) + "\"}", null, "");
  }

  @Test
  void showsNothingOfAPerson() {
    Warnings warnings = new Warnings();
    warnings.warn(WarningCode.UNREADABLE_AMOUNT, "traits.income", "a lot");
    warnings.warn(WarningCode.UNREADABLE_AMOUNT, "context.traits.income", "a lot");
    warnings.warn(WarningCode.UNREADABLE_ITEMS, "properties.products", "gift for a@b.example");
    warnings.warn(WarningCode.UNREADABLE_AMOUNT, "properties.total", "a lot");
    assertThat(warnings.example(0)).isEmpty();
    assertThat(warnings.example(1)).isEmpty();
    assertThat(warnings.example(2)).isEmpty();
    assertThat(warnings.example(3)).isEqualTo("a lot");
  }

  @Test
  void quotesWhatItRejects() {
    assertThat(refuse(page("\"userId\":\"u1\"").replace("1704368738", "\"soon\"")))
        .isEqualTo(RejectionReason.INVALID_TIMESTAMP);
    assertThat(decoder().rejectionDetail()).contains("timestamp").contains("soon");
    assertThat(refuse("{\"type\":\"click\",\"userId\":\"u1\"}"))
        .isEqualTo(RejectionReason.UNKNOWN_TYPE);
    assertThat(decoder().rejectionDetail()).contains("click");
    assertThat(refuse("{\"batch\":[{" + BASE + "}]}")).isEqualTo(RejectionReason.BATCH);
    assertThat(decoder().rejectionDetail()).contains("each element");
  }

  @Test
  void wantsUsableStringsWhereverTheyAreUsed() {
    schema.field("properties.s");
    schema.field("properties.list");
    matcher(new Condition("context.c", Condition.Operator.EXISTS, List.of(true)));
    for (String used :
        List.of(
            "\"properties\":{\"s\":\"%s\"}",
            "\"properties\":{\"list\":[{\"x\":\"%s\"}]}",
            "\"properties\":{\"list\":[{\"%s\":1}]}",
            "\"context\":{\"c\":\"%s\"}")) {
      String record = "{" + BASE + "," + used + "}";
      assertThat(refuse(record.formatted("\\u0000"))).isEqualTo(RejectionReason.NUL_CHARACTER);
      assertThat(refuse(record.formatted("\\udc00"))).isEqualTo(RejectionReason.LONE_SURROGATE);
      accept(record.formatted("\\u0001\\ud83d\\ude00"));
    }
  }

  @Test
  void cutsLongTexts() {
    int used = schema.field("properties.s");
    accept("{" + BASE + ",\"properties\":{\"s\":\"" + "x".repeat(8192) + "\"}}");
    assertThat((String) event.field(used)).hasSize(8192);
    accept("{" + BASE + ",\"properties\":{\"s\":\"" + "x".repeat(8191) + "\uD83D\uDE00\"}}");
    assertThat((String) event.field(used)).isEqualTo("x".repeat(8191));
  }

  private int matcher(Condition condition) {
    return schema.matcher(new EventMatcher.Spec(List.of(), List.of(), List.of(condition)));
  }

  private int bodyHash(String record) {
    accept(record);
    return event.bodyHash;
  }

  private void accept(String record) {
    RejectionReason reason = refuse(record);
    assertThat(reason).as(() -> record + decoder().rejectionDetail()).isNull();
    Identity.USER_OR_ANONYMOUS.assign(event);
  }

  private @Nullable RejectionReason refuse(String record) {
    byte[] bytes = bytes(record);
    return decoder().decode(bytes, 0, bytes.length, SegmentDecoder.UNKNOWN_TIME, event);
  }

  private SegmentDecoder decoder() {
    if (decoder == null) {
      decoder = new SegmentDecoder(schema.build(), DecoderOptions.defaults());
    }
    return decoder;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
