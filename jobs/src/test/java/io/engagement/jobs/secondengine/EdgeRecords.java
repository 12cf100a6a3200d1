package io.engagement.jobs.secondengine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records exactly at a boundary, and one millisecond past it, and corrections of what seemed to be
 * a user's first event: chance does not find those. Every user is one such case. All lie before the
 * generated events begin.
 */
final class EdgeRecords {
  private static final Duration SESSION_GAP = Duration.ofMinutes(30);
  private static final Duration CLICK_WINDOW = Duration.ofMinutes(30);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration MILLI = Duration.ofMillis(1);

  /** Ten in the morning of a Tuesday where the deployment is. */
  private static final Instant TUESDAY = Instant.parse("2026-01-27T15:00:00Z");

  private final List<Entry> entries = new ArrayList<>();

  private record Entry(Instant time, String json) {}

  private EdgeRecords() {}

  /** Writes them by time, and last those that come late. */
  static Path writeTo(Path file) throws IOException {
    EdgeRecords edges = new EdgeRecords();
    edges.sessions();
    edges.calendar();
    edges.clocks();
    edges.funnels();
    edges.exclusions();
    edges.clicks();
    edges.conversions();
    edges.repeatedImpressions();
    edges.retention();
    edges.entries.sort(Comparator.comparing(Entry::time));
    edges.lateness();
    return Files.write(file, edges.entries.stream().map(Entry::json).toList());
  }

  private void sessions() {
    page("pause of the gap", TUESDAY, "/a");
    page("pause of the gap", TUESDAY.plus(SESSION_GAP), "/b");
    page("longer pause", TUESDAY, "/a");
    page("longer pause", TUESDAY.plus(SESSION_GAP).plus(MILLI), "/b");
    page("stays ten seconds", TUESDAY, "/c");
    track("stays ten seconds", TUESDAY.plusSeconds(10), "Scrolled", "");
    page("stays longer", TUESDAY, "/d");
    track("stays longer", TUESDAY.plusSeconds(10).plus(MILLI), "Scrolled", "");
  }

  /** The ends of a day and of a week, and of windows of five minutes, seven and thirty days. */
  private void calendar() {
    Instant monday = Instant.parse("2026-02-02T05:00:00Z");
    page("last moment of Sunday", monday.minus(MILLI), "/e");
    page("first moment of Monday", monday, "/e");
  }

  private void clocks() {
    Instant midnight = Instant.parse("2026-01-29T05:00:00Z");
    Instant evening = midnight.minusSeconds(30);
    skewed("clock a minute off", evening, Duration.ofMinutes(1));
    skewed("clock less than a minute off", evening, Duration.ofMinutes(1).minus(MILLI));
    skewed("clock more than a day off", evening, Duration.ofDays(1).plus(MILLI));
    delivered("clock a day off, set right", evening, Duration.ofDays(1));
    ahead("five minutes ahead", midnight.plusSeconds(60), Duration.ofMinutes(5));
    ahead("further ahead", midnight.plusSeconds(60), Duration.ofMinutes(5).plus(MILLI));
  }

  private void funnels() {
    track("converts at the window", TUESDAY, "Product Viewed", "");
    track("converts at the window", TUESDAY.plus(WEEK), "Product Added", "");
    track("converts too late", TUESDAY, "Product Viewed", "");
    track("converts too late", TUESDAY.plus(WEEK).plus(MILLI), "Product Added", "");
    track("enters twice", TUESDAY, "Product Viewed", "");
    track("enters twice", TUESDAY.plusSeconds(10), "Product Viewed", "");
    track("enters twice", TUESDAY.plusSeconds(60), "Product Added", "");
    // Their ids are in the other order.
    track("does all at once", TUESDAY, "Order Completed", "");
    track("does all at once", TUESDAY, "Checkout Started", "");
    track("does all at once", TUESDAY, "Product Added", "");
    track("does all at once", TUESDAY, "Product Viewed", "");
  }

  private void exclusions() {
    Instant paid = TUESDAY.plusSeconds(60);
    failing("fails at the checkout", TUESDAY, paid);
    failing("fails after the checkout", TUESDAY.plus(MILLI), paid);
    failing("fails before the order", paid.minus(MILLI), paid);
    failing("fails at the order", paid, paid);
    failing("fails as the window ends", TUESDAY.plus(WEEK), null);
    failing("fails after the window", TUESDAY.plus(WEEK).plus(MILLI), null);
  }

  private void failing(String user, Instant failed, @Nullable Instant ordered) {
    track(user, TUESDAY, "Product Viewed", "");
    track(user, TUESDAY, "Product Added", "");
    track(user, TUESDAY, "Checkout Started", "");
    track(user, failed, "Payment Failed", "");
    if (ordered != null) {
      track(user, ordered, "Order Completed", "");
    }
  }

  private void clicks() {
    shown("click at the window", TUESDAY, "edge", "lamp");
    clicked("click at the window", TUESDAY.plus(CLICK_WINDOW), "edge", "lamp");
    shown("click too late", TUESDAY, "edge", "lamp");
    clicked("click too late", TUESDAY.plus(CLICK_WINDOW).plus(MILLI), "edge", "lamp");
    clicked("click five seconds early", TUESDAY, "edge", "lamp");
    shown("click five seconds early", TUESDAY.plusSeconds(5), "edge", "lamp");
    clicked("click too early", TUESDAY, "edge", "lamp");
    shown("click too early", TUESDAY.plusSeconds(5).plus(MILLI), "edge", "lamp");
  }

