package io.engagement.generate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that are no events, as they turn up in real topics: cut off, mangled, of the wrong shape,
 * without what an event must have. None is empty and none holds a line end, so that each is exactly
 * one record in a file as well.
 */
final class MalformedRecords {
  private static final String TIME = "\"timestamp\":\"@\"";

  private final Dice dice;
  private final List<byte[]> templates = new ArrayList<>();

  MalformedRecords(long seed) {
    this.dice = new Dice(seed);
    text(
        "{\"type\":\"track\",\"event\":\"Product Viewed\",\"messageId\":\"m-#\",\"anonymousId\":\"a-#");
    text("{\"type\":\"page\",\"name\":\"Home\",\"anonymousId\":\"a-#\"," + TIME + ",}");
    text("{\"type\":\"page\",\"anonymousId\":\"a-#\"," + TIME + "} trailing");
    text("{'type':'page','anonymousId':'a-#','timestamp':'@'}");
    text("[{\"type\":\"page\",\"anonymousId\":\"a-#\"," + TIME + "}]");
    text("\"{\\\"type\\\":\\\"page\\\"}\"");
    text("null");
    text("#");
    text("<html><head><title>502 Bad Gateway</title></head><body>#</body></html>");
    text("type=page&anonymousId=a-#&timestamp=@");
    text("{\"anonymousId\":\"a-#\"," + TIME + ",\"event\":\"Product Viewed\"}");
    text("{\"type\":\"pageview\",\"anonymousId\":\"a-#\"," + TIME + "}");
    text("{\"type\":7,\"anonymousId\":\"a-#\"," + TIME + "}");
    text("{\"type\":\"track\",\"messageId\":\"m-#\",\"anonymousId\":\"a-#\"," + TIME + "}");
    text("{\"type\":\"track\",\"event\":\"\",\"anonymousId\":\"a-#\"," + TIME + "}");
    text("{\"type\":\"track\",\"event\":\"Order Completed\"," + TIME + ",\"messageId\":\"m-#\"}");
    text("{\"type\":\"page\",\"userId\":\" null \",\"anonymousId\":\"undefined\"," + TIME + "}");
    text(
        "{\"type\":\"page\",\"userId\":0,\"anonymousId\":\"\"," + TIME + ",\"messageId\":\"m-#\"}");
    text("{\"type\":\"page\",\"anonymousId\":\"a-#\",\"timestamp\":\"Invalid Date\"}");
    text("{\"type\":\"page\",\"anonymousId\":\"a-#\",\"timestamp\":\"yesterday at noon\"}");
    text("{\"type\":\"page\",\"anonymousId\":\"a-#\",\"timestamp\":\"2024-13-45T25:61:00Z\"}");
    text("{\"type\":\"page\",\"anonymousId\":\"a-#\",\"timestamp\":true}");
    text("{\"batch\":[{\"type\":\"page\",\"anonymousId\":\"a-#\"," + TIME + "}]}");
    text("{\"type\":\"page\",\"anonymousId\":\"a-#\",\"properties\":{\"value\":NaN}," + TIME + "}");
    text("{\"type\":\"page\",\"anonymousId\":\"a-#\",\"properties\":{\"value\":01}," + TIME + "}");
    text("{\"type\":\"page\",\"userId\":\"u\\u0000-#\"," + TIME + "}");
    text("{\"type\":\"page\",\"userId\":\"u\\uD800-#\"," + TIME + "}");
    bytes("{\"type\":\"page\",\"anonymousId\":\"caf\u00e9-#\"," + TIME + "}");
    bytes("\u0000\u0001\u0002\u00fe\u00ff\u0080#");
    text("{\"a\":".repeat(1200) + "1" + "}".repeat(1200));
  }

  /** Replaces the content of {@code out} with the next broken record. */
  void next(long timeMillis, JsonBytes out) {
    byte[] template = templates.get(dice.below(templates.size()));
    long number = dice.nextLong();
    out.clear();
    for (byte b : template) {
      if (b == '#') {
        out.number(number >>> 24);
      } else if (b == '@') {
        out.instant(timeMillis);
      } else {
        out.put((char) (b & 0xff));
      }
    }
  }

  /** How many kinds there are. */
  int kinds() {
    return templates.size();
  }

  private void text(String template) {
    templates.add(template.getBytes(StandardCharsets.UTF_8));
  }

  /** Characters become single bytes: what is above 0x7f is no UTF-8 then. */
  private void bytes(String template) {
    templates.add(template.getBytes(StandardCharsets.ISO_8859_1));
  }
}
