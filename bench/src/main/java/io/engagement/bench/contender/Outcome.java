package io.engagement.bench.contender;

import io.engagement.bench.ProcessCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a contender has found, or what it should find.
 *
 * @param figures what the pass has cost; null for what is expected
 * @param events read
 * @param dailyUsers users with an event that is no ping, by day (2024-03-01); null when they are
 *     not computed
 * @param sessions with gaps of half an hour; null when they are not computed
 */
public record Outcome(
    ProcessCost.@Nullable Figures figures,
    long events,
    @Nullable Map<String, Long> dailyUsers,
    @Nullable Long sessions) {

  /** Of a contender that computes nothing. */
  public static Outcome ofEvents(ProcessCost.Figures figures, long events) {
    return new Outcome(figures, events, null, null);
  }

  /** The same without what is computed from the events. */
  public Outcome eventsOnly() {
    return new Outcome(figures, events, null, null);
  }

  /** Where it is not as expected, for people; empty when it is. */
  public List<String> differencesFrom(Outcome expected) {
    List<String> differences = new ArrayList<>();
    if (events != expected.events) {
      differences.add("%,d events instead of %,d".formatted(events, expected.events));
    }
    if (dailyUsers != null && expected.dailyUsers != null) {
      Map<String, Long> found = new TreeMap<>(dailyUsers);
      if (!found.equals(new TreeMap<>(expected.dailyUsers))) {
        differences.add("daily users " + found + " instead of " + expected.dailyUsers);
      }
    }
    if (sessions != null && expected.sessions != null && !sessions.equals(expected.sessions)) {
      differences.add("%,d sessions instead of %,d".formatted(sessions, expected.sessions));
    }
    return differences;
  }
}
