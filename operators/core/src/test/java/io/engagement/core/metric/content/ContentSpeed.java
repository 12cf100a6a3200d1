package io.engagement.core.metric.content;

import io.engagement.core.laws.MetricSpeed;
import java.io.IOException;
import java.nio.file.Path;

/** What content costs. Arguments: rounds, events between two settlings of a user, a file. */
public final class ContentSpeed {
  private ContentSpeed() {}

  public static void main(String[] arguments) throws IOException {
    int rounds = Integer.parseInt(arguments[0]);
    int perSettling = Integer.parseInt(arguments[1]);
    Path file = Path.of(arguments[2]);
    MetricSpeed.measure(
        "content",
        file,
        rounds,
        perSettling,
        setup -> new ContentMetric(new Content().definition(), setup));
    MetricSpeed.measure(
        "content, 2 breakdowns",
        file,
        rounds,
        perSettling,
        setup -> new ContentMetric(new Content().by("platform", "channel").definition(), setup));
    MetricSpeed.measure(
        "content without entries",
        file,
        rounds,
        perSettling,
        setup -> new ContentMetric(new Content().withoutEntries().definition(), setup));
  }
}
