package io.engagement.core.event;

import static io.engagement.core.event.RejectionReason.BATCH;
import static io.engagement.core.event.RejectionReason.EMPTY;
import static io.engagement.core.event.RejectionReason.INVALID_TIMESTAMP;
import static io.engagement.core.event.RejectionReason.INVALID_UTF8;
import static io.engagement.core.event.RejectionReason.LONE_SURROGATE;
import static io.engagement.core.event.RejectionReason.MALFORMED_JSON;
import static io.engagement.core.event.RejectionReason.MISSING_EVENT_NAME;
import static io.engagement.core.event.RejectionReason.MISSING_TIMESTAMP;
import static io.engagement.core.event.RejectionReason.MISSING_TYPE;
import static io.engagement.core.event.RejectionReason.MISSING_USER;
import static io.engagement.core.event.RejectionReason.NOT_AN_OBJECT;
import static io.engagement.core.event.RejectionReason.NUL_CHARACTER;
import static io.engagement.core.event.RejectionReason.NUMBER_OUT_OF_RANGE;
import static io.engagement.core.event.RejectionReason.TOO_LARGE;
import static io.engagement.core.event.RejectionReason.UNKNOWN_TYPE;
import static io.engagement.core.event.RejectionReason.WRONG_TYPE;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A corpus of records that are no events, each of a kind of its own, with the reason for which a
 * decoder with default options refuses it whatever its schema. Everything but the fault is right.
 */
public final class BadRecords {
  /** One bad record. */
  public record BadRecord(String kind, byte[] bytes, RejectionReason reason) {
    @Override
    public String toString() {
      return reason + ": " + kind;
    }
  }

  private static final String WHO = "\"userId\":\"u1\"";
  private static final String WHEN = "\"timestamp\":\"2024-01-04T11:45:38Z\"";
  private static final String WHAT = "\"type\":\"track\",\"event\":\"E\"";

  private final List<BadRecord> records = new ArrayList<>();

  private BadRecords() {}

  /** All of them, in an order that does not change. */
  public static List<BadRecord> all() {
    BadRecords bad = new BadRecords();
    bad.emptyAndLarge();
    bad.brokenStructure();
    bad.brokenLiteralsAndNumbers();
    bad.brokenStrings();
    bad.otherFormats();
    bad.brokenUtf8();
    bad.wrongDeepWithin();
    bad.unusableStrings();
    bad.numbersOutOfRange();
    bad.wrongTypes();
    bad.missingMembers();
    bad.brokenTimes();
    return List.copyOf(bad.records);
  }

  private void add(RejectionReason reason, String kind, String text) {
    records.add(new BadRecord(kind, text.getBytes(StandardCharsets.UTF_8), reason));
  }

  /** A record that would be an event but for the given members. */
  private static String event(String members) {
    return "{" + WHAT + "," + WHO + "," + WHEN + "," + members + "}";
  }

  private void emptyAndLarge() {
    add(EMPTY, "no bytes", "");
    add(EMPTY, "a space", " ");
    add(EMPTY, "line ends", "\r\n");
    add(EMPTY, "all four kinds of white space", " \t\n\r");
    String filler = " ".repeat(256 << 10);
    add(TOO_LARGE, "an event and white space", event("\"a\":1") + filler);
    add(TOO_LARGE, "nothing but white space", filler + " ");
    add(TOO_LARGE, "a long string", event("\"a\":\"" + "x".repeat(256 << 10) + "\""));
    for (String value : List.of("[]", "[{}]", "\"{}\"", "0", "-1.5", "true", "false", "null")) {
      add(NOT_AN_OBJECT, "only " + value, value);
    }
    add(NOT_AN_OBJECT, "a batch of events", "[" + event("\"a\":1") + "]");
    add(NOT_AN_OBJECT, "an event as a string", "\"{\\\"type\\\":\\\"track\\\"}\"");
  }

