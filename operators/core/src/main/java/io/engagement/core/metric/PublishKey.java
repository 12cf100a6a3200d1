package io.engagement.core.metric;

import io.engagement.core.session.Publish;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Durations;
import io.engagement.core.yaml.Spelling;
import java.util.List;
import java.util.OptionalLong;

/** The key {@code publish} of definitions: {@code changes}, {@code closed} or {@code every 5m}. */
public final class PublishKey {
  private static final long LEAST_MILLIS = 1_000;
  private static final long MOST_MILLIS = 86_400_000;
  private static final String EVERY = "every ";

  private PublishKey() {}

  /** Reads the key of a definition; {@link Publish#CHANGES} without it. */
  public static Publish read(ConfigNode definition) {
    ConfigNode node = definition.child("publish");
    String text = node.textOr("changes");
    if (text.equals("closed")) {
      return Publish.CLOSED;
    }
    if (text.startsWith(EVERY)) {
      OptionalLong millis = Durations.parse(text.substring(EVERY.length()).strip());
      if (millis.isPresent()
          && millis.getAsLong() >= LEAST_MILLIS
          && millis.getAsLong() <= MOST_MILLIS) {
        return Publish.every(millis.getAsLong());
      }
    }
    // What is no text has been reported.
    if (!text.isEmpty() && !text.equals("changes")) {
      String nearest = Spelling.nearest(text, List.of("changes", "closed"));
      node.problem(
          '"' + text + "\" is none of changes, closed, every DURATION",
          nearest == null
              ? "for example every 5m, from 1s to 1d"
              : "did you mean " + nearest + '?');
    }
    return Publish.CHANGES;
  }
}
