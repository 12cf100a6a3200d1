package io.engagement.core.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Records by the kind of harm they once did: each kind has users of its own, so that what it must
 * come to can be said beforehand. All happen on the morning of 2024-03-01.
 */
public final class HostileKinds {
  /** Users of {@link #values}: each brings a value of its own to every breakdown. */
  public static final int USERS_WITH_VALUES = 3_000;

  /** Users of {@link #oneHash}, whose ids {@link String#hashCode} does not tell apart. */
  public static final int USERS_OF_ONE_HASH = 1 << 12;

  /** Events of {@link #longMessageIds}, a tenth of a second apart. */
  public static final int LONG_MESSAGE_IDS = 40_000;

  /** Orders of {@link #largeSums}, of ten billion each. */
  public static final int LARGE_ORDERS = 1_000;

  /** Views of {@link #largeSums}, of 10^15 ms each. */
  public static final int LARGE_TIMES = 9_400;

  /** Bytes of the record of {@link #controlBytes}. */
  public static final int CONTROL_BYTES = 200_000;

  private static final long MORNING = 1_709_287_200_000L;
  private static final int LONG_ID = 8_000;

  private final SplittableRandom random;
  private final Consumer<byte[]> sink;
  private int number;

  /**
   * @param sink is handed every record in the order in which it is to be sent
   */
  public HostileKinds(long seed, Consumer<byte[]> sink) {
    this.random = new SplittableRandom(seed);
    this.sink = sink;
  }

  /** Every kind. */
  public void all() {
    names();
    longIds();
    controlBytes();
    largeSums();
    values();
    oneHash();
    nested();
    characters();
    emptyMaps();
    longMessageIds();
  }

  /**
   * 1,024 member names of one hash under x33: in line items, and in what {@code contains} reads.
   */
  public void names() {
    String colliding = colliding(10);
    order("names", "\"total\":5,\"products\":[{\"product_id\":\"p\",\"price\":5}]");
    order("names", "\"total\":7,\"products\":[{%s,\"product_id\":\"p\"}]".formatted(colliding));
    track("names", "Tagged", "\"tags\":[{%s}]".formatted(colliding));
    track("names", "Tagged", "\"tags\":[{%s},\"x\"]".formatted(colliding));
  }

  /** Ids of 8 KB that nothing compresses, twice the same ones. */
  public void longIds() {
    String user = letters(LONG_ID);
    String cart = letters(LONG_ID);
    for (int i = 0; i < 2; i++) {
      track(
          user,
          "Product Added",
          "\"cart_id\":\"%s\",\"product_id\":\"%s\",\"price\":1".formatted(cart, letters(LONG_ID)));
    }
  }

  /** No JSON, and each of its bytes takes six when it is escaped. */
  public void controlBytes() {
    byte[] bytes = new byte[CONTROL_BYTES];
    Arrays.fill(bytes, (byte) 1);
    sink.accept(bytes);
  }

  /** Sums beyond 64 bits of micro-units, of milliseconds, and of a price times a quantity. */
  public void largeSums() {
    for (int i = 0; i < LARGE_ORDERS; i++) {
      order("rich" + i, "\"total\":1e10,\"revenue\":1e10,\"currency\":\"XTS\"");
    }
    for (int i = 0; i < LARGE_TIMES; i++) {
      send(
          "\"type\":\"page\",\"name\":\"x\",\"userId\":\"reader%d\",\"properties\":{\"engagement_time_ms\":1000000000000000}"
              .formatted(i % 100));
    }
    track(
        "hoarder",
        "Product Added",
        "\"product_id\":\"p\",\"price\":1e10,\"quantity\":1000000,\"currency\":\"JPY\",\"cart_id\":\"hoard\"");
  }

  /** Every event has a platform and a channel that no other has. */
  public void values() {
    for (int i = 0; i < USERS_WITH_VALUES; i++) {
      send(
          ("\"type\":\"page\",\"name\":\"Home\",\"userId\":\"valued%d\",\"properties\":{\"path\":\"/p\"},"
                  + "\"context\":{\"device\":{\"type\":\"d%08x\"},\"campaign\":{\"source\":\"c%08x\"}}")
              .formatted(i, random.nextInt(), random.nextInt()));
    }
  }