  private void brokenStructure() {
    for (String text :
        List.of(
            "{",
            "}",
            "[",
            "]",
            "{]",
            "[}",
            "[1}",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{,}",
            "{,\"a\":1}",
            "{\"a\"}",
            "{\"a\" \"b\"}",
            "{\"a\":}",
            "{:1}",
            "{\"a\"::1}",
            "{\"a\":1,,\"b\":2}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":1;\"b\":2}",
            "{\"a\"=1}",
            "{\"a\"=>1}",
            "{a:1}",
            "{'a':1}",
            "{\"a\":'b'}",
            "{1:2}",
            "{null:1}",
            "{true:1}",
            "{{}:1}",
            "{[]:1}",
            "{\"a\":1]",
            "{\"a\":[1,]}",
            "{\"a\":[,1]}",
            "{\"a\":[1 2]}",
            "{\"a\":[1:2]}",
            "{\"a\":[\"b\":1]}",
            "{\"a\":[}",
            "{\"a\":{}",
            "{\"a\":[]",
            "{\"a\":(1)}",
            "{\"a\":1,\"b\"",
            "{\"a\":1,\"b\":",
            "{\"a\":1,2}",
            "{\"a\":{\"b\":1,}}",
            "{\"a\":...}",
            "({})")) {
      add(MALFORMED_JSON, "structure " + text, text);
    }
    String event = event("\"a\":1");
    add(MALFORMED_JSON, "two records", event + event);
    add(MALFORMED_JSON, "two records and a line end", event + "\n" + event);
    for (String tail :
        List.of("}", "]", ",", ";", "x", "\"", "//", "/**/", "#", "null", "0", "\0")) {
      add(MALFORMED_JSON, "trailing " + tail, event + tail);
    }
    add(MALFORMED_JSON, "cut before its end", event.substring(0, event.length() - 1));
    add(MALFORMED_JSON, "cut in a string", event.substring(0, 12));
    add(MALFORMED_JSON, "cut after its colon", event.substring(0, 8));
    add(MALFORMED_JSON, "a comment before", "/* e */" + event);
    add(MALFORMED_JSON, "a line comment within", "{// e\n\"a\":1}");
    add(MALFORMED_JSON, "a comment within", event("\"a\":/*1*/2"));
    add(MALFORMED_JSON, "a shell comment within", "{#e\n\"a\":1}");
    for (char space : "\f\u000B\u00A0\u0085\u2028\u3000\u001E\0".toCharArray()) {
      add(MALFORMED_JSON, "white space " + (int) space, "{" + space + "\"a\":1}");
    }
  }

  private void brokenLiteralsAndNumbers() {
    for (String value :
        List.of(
            "True",
            "TRUE",
            "tru",
            "truE",
            "truee",
            "False",
            "fals",
            "falsE",
            "falsey",
            "Null",
            "NULL",
            "nul",
            "nulL",
            "nulll",
            "None",
            "nil",
            "undefined",
            "yes",
            "NaN",
            "-NaN",
            "Infinity",
            "-Infinity",
            "+Infinity",
            "inf",
            "01",
            "00",
            "-01",
            "-",
            "+",
            "+1",
            "--1",
            ".5",
            "-.5",
            "1.",
            "1.e1",
            "1e",
            "1E",
            "1e+",
            "1E-",
            "1e1.5",
            "1e1e1",
            "1.2.3",
            "0x10",
            "0b1",
            "0o7",
            "1_000",
            "1 000",
            "1f",
            "1L",
            "1d",
            "1n",
            "\u0663",
            "\u00BD",
            "1-1",
            "$1",
            "1%",
            "e5",
            "0e",
            "0.e",
            "-e1",
            "@",
            "`a`",
            "\"a\"\"b\"",
            "\"a\"+\"b\"",
            "'a'",
            "u'a'",
            "/a/",
            "a",
            "new Date()")) {
      add(MALFORMED_JSON, "value " + value, event("\"a\":" + value));
    }
    add(MALFORMED_JSON, "a decimal comma", event("\"a\":1,5"));
    add(MALFORMED_JSON, "NaN in an array", event("\"a\":[NaN]"));
    add(MALFORMED_JSON, "a literal that ends the record", "{\"a\":tru");
  }

