package io.engagement.jobs.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What happened in a drill, for people. */
final class DrillReport {
  private final long beganNanos = System.nanoTime();
  private final List<String> events = new ArrayList<>();
  private final Map<String, String> results = new TreeMap<>();

  /** Notes what just happened, and tells it at once. */
  void note(String text, Object... values) {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    String line = "%6.1f s  %s".formatted(seconds, text.formatted(values));
    events.add(line);
    System.out.println(line);
  }

  void result(String name, Object value) {
    results.put(name, String.valueOf(value));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("\n==== exactly once, with real processes\n");
    events.forEach(line -> text.append(line).append('\n'));
    results.forEach((name, value) -> text.append("%-32s %s%n".formatted(name, value)));
    return text.toString();
  }
}