  /** Ids of users that share one hash of {@link String}. */
  public void oneHash() {
    for (int i = 0; i < USERS_OF_ONE_HASH; i++) {
      StringBuilder user = new StringBuilder();
      for (int bit = 1; bit < USERS_OF_ONE_HASH; bit <<= 1) {
        user.append((i & bit) == 0 ? "Aa" : "BB");
      }
      send("\"type\":\"page\",\"name\":\"x\",\"userId\":\"%s\"".formatted(user));
    }
  }

  /** Line items within line items, more of them than are read, and deeper than is read. */
  public void nested() {
    String inner = "{\"product_id\":\"inner\",\"price\":1}";
    order(
        "nested",
        "\"total\":3,\"products\":[{\"product_id\":\"outer\",\"price\":3,\"products\":[%s]},[[%s]]]"
            .formatted(inner, inner));
    order(
        "nested",
        "\"total\":4,\"products\":[%s]"
            .formatted(String.join(",", Collections.nCopies(2_000, inner))));
    order("nested", "\"total\":5,\"products\":%s".formatted("[".repeat(64) + "]".repeat(64)));
    order("nested", "\"total\":6,\"note\":%s".formatted("[".repeat(64) + "]".repeat(64)));
  }

  /** What no store takes, where it is read and where nothing reads it; and writing both ways. */
  public void characters() {
    track("nul\\u0000", "A", "\"x\":1");
    track("half\\ud800", "A", "\"x\":1");
    track("characters", "A", "\"unread\":\"\\u0000 \\ud800\",\"\\u0000\":1");
    send(
        "\"type\":\"page\",\"name\":\"x\",\"userId\":\"characters\",\"properties\":{\"path\":\"/\\u202egnp.exe\"}");
    send(
        "\"type\":\"page\",\"name\":\"x\",\"userId\":\"\u202Ecba\u2066\",\"properties\":{\"path\":\"\u05D0\u200F\"}");
  }

  /** What trackers written in PHP send for an empty map, and several events in one record. */
  public void emptyMaps() {
    send("\"type\":\"track\",\"event\":\"A\",\"userId\":\"php\",\"properties\":[]");
    send("\"type\":\"track\",\"event\":\"A\",\"userId\":\"php\",\"context\":[]");
    send("\"type\":\"identify\",\"userId\":\"php\",\"traits\":[]");
    send("\"type\":\"track\",\"event\":\"A\",\"userId\":\"php\",\"properties\":null");
    send("\"type\":\"Track\",\"event\":\"A\",\"userId\":\"php\"");
    send("\"batch\":[{\"type\":\"track\",\"event\":\"A\",\"userId\":\"php\"}]");
  }

  /** One user whose ids would fill a heap; the last ten come twice. */
  public void longMessageIds() {
    String block = letters(LONG_ID);
    for (int i = 0; i < LONG_MESSAGE_IDS + 10; i++) {
      int id = i < LONG_MESSAGE_IDS ? i : i - 10;
      text(
          "{\"type\":\"page\",\"name\":\"x\",\"userId\":\"talker\",\"messageId\":\"%d_%s\",\"timestamp\":%d}"
              .formatted(id, block, MORNING + id * 100L));
    }
  }

  private void order(String user, String properties) {
    track(user, "Order Completed", "\"order_id\":\"o%d\",%s".formatted(number, properties));
  }

  private void track(String user, String event, String properties) {
    send(
        "\"type\":\"track\",\"event\":\"%s\",\"userId\":\"%s\",\"properties\":{%s}"
            .formatted(event, user, properties));
  }

  private void send(String members) {
    text("{\"messageId\":\"m%d\",\"timestamp\":%d,%s}".formatted(number++, MORNING, members));
  }

  private void text(String record) {
    sink.accept(record.getBytes(StandardCharsets.UTF_8));
  }

  private String letters(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** Members whose names share one hash in every table that hashes by a polynomial of 33. */
  private static String colliding(int bits) {
    List<String> members = new ArrayList<>();
    for (int name = 0; name < 1 << bits; name++) {
      StringBuilder member = new StringBuilder("\"");
      for (int bit = 0; bit < bits; bit++) {
        member.append((name >> bit & 1) == 0 ? "Ab" : "BA");
      }
      members.add(member.append("\":1").toString());
    }
    return String.join(",", members);
  }
}