  private void brokenStrings() {
    for (String escape :
        List.of(
            "\\x41",
            "\\a",
            "\\v",
            "\\0",
            "\\'",
            "\\U0041",
            "\\u",
            "\\u1",
            "\\u12",
            "\\u123",
            "\\u12G4",
            "\\u{41}",
            "\\u 041",
            "\\u+041",
            "\\u-041",
            "\\u00\\u0041",
            "\\ ",
            "\\N",
            "\\\n",
            "\\e",
            "\\1",
            "\\u\u0661\u0662\u0663\u0664")) {
      add(MALFORMED_JSON, "escape " + escape, event("\"a\":\"" + escape + "\""));
    }
    add(MALFORMED_JSON, "an unknown escape in a name", event("\"\\x41\":1"));
    add(MALFORMED_JSON, "a short escape in a name", event("\"\\u00\":1"));
    for (int control : new int[] {0, 1, 8, 9, 10, 12, 13, 27, 31}) {
      String raw = String.valueOf((char) control);
      add(MALFORMED_JSON, "raw control " + control, event("\"a\":\"x" + raw + "y\""));
      add(MALFORMED_JSON, "raw control in a name " + control, event("\"x" + raw + "y\":1"));
    }
    add(MALFORMED_JSON, "no closing quote", "{\"a\":\"b}");
    add(MALFORMED_JSON, "no closing quote, long", "{\"a\":\"" + "b".repeat(100) + "}");
    add(MALFORMED_JSON, "an escaped closing quote", "{\"a\":\"b\\\"}");
    add(MALFORMED_JSON, "a backslash at the end", "{\"a\":\"b\\");
    add(MALFORMED_JSON, "an escape cut at the end", "{\"a\":\"b\\u00");
    add(MALFORMED_JSON, "a name without closing quote", "{\"a:1}");
    add(MALFORMED_JSON, "a quote within", event("\"a\":\"b\"c\""));
    add(MALFORMED_JSON, "curly quotes", "{\u201Ca\u201D:1}");
  }

  private void otherFormats() {
    String event = event("\"a\":1");
    add(MALFORMED_JSON, "two byte order marks", "\uFEFF\uFEFF" + event);
    add(EMPTY, "only a byte order mark", "\uFEFF");
    add(MALFORMED_JSON, "byte order mark after", event + "\uFEFF");
    add(MALFORMED_JSON, "text", "GET / HTTP/1.1");
    add(MALFORMED_JSON, "XML", "<event type=\"track\"/>");
    add(MALFORMED_JSON, "HTML", "<!doctype html><html></html>");
    add(MALFORMED_JSON, "YAML", "type: track\nevent: E");
    add(MALFORMED_JSON, "CSV", "track,E,u1,2024-01-04T11:45:38Z");
    add(MALFORMED_JSON, "form data", "type=track&event=E");
    add(MALFORMED_JSON, "logfmt", "type=track event=E");
    add(MALFORMED_JSON, "JSONP", "cb(" + event + ")");
    add(MALFORMED_JSON, "JSON after a guard", ")]}',\n" + event);
    add(MALFORMED_JSON, "a JSON text sequence", "\u001E" + event);
    add(MALFORMED_JSON, "a server-sent event", "data: " + event);
    add(MALFORMED_JSON, "base64", "eyJ0eXBlIjoidHJhY2sifQ==");
    add(MALFORMED_JSON, "a Python dict", "{'type': 'track', 'event': None}");
    add(MALFORMED_JSON, "a Ruby hash", "{:type=>\"track\"}");
    add(MALFORMED_JSON, "JSON5", "{type:'track',event:'E',}");
    records.add(
        new BadRecord("UTF-16LE", event.getBytes(StandardCharsets.UTF_16LE), MALFORMED_JSON));
    records.add(
        new BadRecord("UTF-16BE", event.getBytes(StandardCharsets.UTF_16BE), MALFORMED_JSON));
    utf8("UTF-16 with its mark", "feff007b007d");
    utf8("gzip", "1f8b08000000000000ff");
    utf8("Java serialization", "aced0005737200");
    utf8("zstd", "28b52ffd2000");
    utf8("Avro object container", "4f626a01fffe");
    utf8("LZ4 frame", "04224d186440a7");
    utf8("CBOR map", "bf647479706565747261636bff");
    utf8("MessagePack map", "81a474797065a5747261636b");
  }

