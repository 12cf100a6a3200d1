package io.engagement.core.metric.sessions;

import io.engagement.core.session.Session;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.table.Breakdown;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The {@code dimensions} column: an object of breakdown name to value, names sorted. */
final class DimensionsJson {
  private static final char FIRST_PRINTABLE = 0x20;

  private final int[] order;
  private final String[] quotedNames;

  DimensionsJson(List<Breakdown> breakdowns) {
    order =
        IntStream.range(0, breakdowns.size())
            .boxed()
            .sorted(Comparator.comparing(index -> breakdowns.get(index).name()))
            .mapToInt(Integer::intValue)
            .toArray();
    quotedNames = new String[breakdowns.size()];
    for (int i = 0; i < quotedNames.length; i++) {
      StringBuilder name = new StringBuilder();
      quote(name, breakdowns.get(i).name());
      quotedNames[i] = name.toString();
    }
  }

  String of(SessionSlot<?> slot, Session session) {
    if (order.length == 0) {
      return "{}";
    }
    StringBuilder json = new StringBuilder(32 * order.length);
    char separator = '{';
    for (int index : order) {
      json.append(separator).append(quotedNames[index]).append(':');
      quote(json, slot.value(session, index));
      separator = ',';
    }
    return json.append('}').toString();
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < FIRST_PRINTABLE) {
            out.append("\\u00").append((char) ('0' + (c >> 4)));
            out.append(Character.forDigit(c & 0xF, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
