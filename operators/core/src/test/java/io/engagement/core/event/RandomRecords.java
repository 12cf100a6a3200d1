package io.engagement.core.event;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Seeded random records: events in every spelling JSON allows, and what is left after damage. */
final class RandomRecords {
  private static final List<String> NAMES =
      List.of(
          "a",
          "b",
          "price",
          "path",
          "type",
          "device",
          "n\u00E9",
          "\uD83D\uDE00",
          "",
          "q r",
          "product_id");
  private static final List<String> STRINGS =
      List.of(
          "",
          " ",
          "x",
          "ios",
          "Product Added",
          "null",
          "0",
          "\u00E9\u00DF",
          "\u4E2D\u6587",
          "\uD83D\uDE00",
          "a\"b\\c/d",
          "tab\tend",
          "/shop/item?id=17&ref=mail",
          "exactly8",
          "sixteen letters!",
          " padded ");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "1.0",
          "1.50",
          "1e3",
          "1E-2",
          "-2.5e+1",
          "0.1",
          "123456789012",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "12345678901234567890",
          "1e20",
          "99999999999999999.5",
          "1e307",
          "1e308",
          "0e400");
  private static final List<String> TIMES =
      List.of(
          "\"2024-01-04T11:45:38Z\"",
          "\"2024-01-04T11:45:38.123456Z\"",
          "\"2024-01-04T11:44:38.5+02:00\"",
          "\"2024-01-04 11:46:39\"",
          "\"2024-01-04\"",
          "\"20240105T114539-0130\"",
          "\"2024-01-04T11:45\"",
          "1704368738000",
          "1704368738000.9",
          "1.704455138e12",
          "1704368798000",
          "\"2024-02-30\"",
          "\"soon\"",
          "\"\"",
          "-5",
          "1e16",
          "null",
          "true");
  private static final List<String> IDS =
      List.of(
          "\"u1\"",
          "\" u2 \"",
          "\"Guest\"",
          "\"\"",
          "null",
          "17",
          "1.0",
          "0",
          "1e2",
          "\"\\u0075\"",
          "\"\u00E9\"",
          "[]",
          "true");
  private static final List<String> DAMAGE =
      List.of(
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\\u0000",
          "\\ud800",
          "\\udc00",
          "\\u00e9",
          "1e400",
          "-",
          "e",
          ".",
          "0",
          "null",
          "\0",
          "\n",
          "\t",
          " ",
          "\u00E9",
          "//",
          "\"a\":1,",
          "\"type\":\"page\",");

  private final Random random;

  RandomRecords(long seed) {
    random = new Random(seed);
  }

  /** JSON that is often an event, sometimes one with a wrong member; never malformed. */
  byte[] wellFormed() {
    StringBuilder out = new StringBuilder();
    List<String> members =
        Arrays.asList(
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
            "properties",
            "context",
            "traits",
            "previousId",
            "groupId",
            "extra");
    java.util.Collections.shuffle(members, random);
    open(out, '{');
    boolean first = true;
    for (String member : members) {
      if (random.nextInt(10) < (member.equals("type") || member.equals("userId") ? 9 : 6)) {
        if (!first) {
          out.append(',');
        }
        first = false;
        member(out, member);
      }
    }
    space(out);
    out.append('}');
    space(out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A record of {@link #wellFormed} after one to three strokes. */
  byte[] damaged() {
    byte[] bytes = wellFormed();
    for (int strokes = 1 + random.nextInt(3); strokes > 0; strokes--) {
      bytes = damage(bytes);
    }
    return bytes;
  }

  /** One stroke: a bit, a byte, a part lost, repeated or put in, or the end cut off. */
  byte[] damage(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int length = Math.min(1 + random.nextInt(12), bytes.length - at);
    switch (random.nextInt(7)) {
      case 0 -> {
        byte[] changed = bytes.clone();
        if (at < bytes.length) {
          changed[at] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
      }
      case 1 -> {
        byte[] changed = bytes.clone();
        if (at < bytes.length) {
          changed[at] = (byte) random.nextInt(256);
        }
        return changed;
      }
      case 2 -> {
        return replaced(bytes, at, length, new byte[0]);
      }
      case 3 -> {
        return replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
      }
      case 4 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 5 -> {
        byte[] raw = new byte[1 + random.nextInt(4)];
        random.nextBytes(raw);
        return replaced(bytes, at, 0, raw);
      }
      default -> {
        return replaced(bytes, at, 0, pick(DAMAGE).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(by);
    out.write(bytes, at + length, bytes.length - at - length);
    return out.toByteArray();
  }

  private void member(StringBuilder out, String member) {
    name(out, member);
    if (random.nextInt(60) == 0) {
      value(out, 1);
      return;
    }
    switch (member) {
      case "type" ->
          out.append(
              pick(
                  List.of(
                      "\"track\"",
                      "\"page\"",
                      "\"screen\"",
                      "\"identify\"",
                      "\"group\"",
                      "\"alias\"",
                      "\"Track\"")));
      case "event", "name" -> string(out, pick(STRINGS));
      case "userId", "anonymousId", "messageId", "previousId", "groupId" ->
          out.append(random.nextInt(3) == 0 ? pick(IDS) : "\"id" + random.nextInt(50) + "\"");
      case "timestamp", "originalTimestamp", "sentAt", "receivedAt" ->
          out.append(pick(TIMES.subList(0, random.nextInt(8) == 0 ? TIMES.size() : 11)));
      case "properties", "context", "traits" -> object(out, 2);
      default -> value(out, 2);
    }
  }

  private void value(StringBuilder out, int depth) {
    switch (random.nextInt(depth > 4 ? 4 : 6)) {
      case 0 -> string(out, pick(STRINGS));
      case 1 -> out.append(pick(random.nextInt(20) == 0 ? NUMBERS : NUMBERS.subList(0, 17)));
      case 2 -> out.append(pick(List.of("true", "false", "null")));
      case 3 -> string(out, random.nextInt(40) == 0 ? "\uD800" : pick(STRINGS));
      case 4 -> object(out, depth + 1);
      default -> array(out, depth + 1);
    }
  }

  private void object(StringBuilder out, int depth) {
    open(out, '{');
    int start = random.nextInt(NAMES.size());
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      boolean repeat = random.nextInt(200) == 0;
      name(out, NAMES.get((start + (repeat ? 0 : i)) % NAMES.size()));
      value(out, depth);
    }
    space(out);
    out.append('}');
  }

  private void array(StringBuilder out, int depth) {
    if (random.nextInt(50) == 0) {
      int levels = 20 + random.nextInt(16);
      out.append("[".repeat(levels)).append("]".repeat(levels));
      return;
    }
    open(out, '[');
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      space(out);
      value(out, depth);
      space(out);
    }
    out.append(']');
  }

  private void name(StringBuilder out, String name) {
    space(out);
    string(out, name);
    space(out);
    out.append(':');
    space(out);
  }

  private void string(StringBuilder out, String text) {
    out.append('"');
    boolean escapeMuch = random.nextInt(8) == 0;
    for (char c : text.toCharArray()) {
      boolean must =
          c < ' ' || c == '"' || c == '\\' || (Character.isSurrogate(c) && text.length() == 1);
      if (must || (escapeMuch && random.nextBoolean() && !Character.isSurrogate(c))) {
        out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private void open(StringBuilder out, char bracket) {
    out.append(bracket);
    space(out);
  }

  private void space(StringBuilder out) {
    if (random.nextInt(12) == 0) {
      out.append(" \n\t\r".charAt(random.nextInt(4)));
    }
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