  private void brokenUtf8() {
    String[][] kinds = {
      {"overlong NUL", "c080"},
      {"overlong slash", "c0af"},
      {"overlong of two", "c1bf"},
      {"overlong of three", "e08080"},
      {"highest overlong of three", "e09fbf"},
      {"overlong of four", "f0808080"},
      {"highest overlong of four", "f08fbfbf"},
      {"first high surrogate", "eda080"},
      {"last low surrogate", "edbfbf"},
      {"surrogate pair (CESU-8)", "eda0bdedb880"},
      {"above U+10FFFF", "f4908080"},
      {"lead F5", "f5808080"},
      {"five bytes", "f888808080"},
      {"six bytes", "fc8480808080"},
      {"FE", "fe"},
      {"FF", "ff"},
      {"a lone continuation", "80"},
      {"a last lone continuation", "bf"},
      {"one continuation too many", "c3a9a9"},
      {"two cut after one", "c3"},
      {"three cut after one", "e2"},
      {"three cut after two", "e282"},
      {"four cut after one", "f0"},
      {"four cut after two", "f09f"},
      {"four cut after three", "f09f98"},
      {"Latin-1", "e9"},
      {"Windows-1252 quotes", "9361 94".replace(" ", "")},
      {"Shift JIS", "83658358"},
    };
    for (String[] kind : kinds) {
      wrapped(kind[0] + " in a string", kind[1], "\"a\":\"x", "y\"");
    }
    for (int i : new int[] {0, 4, 7, 10, 14, 15, 20, 25}) {
      wrapped(kinds[i][0] + " in a name", kinds[i][1], "\"x", "y\":1");
      wrapped(kinds[i][0] + " between tokens", kinds[i][1], "\"a\":", "1");
      wrapped(kinds[i][0] + " in the userId", kinds[i][1], "\"anonymousId\":\"", "\"");
    }
    wrapped("cut at the end of a name", "e282", "\"x", "\":1");
    wrapped("after twenty plain characters", "ff", "\"a\":\"" + "x".repeat(20), "\"");
    wrapped("after an escape", "ff", "\"a\":\"\\n", "\"");
    utf8("cut at the end of the record", "7b2261223a22f09f98");
    utf8("only FF", "ff");
    utf8("only a continuation", "80");
  }

  private void utf8(String kind, String hex) {
    records.add(new BadRecord(kind, HexFormat.of().parseHex(hex), INVALID_UTF8));
  }

