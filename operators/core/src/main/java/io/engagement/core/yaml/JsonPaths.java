package io.engagement.core.yaml;

import java.util.List;
import java.util.regex.Pattern;

/** The notation of places in an event: member names from the root, joined by dots. */
public final class JsonPaths {
  private static final Pattern PATH =
      Pattern.compile("[^.\\[\\]\\p{Cntrl}]+(?:\\.[^.\\[\\]\\p{Cntrl}]+)*");
  private static final int LONGEST = 256;

  /** What events of the Segment spec have at their root. */
  private static final List<String> ROOTS =
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
          "properties",
          "traits",
          "context",
          "groupId",
          "previousId",
          "category",
          "channel",
          "version",
          "integrations");

  private JsonPaths() {}

  /** A path that must be there. */
  public static String read(ConfigNode node) {
    String path = node.text();
    if (!path.isEmpty()) {
      check(path, node);
    }
    return path;
  }

  /** Reports what is wrong with a path, at a node. */
  static void check(String path, ConfigNode node) {
    if (path.startsWith("$.")) {
      node.problem("a path does not start with $", "write " + path.substring(2));
    } else if (path.indexOf('[') >= 0 || path.indexOf(']') >= 0) {
      node.problem("a path cannot point into an array", "only members of objects, joined by dots");
    } else if (path.length() > LONGEST || !PATH.matcher(path).matches()) {
      node.problem("\"" + path + "\" is not a path", "for example properties.price");
    } else {
      int dot = path.indexOf('.');
      String root = dot < 0 ? path : path.substring(0, dot);
      String meant = ROOTS.contains(root) ? null : Spelling.nearest(root, ROOTS);
      if (meant != null) {
        node.problem(
            "events have no " + root + " at their root",
            "did you mean " + meant + path.substring(root.length()) + '?');
      }
    }
  }
}
