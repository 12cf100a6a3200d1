package io.engagement.jobs.secondengine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the database is asked: the files of this room's resources.
 *
 * @param texts by name, in the order in which they run
 */
record SqlScripts(Map<String, String> texts) {
  private static final List<String> NAMES =
      List.of(
          "1-events.sql",
          "2-actives.sql",
          "3-retention.sql",
          "4-funnels.sql",
          "5-content.sql",
          "6-recommendations.sql");

  static SqlScripts asWritten() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : NAMES) {
      texts.put(name, text(name));
    }
    return new SqlScripts(texts);
  }

  /**
   * The same with one passage replaced.
   *
   * @throws IllegalArgumentException unless the passage is in that script exactly once
   */
  SqlScripts changed(String script, String passage, String replacement) {
    String text = Objects.requireNonNull(texts.get(script), script);
    int at = text.indexOf(passage);
    if (at < 0 || text.indexOf(passage, at + 1) >= 0) {
      throw new IllegalArgumentException(script + " does not say once: " + passage);
    }
    Map<String, String> changed = new LinkedHashMap<>(texts);
    changed.put(script, text.replace(passage, replacement));
    return new SqlScripts(changed);
  }

  /** The text of a file in this room's resources. */
  static String text(String name) throws IOException {
    try (InputStream resource = SqlScripts.class.getResourceAsStream("/secondengine/" + name)) {
      return new String(
          Objects.requireNonNull(resource, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