  private void wrapped(String kind, String hex, String before, String after) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] halves = event(before + "\0" + after).split("\0", -1);
    out.writeBytes(halves[0].getBytes(StandardCharsets.UTF_8));
    out.writeBytes(HexFormat.of().parseHex(hex));
    out.writeBytes(halves[1].getBytes(StandardCharsets.UTF_8));
    records.add(new BadRecord(kind, out.toByteArray(), INVALID_UTF8));
  }

  private void wrongDeepWithin() {
    add(MALFORMED_JSON, "nothing but 200,000 open brackets", "[".repeat(200_000));
    add(MALFORMED_JSON, "nothing but 40,000 open objects", "{\"a\":".repeat(40_000));
    add(NOT_AN_OBJECT, "100,000 levels, closed", "[".repeat(100_000) + "]".repeat(100_000));
    for (String wrong :
        List.of(
            "]", "1 1", "1,", ",", "\"a\":1", "tru", "01", "\"", "\"\\x\"", "{1:2}", "{\"a\"}")) {
      String within = "[".repeat(600) + wrong + "]".repeat(600);
      add(MALFORMED_JSON, "600 levels around " + wrong, event("\"a\":" + within));
    }
    String mixed = "[{\"a\":".repeat(300) + "1" + "]}".repeat(300);
    add(MALFORMED_JSON, "600 levels that end in the wrong order", event("\"a\":" + mixed));
  }

  private void unusableStrings() {
    String others = "\"type\":\"page\"," + WHEN;
    for (String member : List.of("userId", "anonymousId")) {
      String record = "{" + others + ",\"%s\":\"%s\"}";
      add(NUL_CHARACTER, member, record.formatted(member, "a\\u0000b"));
      add(LONE_SURROGATE, member, record.formatted(member, "a\\ud800"));
    }
    for (String member : List.of("messageId", "name")) {
      String record = "{" + others + "," + WHO + ",\"%s\":\"%s\"}";
      add(NUL_CHARACTER, member, record.formatted(member, "a\\u0000b"));
      add(LONE_SURROGATE, member, record.formatted(member, "a\\ud800"));
    }
    String user = "{" + WHAT + "," + WHEN + ",\"userId\":\"%s\"}";
    add(NUL_CHARACTER, "alone", user.formatted("\\u0000"));
    add(NUL_CHARACTER, "after a pair", user.formatted("\\ud83d\\ude00\\u0000"));
    add(NUL_CHARACTER, "at the end", user.formatted("u1\\u0000"));
    for (String half :
        List.of(
            "\\udc00",
            "\\udc00\\ud800",
            "\\ud800\\ud800",
            "\\ud800x",
            "\\ud800\\u0041",
            "\\ud800\\n",
            "\\uDBFF",
            "\\uDFFF",
            "\\ud83d\\ude00\\ude00",
            "x\\ud83d\u00E9")) {
      add(LONE_SURROGATE, half, user.formatted(half));
    }
  }

  private void numbersOutOfRange() {
    String user = "{" + WHAT + "," + WHEN + ",\"userId\":%s}";
    for (String number :
        List.of(
            "1e400",
            "-1e400",
            "1E+308",
            "9e308",
            "1e-309",
            "-1e-400",
            "1e1000000000",
            "1e-1000000000",
            "1e99999999999999999999",
            "0e309",
            "0.0e-999",
            "1e00000000000000000400",
            "12345e304",
            "0.00001e-304")) {
      add(NUMBER_OUT_OF_RANGE, number, user.formatted(number));
    }
    add(NUMBER_OUT_OF_RANGE, "101 digits", user.formatted("1".repeat(101)));
    add(NUMBER_OUT_OF_RANGE, "101 digits, negative", user.formatted("-" + "1".repeat(101)));
    add(NUMBER_OUT_OF_RANGE, "101 digits with a point", user.formatted("1." + "1".repeat(100)));
    add(NUMBER_OUT_OF_RANGE, "101 zeros", user.formatted("0." + "0".repeat(100)));
    add(NUMBER_OUT_OF_RANGE, "100,000 digits", user.formatted("1".repeat(100_000)));
  }

  private void wrongTypes() {
    for (String value : List.of("1", "true", "{}", "[\"track\"]")) {
      add(WRONG_TYPE, "type " + value, "{" + WHO + "," + WHEN + ",\"type\":" + value + "}");
      String event = "{\"type\":\"track\"," + WHO + "," + WHEN + ",\"event\":" + value + "}";
      add(WRONG_TYPE, "event " + value, event);
    }
    for (String member : List.of("userId", "anonymousId")) {
      for (String value : List.of("true", "false", "{}", "[\"u1\"]")) {
        add(
            MISSING_USER,
            member + " " + value,
            "{" + WHAT + "," + WHEN + ",\"" + member + "\":" + value + "}");
      }
    }
    for (String member : List.of("timestamp", "originalTimestamp")) {
      for (String value : List.of("true", "false", "{\"$date\":1}", "[2024,1,4]")) {
        add(
            INVALID_TIMESTAMP,
            member + " " + value,
            "{" + WHAT + "," + WHO + ",\"" + member + "\":" + value + "}");
      }
    }
  }

  private void missingMembers() {
    String rest = "," + WHO + "," + WHEN + ",\"event\":\"E\"}";
    add(MISSING_TYPE, "an empty object", "{}");
    add(MISSING_TYPE, "no type", "{\"a\":1" + rest);
    add(MISSING_TYPE, "type null", "{\"type\":null" + rest);
    add(MISSING_TYPE, "type empty", "{\"type\":\"\"" + rest);
    add(MISSING_TYPE, "type in another case", "{\"Type\":\"track\"" + rest);
    add(MISSING_TYPE, "type in properties", "{\"properties\":{\"type\":\"track\"}" + rest);
    for (String type :
        List.of(" track", "track ", "click", "event", "pageview", "tracks", "null", "\u0442rack")) {
      add(UNKNOWN_TYPE, "type '" + type + "'", "{\"type\":\"" + type + "\"" + rest);
    }
    missingUsers();
    String batch = "\"batch\":[" + event("\"a\":1") + "]";
    add(BATCH, "a request of a tracker", "{" + batch + ",\"sentAt\":1704368738}");
    add(BATCH, "an empty batch", "{\"batch\":[]}");
    add(MISSING_TYPE, "a batch that is no list", "{\"batch\":{}}");
    String named = "{\"type\":\"track\"," + WHO + "," + WHEN;
    add(MISSING_EVENT_NAME, "no event", named + "}");
    add(MISSING_EVENT_NAME, "event null", named + ",\"event\":null}");
    add(MISSING_EVENT_NAME, "event empty", named + ",\"event\":\"\"}");
    add(MISSING_EVENT_NAME, "event blank", named + ",\"event\":\" \\t\"}");
    add(MISSING_EVENT_NAME, "a name instead", named + ",\"name\":\"E\"}");
    add(MISSING_EVENT_NAME, "event in properties", named + ",\"properties\":{\"event\":\"E\"}}");
    String timed = "{" + WHAT + "," + WHO;
    String time = "\"2024-01-04T11:45:38Z\"";
    add(MISSING_TIMESTAMP, "no time", timed + "}");
    add(MISSING_TIMESTAMP, "timestamp null", timed + ",\"timestamp\":null}");
    add(MISSING_TIMESTAMP, "both null", timed + ",\"timestamp\":null,\"originalTimestamp\":null}");
    add(MISSING_TIMESTAMP, "only sentAt", timed + ",\"sentAt\":" + time + "}");
    add(MISSING_TIMESTAMP, "under another name", timed + ",\"time\":" + time + "}");
  }

  private void missingUsers() {
    String rest = WHAT + "," + WHEN + "}";
    add(MISSING_USER, "no id", "{" + rest);
    add(MISSING_USER, "both null", "{\"userId\":null,\"anonymousId\":null," + rest);
    add(MISSING_USER, "both blank", "{\"userId\":\"\",\"anonymousId\":\" \\n\"," + rest);
    add(MISSING_USER, "both blocked", "{\"userId\":\"guest\",\"anonymousId\":\"null\"," + rest);
    add(MISSING_USER, "blocked and blank", "{\"userId\":\"NULL\",\"anonymousId\":\"\"," + rest);
    add(MISSING_USER, "only a group", "{\"groupId\":\"g1\"," + rest);
    add(MISSING_USER, "only a previous id", "{\"previousId\":\"p1\"," + rest);
    add(MISSING_USER, "in context", "{\"context\":{\"userId\":\"u1\"}," + rest);
    add(MISSING_USER, "an em space", "{\"userId\":\"\u2003\"," + rest);
    for (String blocked :
        List.of(
            "null",
            "nil",
            "none",
            "undefined",
            "anonymous",
            "guest",
            "unknown",
            "0",
            "-1",
            "nan",
            "[object object]",
            "true",
            "false",
            "not_authenticated",
            "id",
            "distinct_id",
            "email",
            "NULL",
            "None",
            "Undefined",
            "NaN",
            "[object Object]",
            "False",
            " guest ",
            "\\tID\\n",
            "\\u0030")) {
      add(MISSING_USER, "blocked '" + blocked + "'", "{\"userId\":\"" + blocked + "\"," + rest);
    }
    for (String number : List.of("0", "-1", "0.0", "-0", "-1.0", "-10e-1")) {
      add(MISSING_USER, "the number " + number, "{\"userId\":" + number + "," + rest);
    }
  }

  private void brokenTimes() {
    String record = "{" + WHAT + "," + WHO + ",\"%s\":%s%s}";
    for (String text :
        List.of(
            "now",
            "yesterday",
            "2024-01",
            "2024-1-4",
            "24-01-04",
            "2024/01/04",
            "01/04/2024",
            "04.01.2024",
            "2024-01-04T",
            "2024-01-04T11",
            "2024-01-04T11:",
            "2024-01-04T11:4",
            "2024-01-04T11:45:",
            "2024-01-04T11:45:3Z",
            "2024-01-04T11:45:38.Z",
            "2024-01-04T11:45:38.12aZ",
            "2024-01-04T11:45:38ZZ",
            "2024-01-04T11:45:38+",
            "2024-01-04T11:45:38+2",
            "2024-01-04T11:45:38+02:",
            "2024-01-04T11:45:38+02:60",
            "2024-01-04T11:45:38+18:01",
            "2024-01-04T11:45:38+99:00",
            "2024-01-04T11:45:38[UTC]",
            "2024-01-04_11:45:38Z",
            "2024-01-04  11:45:38Z",
            "2024-00-04T11:45:38Z",
            "2024-13-04T11:45:38Z",
            "2024-01-00T11:45:38Z",
            "2024-01-32T11:45:38Z",
            "2023-02-29T11:45:38Z",
            "2100-02-29T11:45:38Z",
            "2024-02-30",
            "2024-04-31",
            "2024-01-04T24:00:00Z",
            "2024-01-04T25:00:00Z",
            "2024-01-04T11:60:00Z",
            "2016-12-31T23:59:60Z",
            "2024-01-04T11:45:61Z",
            "1969-12-31T23:59:59.999Z",
            "1970-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "+2024-01-04T11:45:38Z",
            "+12024-01-04T11:45:38Z",
            "-2024-01-04T11:45:38Z",
            "20240104T1145387Z",
            "2024-01-04T114538Z",
            "20240104 114538",
            "20240104T11:45:38Z",
            "2024-W01-4",
            "2024-004",
            "Thu Jan 04 2024 11:45:38 GMT+0000",
            "2024-01-04T11:45:38.000000Zx",
            "\u0662\u0660\u0662\u0664-01-04T11:45:38Z",
            "2024\u201301\u201304",
            "/Date(1704368738000)/",
            "NaN",
            "null",
            "Thu, 31 Feb 2024 11:45:38 GMT",
            "Thu, 04 Jan 2024 24:45:38 GMT",
            "Thu, 04 Jan 24 11:45:38 GMT",
            "Thu, 04 Foo 2024 11:45:38 GMT",
            "Thu, 04 Jan 2024 11:45:38 XYZ",
            "Thu, 04 Jan 2024 11:45:38",
            "1704368738.5.5",
            "1704368738s",
            "1e9",
            "999999999999999999999999999")) {
      add(
          INVALID_TIMESTAMP,
          "'" + text + "'",
          record.formatted("timestamp", "\"" + text + "\"", ""));
    }
    for (String number :
        List.of("-1", "-0.5", "-1704368738000", "1e300", "1e400", "9".repeat(200))) {
      add(INVALID_TIMESTAMP, number, record.formatted("timestamp", number, ""));
    }
    add(
        INVALID_TIMESTAMP,
        "originalTimestamp",
        record.formatted("originalTimestamp", "\"soon\"", ""));
    add(INVALID_TIMESTAMP, "negative", record.formatted("originalTimestamp", "-1", ""));
    add(
        INVALID_TIMESTAMP,
        "corrected to before 1970",
        record.formatted(
            "timestamp", "0", ",\"sentAt\":\"2024-01-02\",\"receivedAt\":\"2024-01-01\""));
  }
}
