package io.engagement.core.metric.content;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.sessions.SessionsDefinition.Bounce;
import io.engagement.core.metric.sessions.SessionsDefinition.Boundary;
import io.engagement.core.metric.sessions.SessionsDefinition.Split;
import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ContentPropertyTest {
  private static final Object ABSENT = RandomHistories.ABSENT;
  private static final List<EventMatcher> VIEWS =
      List.of(
          new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of()),
          new EventMatcher.Spec(List.of(EventType.TRACK), List.of(), List.of()),
          EventMatcher.named("Home"),
          new EventMatcher.AnyOf(
              List.of(EventMatcher.named("Main"), EventMatcher.named("Order Completed"))),
          new EventMatcher.Except(EventMatcher.ANY, EventMatcher.named("Signed In")),
          EventMatcher.ANY);

  private static final List<String> ITEMS =
      List.of("properties.path", "properties.path", "properties.product_id");

  @Test
  void keepTheLawsOverTenThousandHistories() {
    MetricLaws.hold(10_000, ContentPropertyTest::random);
  }

  @Test
  void holdWhenAnonymousIdsGetTheirOwner() {
    MetricLaws.holdWhenMerged(10_000, ContentPropertyTest::random);
  }

  private static MetricCase random(RandomGenerator random) {
    Content content = new Content().of(pick(random, VIEWS), pick(random, ITEMS));
    content.sample = ZoneSample.pick(random);
    content.weekStart = pick(random, List.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY));
    content.lateHorizonMillis =
        pick(random, List.of(0L, 20_000L, 3_600_000L, Duration.ofDays(3).toMillis()));
    content.bucket =
        pick(random, List.of(Period.DAY, Period.DAY, Period.WEEK, Period.MONTH, Period.ALL));
    if (random.nextInt(6) == 0) {
      content.withoutEntries();
    }
    List<String> breakdowns = new ArrayList<>(Content.DIMENSIONS.keySet());
    breakdowns.removeIf(name -> random.nextInt(3) == 0);
    Collections.sort(breakdowns);
    content.breakdowns = breakdowns;
    content.sessionsConfigured = random.nextInt(5) != 0;
    if (content.sessionsConfigured) {
      content.gapMillis = pick(random, List.of(1_000L, 60_000L, 1_800_000L, 86_400_000L));
      content.excluded = random.nextInt(3) == 0 ? "Signed In" : null;
      content.keyEvent = random.nextInt(3) == 0 ? "Order Completed" : null;
      content.boundary = pick(random, Arrays.asList(Boundary.values()));
      content.bounce = pick(random, Arrays.asList(Bounce.values()));
      content.splits =
          Set.copyOf(
              Arrays.stream(Split.values()).filter(split -> random.nextInt(4) == 0).toList());
    }
    return content.trial(
        RandomHistories.around(content.sample)
            .event("page", "Home")
            .event("page", "")
            .event("screen", "Main")
            .event("track", "Signed In")
            .event("track", "Page Ping")
            .event("track", "Order Completed")
            .field("properties.path", Arrays.asList("/a", "/a", "/b", 5L, "", null, ABSENT))
            .field("properties.product_id", Arrays.asList("p", "q", 5L, ABSENT))
            .field(
                "properties.engagement_time_ms",
                Arrays.asList(ABSENT, ABSENT, ABSENT, ABSENT, 10_001L, 10_000L))
            .field("context.device.type", RandomHistories.DIMENSION_VALUES)
            .field("context.campaign.source", Arrays.asList("a", "a", "b", "", null))
            .pauses(content.gapMillis, content.gapMillis / 2, 10_000L, 20_000L, 0L));
  }

  private static <T> T pick(RandomGenerator random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
