package io.engagement.core.metric.paths;

import io.engagement.core.laws.MetricSpeed;
import java.io.IOException;
import java.nio.file.Path;

/** What paths cost. Arguments: rounds, events between two settlings of a user, a file of events. */
public final class PathsSpeed {
  private PathsSpeed() {}

  public static void main(String[] arguments) throws IOException {
    int rounds = Integer.parseInt(arguments[0]);
    int perSettling = Integer.parseInt(arguments[1]);
    Path file = Path.of(arguments[2]);
    MetricSpeed.measure(
        "paths",
        file,
        rounds,
        perSettling,
        setup -> new PathsMetric(new Paths().definition(), setup));
    MetricSpeed.measure(
        "paths, 2 breakdowns",
        file,
        rounds,
        perSettling,
        setup -> new PathsMetric(new Paths().by("platform", "channel").definition(), setup));
  }
}