  private void conversions() {
    Duration minute = Duration.ofMinutes(1);
    shown("order at the window", TUESDAY, "edge", "lamp");
    clicked("order at the window", TUESDAY, "edge", "lamp");
    ordered("order at the window", TUESDAY.plus(WEEK), "lamp");
    shown("order too late", TUESDAY, "edge", "lamp");
    clicked("order too late", TUESDAY, "edge", "lamp");
    ordered("order too late", TUESDAY.plus(WEEK).plus(MILLI), "lamp");
    shown("two clicks before the order", TUESDAY, "first", "lamp");
    clicked("two clicks before the order", TUESDAY, "first", "lamp");
    shown("two clicks before the order", TUESDAY.plus(minute), "last", "lamp");
    clicked("two clicks before the order", TUESDAY.plus(minute), "last", "lamp");
    ordered("two clicks before the order", TUESDAY.plus(minute), "lamp");
  }

  private void repeatedImpressions() {
    shown("shown again within a week", TUESDAY, "edge", "chair");
    shown("shown again within a week", TUESDAY.plus(WEEK), "edge", "chair");
    shown("shown again after a week", TUESDAY, "edge", "chair");
    shown("shown again after a week", TUESDAY.plus(WEEK).plus(MILLI), "edge", "chair");
    listed("listed again within a week", TUESDAY);
    listed("listed again within a week", TUESDAY.plus(WEEK));
    listed("listed again after a week", TUESDAY);
    listed("listed again after a week", TUESDAY.plus(WEEK).plus(MILLI));
  }

  /** The last day that counts, and the day after. */
  private void retention() {
    page("comes back", TUESDAY, "/f");
    page("comes back", TUESDAY.plus(Duration.ofDays(14)), "/f");
    page("comes back", TUESDAY.plus(Duration.ofDays(15)), "/f");
  }

  /** The horizon is three days behind a watermark ten seconds behind the latest record. */
  private void lateness() {
    Instant latest = entries.get(entries.size() - 1).time();
    Instant horizon = latest.minusSeconds(10).minus(Duration.ofDays(3));
    page("on the horizon", horizon, "/g");
    page("behind the horizon", horizon.minus(MILLI), "/g");
    page("began a day before it seemed", latest, "/h");
    page("began a day before it seemed", latest.minus(Duration.ofDays(1)), "/h");
    page("came in elsewhere than it seemed", latest, "/i");
    page("came in elsewhere than it seemed", latest.minusSeconds(60), "/j");
  }

  private void shown(String user, Instant time, String placement, String item) {
    String items = "'items': [{'item_id': '%s'}]".formatted(item);
    track(user, time, "Recommendation Viewed", recommendation(placement) + items);
  }

  private void clicked(String user, Instant time, String placement, String item) {
    String what = "'item_id': '%s', 'position': 1".formatted(item);
    track(user, time, "Recommendation Clicked", recommendation(placement) + what);
  }

  private static String recommendation(String placement) {
    return "'recommendation_id': 'r-%1$s', 'placement_id': '%1$s', 'model_id': 'm', "
        .formatted(placement);
  }

  private void listed(String user, Instant time) {
    track(
        user,
        time,
        "Product List Viewed",
        "'list_id': 'sofas', 'products': [{'product_id': 'sofa', 'position': 1}]");
  }

  private void ordered(String user, Instant time, String item) {
    track(
        user,
        time,
        "Order Completed",
        "'currency': 'EUR', 'products': [{'product_id': '%s', 'price': 2.5, 'quantity': 2}]"
            .formatted(item));
  }

  private void page(String user, Instant time, String path) {
    add(
        time,
        user,
        "'type': 'page', 'timestamp': '%s', 'properties': {'path': '%s'}".formatted(time, path));
  }

  private void track(String user, Instant time, String event, String properties) {
    add(
        time,
        user,
        "'type': 'track', 'event': '%s', 'timestamp': '%s', 'properties': {%s}"
            .formatted(event, time, properties));
  }

  private void skewed(String user, Instant time, Duration skew) {
    Instant received = time.plus(skew);
    add(
        received,
        user,
        "'type': 'page', 'originalTimestamp': '%1$s', 'sentAt': '%1$s', 'receivedAt': '%2$s'"
            .formatted(time, received));
  }

  /** The collector has set the time right already, and says what the device said. */
  private void delivered(String user, Instant time, Duration skew) {
    add(
        time,
        user,
        ("'type': 'page', 'timestamp': '%1$s', 'originalTimestamp': '%2$s', 'sentAt': '%2$s',"
                + " 'receivedAt': '%1$s'")
            .formatted(time, time.plus(skew)));
  }

  private void ahead(String user, Instant time, Duration ahead) {
    Instant received = time.minus(ahead);
    add(
        received,
        user,
        "'type': 'page', 'timestamp': '%s', 'receivedAt': '%s'".formatted(time, received));
  }

  private void add(Instant time, String user, String members) {
    String json =
        "{'messageId': 'edge-%03d', 'userId': '%s', %s}".formatted(entries.size(), user, members);
    entries.add(new Entry(time, json.replace('\'', '"')));
  }
}
