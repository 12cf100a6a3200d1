package io.engagement.core.metric.recommendations;

import static io.engagement.core.metric.recommendations.RecommendationRun.clicked;
import static io.engagement.core.metric.recommendations.RecommendationRun.line;
import static io.engagement.core.metric.recommendations.RecommendationRun.ordered;
import static io.engagement.core.metric.recommendations.RecommendationRun.viewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.RawEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of recommendations when an anonymous id turns out to be somebody. */
class RecommendationMergeTest {
  private static final String OWNER = "u";
  private static final String PHONE = "phone";
  private static final long EUROS = 1_000_000L;

  private final RecommendationRun run = new RecommendationRun(new Recommending());

  private static RawEvent onThePhone(RawEvent event) {
    return event.by(PHONE);
  }

  private void claim() {
    run.run.restart();
    run.run.claim(PHONE, OWNER);
    run.run.restart();
  }

  @Test
  void whatIsClickedOnThePhoneIsOrderedOnTheLaptop() {
    run.does(
        onThePhone(viewed("10:00:00", "a", "b")),
        onThePhone(clicked("10:01:00", "a", 1)),
        ordered("18:00:00", line("a", 10L)));
    assertThat(run.row()).containsExactly(2L, 1L, 1L, 0L, 0L, 0L);
    claim();
    assertThat(run.row()).containsExactly(2L, 1L, 1L, 0L, 0L, 0L);
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 10 * EUROS, 0L);
  }

  @Test
  void aClickFromBeforeTheLateHorizonIsOrderedWithinItsWindow() {
    run.does(onThePhone(viewed("10:00:00", "a")), onThePhone(clicked("10:01:00", "a", 1)));
    run.watermark("2024-03-06T12:00:00Z");
    run.does(ordered("2024-03-06T12:00:00Z", line("a", 10L)));
    claim();
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 10 * EUROS, 0L);
  }

  @Test
  void aClickOnTheLaptopBelongsToWhatThePhoneShowed() {
    run.does(onThePhone(viewed("10:00:00", "a")), clicked("10:01:00", "a", 1));
    assertThat(run.row()).containsExactly(1L, 0L, 0L, 0L, 0L, 1L);
    claim();
    assertThat(run.row()).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
  }

  @Test
  void whatBothIdsWereShownCountsOnce() {
    run.does(onThePhone(viewed("10:00:00", "a")), viewed("11:00:00", "a"));
    assertThat(run.row()).containsExactly(2L, 0L, 0L, 0L, 0L, 0L);
    claim();
    assertThat(run.row()).containsExactly(1L, 0L, 0L, 0L, 0L, 0L);
  }

  @Test
  void whatOneIdWasShownBeforeTheLateHorizonIsARepeatForTheOther() {
    run.does(onThePhone(viewed("10:00:00", "a"))).watermark("2024-03-06T12:00:00Z");
    run.does(viewed("2024-03-06T12:00:00Z", "a"));
    String today = "2024-03-06";
    assertThat(run.row(today, "top", "m", 0, "", "", "").get(0)).isEqualTo(1L);
    claim();
    assertThat(run.row(today, "top", "m", 0, "", "", "")).isNull();
    assertThat(run.row()).containsExactly(1L, 0L, 0L, 0L, 0L, 0L);
  }

  @Test
  void anImpressionWithFinalClicksCountsAlsoAsARepeat() {
    run.does(viewed("23:35:00", "a"));
    run.does(onThePhone(viewed("23:40:00", "a")), onThePhone(clicked("23:45:00", "a", 1)));
    run.watermark("2024-03-05T00:00:00Z").run.flush();
    assertThat(run.row()).containsExactly(2L, 1L, 1L, 0L, 0L, 0L);
    claim();
    assertThat(run.row()).containsExactly(2L, 1L, 1L, 0L, 0L, 0L);
    run.run.claim(OWNER, "another");
    assertThat(run.row())
        .as("what is taken back is what was counted")
        .isEqualTo(List.of(2L, 1L, 1L, 0L, 0L, 0L));
  }

  @Test
  void theLastClickUnderEitherIdTakesTheOrder() {
    run.does(
        onThePhone(viewed("10:00:00", "a", "b")),
        onThePhone(clicked("10:01:00", "a", 1)),
        viewed("10:30:00", "b", "a"),
        clicked("10:31:00", "a", 2));
    run.watermark("2024-03-06T12:00:00Z");
    run.does(onThePhone(ordered("2024-03-06T12:00:00Z", line("a", 10L))));
    assertThat(run.row(1, "USD").get(3)).isEqualTo(1L);
    claim();
    assertThat(run.row(1, "USD")).isNull();
    assertThat(run.row(2, "USD").get(3)).isEqualTo(1L);
  }

  @Test
  void nothingIsLostWhenOneIdIsExpiredFurtherThanTheOther() {
    for (String further : List.of(OWNER, PHONE)) {
      RawEvent[] first = {
        viewed("10:00:00", "a").by(further), clicked("10:01:00", "a", 1).by(further)
      };
      RecommendationRun ahead = new RecommendationRun(new Recommending()).does(first);
      ahead.watermark("2024-03-05T12:00:00Z").run.flush();
      String other = further.equals(OWNER) ? PHONE : OWNER;
      RecommendationRun each = new RecommendationRun(new Recommending()).does(first);
      each.does(
          viewed("20:00:00", "b").by(other),
          clicked("20:01:00", "b", 1).by(other),
          ordered("20:02:00", line("b", 5L)).by(other));
      List<Object> before = each.row();
      each.run.restore(further, ahead.run.bytes(further), 1);
      each.run.claim(PHONE, OWNER);
      each.run.restart();
      assertThat(before).containsExactly(2L, 2L, 2L, 0L, 0L, 0L);
      assertThat(each.row()).isEqualTo(before);
      assertThat(each.row(0, "USD").get(3)).isEqualTo(1L);
      each.watermark("2024-05-20T12:00:00Z").run.flush();
      assertThat(each.row()).isEqualTo(before);
    }
  }
}
