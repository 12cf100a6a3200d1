package io.engagement.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.engagement.dashboard.DashboardServer.Listen;
import io.engagement.dashboard.view.View;
import io.engagement.dashboard.view.Views;
import io.engagement.dashboard.web.Scene;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page over real tables: every number and every view. */
class DashboardITCase {
  private static final String DATES = "from=2026-02-20&to=2026-03-04";

  private static TestShop shop;
  private static DashboardServer server;
  private static Client client;
  private static String beforeAnything;

  @BeforeAll
  static void start() throws Exception {
    shop = new TestShop("dashboard_tests");
    server = DashboardServer.start(shop.address(ZoneId.of("UTC")), Listen.loopback(0));
    client = new Client(server.uri());
    beforeAnything = client.get("/api/view/overview").body();
    shop.publish();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void saysSoBeforeAnythingIsPublished() {
    assertThat(beforeAnything).contains("\"health\":\"nothing published yet\"", "\"panels\":[]");
  }

  /** The statement that is shown, run by hand, gives what is shown. */
  @Test
  void everyNumberIsThatOfTheStatementThatIsShown() throws Exception {
    int compared = 0;
    for (View view : Views.load().all()) {
      JsonNode answer = client.json("/api/view/" + view.id() + "?user=ann&" + DATES);
      assertThat(answer.at("/ledger/commit").asLong()).isEqualTo(40);
      for (JsonNode panel : answer.get("panels")) {
        String place = view.id() + "/" + panel.get("id").asText();
        assertThat(panel.get("error").isNull()).as(place + ": " + panel.get("error")).isTrue();
        assertThat(panel.get("rows")).as(place).isNotEmpty();
        compared += compare(place, panel);
      }
    }
    assertThat(compared).isGreaterThan(1_000);
  }

  private static int compare(String place, JsonNode panel) throws Exception {
    int compared = 0;
    try (Connection connection = shop.connect();
        Statement statement = connection.createStatement()) {
      boolean isResult = statement.execute(panel.get("sql").asText());
      while (!isResult) {
        assertThat(statement.getUpdateCount()).as(place).isNotNegative();
        isResult = statement.getMoreResults();
      }
      ResultSet row = statement.getResultSet();
      for (JsonNode shown : panel.get("rows")) {
        assertThat(row.next()).as(place).isTrue();
        for (int i = 0; i < shown.size(); i++) {
          String column = panel.at("/columns/" + i + "/name").asText();
          String format = panel.at("/columns/" + i + "/column/format").asText();
          if (column.equals("words") || column.matches(".*(?<!lift)_(low|high)")) {
            continue; // Made of the others.
          }
          compared++;
          String as = place + " " + column;
          String stored = row.getString(column);
          JsonNode value = shown.get(i);
          if (stored == null) {
            assertThat(value.isNull()).as(as).isTrue();
          } else if (value.isNumber()) {
            assertThat(value.decimalValue()).as(as).isEqualByComparingTo(row.getBigDecimal(column));
          } else if (value.isBoolean()) {
            assertThat(value.booleanValue()).as(as).isEqualTo(row.getBoolean(column));
          } else if (format.equals("instant") && !stored.equals("infinity")) {
            assertThat(Instant.parse(value.asText()))
                .as(as)
                .isEqualTo(row.getObject(column, OffsetDateTime.class).toInstant());
          } else {
            assertThat(value.asText()).as(as).isEqualTo(stored);
          }
        }
      }
      assertThat(row.next()).as(place).isFalse();
    }
    return compared;
  }

  @Test
  void numbersAreThoseOfTheShop() throws Exception {
    assertThat(rows("retention", "grid", "", "cohort", "period_index", "users", "size", "complete"))
        .containsExactly(
            "2026-03-01 0 10 10 true",
            "2026-03-01 1 4 10 true",
            "2026-03-01 2 3 10 true",
            "2026-03-01 3 1 10 false",
            "2026-03-02 0 8 8 true",
            "2026-03-02 1 0 8 true",
            "2026-03-02 2 2 8 false",
            "2026-03-04 0 6 6 false");
    assertThat(rows("retention", "curve", "", "period_index", "users", "size"))
        .containsExactly("0 18 18", "1 4 18", "2 3 10");
    assertThat(rows("funnel", "steps", "", "step", "users", "lost", "complete"))
        .containsExactly("1 40 null false", "2 16 24 false", "3 4 12 false", "4 0 4 false");
    assertThat(rows("funnel", "conversion", "", "bucket", "rate", "converted", "entered"))
        .as("the last step that nobody reached is the last one all the same")
        .containsExactly("2026-03-01 0 0 20", "2026-03-04 0 0 20");
    assertThat(rows("overview", "sessions", "", "bucket", "sessions"))
        .contains("2026-03-04 22", "2026-02-25 22");
    assertThat(rows("overview", "abandonment", "", "abandoned", "closed")).contains("8 16");
    assertThat(rows("overview", "now", "", "users")).hasSize(120);
    assertThat(rows("carts", "sums", "", "currency", "created", "amount_purchased"))
        .containsExactly("EUR 130 1953.25", "USD 130 1953.25");
    assertThat(
            rows("recommendations", "models", "", "impressions", "clicked_impressions", "clicks"))
        .containsExactly("100 5 6", "50 1 1");
    assertThat(rows("person", "slipping", "", "score")).containsExactly("80", "8");
    assertThat(rows("person", "profile", "&user=ann", "score_now")).containsExactly("4");
    assertThat(rows("person", "profile", "&user=" + encoded("ann' OR ''='"), "score_now"))
        .isEmpty();
  }

  /** Where there is nothing any more, the last thing that there was is not what is now. */
  @Test
  void whatHasGoneQuietIsZero() throws Exception {
    assertThat(rows("overview", "now", "", "bucket", "users", "complete"))
        .contains("2026-03-04T10:30:00Z 0 true")
        .endsWith("2026-03-04T11:05:00Z 7 true");
    String quiet = "&sessions=web2&carts=carts2";
    assertThat(rows("overview", "sessions", quiet, "bucket", "sessions"))
        .containsExactly("2026-03-01 8", "2026-03-02 8", "2026-03-03 0", "2026-03-04 0");
    assertThat(rows("overview", "bounce", quiet, "bucket", "rate", "sessions"))
        .endsWith("2026-03-03 null 0", "2026-03-04 null 0");
    assertThat(rows("overview", "orders", quiet, "bucket", "orders", "complete"))
        .containsExactly("2026-03-02 2 true", "2026-03-03 0 true", "2026-03-04 0 false");
    assertThat(rows("overview", "conversion", quiet, "bucket", "rate", "complete"))
        .endsWith("2026-03-02 0.25 true", "2026-03-03 null true", "2026-03-04 null false");
    assertThat(rows("overview", "abandonment", quiet, "bucket", "rate", "closed", "complete"))
        .containsExactly(
            "2026-03-02 0.6 5 true", "2026-03-03 null 0 true", "2026-03-04 null 0 false");
  }

  /** Why is a number not what was reported: what it was, what it is, since when, why. */
  @Test
  void whatWasCompleteAndChangedIsSaid() throws Exception {
    String[] columns = {
      "table_name", "bucket", "period", "of", "before", "after", "change", "cause"
    };
    assertThat(rows("corrections", "numbers", "", columns))
        .containsExactly(
            "active_users 2026-03-02 day null 12344 12345 1 late",
            "retention 2026-03-01 day period_index 1 5 4 -1 deletion");
    assertThat(rows("corrections", "numbers", "&of=all&table=active_users", columns))
        .containsExactlyInAnyOrder(
            "active_users 2026-03-02 day null 12344 12345 1 late",
            "active_users 2026-03-02 day dimension channel, value <b>mail</b> null 1 1 late or merge");
    assertThat(rows("corrections", "days", "&of=all", "day", "cause", "numbers"))
        .containsExactly(
            "2026-03-03 deletion 1", "2026-03-04 late 1", "2026-03-04 late or merge 1");
  }

  /** A day has passed and its numbers still grow: carts are open, orders of clicks can come. */
  @Test
  void whatStillGrowsIsMarked() throws Exception {
    assertThat(rows("overview", "orders", "", "complete")).containsOnly("false");
    assertThat(rows("carts", "days", "", "complete")).containsOnly("false");
    assertThat(rows("carts", "sums", "&metric=carts2", "abandoned", "complete"))
        .containsExactly("3 true");
    assertThat(rows("recommendations", "models", "", "model", "complete"))
        .containsExactly("m1@2 false", "m0 true");
    assertThat(rows("content", "items", "", "complete")).containsOnly("false");
    assertThat(rows("content", "items", "&bucket=2026-03-03", "complete")).containsOnly("true");
    assertThat(rows("paths", "flow", "", "complete")).containsOnly("false");
  }

  /** What a list shows is no recommendation, and one rate of both is neither's. */
  @Test
  void listsAndRecommendationsAreNotMixed() throws Exception {
    assertThat(rows("recommendations", "positions", "", "position", "impressions"))
        .containsExactly("1 100", "2 100");
    assertThat(rows("recommendations", "models", "&kind=list", "model", "impressions"))
        .containsExactly("search 900");
  }

  /** By default that of the view, so that page and query say the same. */
  @Test
  void theControlIsThatOfTheReadout() throws Exception {
    JsonNode answer = client.json("/api/view/experiments?experiment=layout");
    assertThat(answer.at("/parameters/2/name").asText()).isEqualTo("control");
    try (Connection connection = shop.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT DISTINCT control FROM experiment_readout WHERE experiment = 'layout'")) {
      assertThat(row.next()).isTrue();
      assertThat(answer.at("/parameters/2/value").asText()).isEqualTo(row.getString(1));
    }
  }

  @Test
  void aPeriodThatTheRangeBeginsInIsShown() throws Exception {
    assertThat(rows("actives", "users", "&metric=active&period=month", "bucket", "users"))
        .containsExactly("2026-02-01 300", "2026-03-01 90");
    assertThat(rows("lifecycle", "users", "&period=day", "bucket")).startsWith("2026-02-20");
  }

  /** Without days there is no mean day; that is not a ratio of nothing. */
  @Test
  void withoutDaysThereIsNoStickiness() throws Exception {
    assertThat(rows("actives", "stickiness", "&metric=now", "ratio")).containsExactly("null");
  }

  @Test
  void whoIsAskedForByADeviceIsFound() throws Exception {
    for (String panel : List.of("profile", "experiments", "sessions", "carts", "ids")) {
      assertThat(rows("person", panel, "&user=device", "metric"))
          .as(panel)
          .isEqualTo(rows("person", panel, "&user=ann", "metric"))
          .isNotEmpty();
    }
  }

  @Test
  void trendsAreThoseOfThePeriodAndBreakdownThatWereChosen() throws Exception {
    assertThat(rows("trends", "events", "", "bucket", "events", "users", "events_per_user"))
        .hasSize(12)
        .startsWith("2026-02-20 30 20 1.5");
    assertThat(rows("trends", "sums", "", "bucket", "sum", "mean", "complete"))
        .startsWith("2026-02-20 45.25 1.81 true")
        .endsWith("2026-03-04 45.25 1.81 false");
    assertThat(
            rows("trends", "events", "&period=week&dimension=channel", "bucket", "value", "events"))
        .as("the week that the range begins in counts as well")
        .hasSize(6)
        .contains("2026-02-16 mail 10");
    assertThat(rows("trends", "events", "&period=hour", "bucket"))
        .as("three days that end with the range")
        .hasSize(24 + 24 + 12)
        .startsWith("2026-03-02 00:00");
  }

  @Test
  void aPersonsExperimentsAreShown() throws Exception {
    assertThat(
            rows(
                "person",
                "experiments",
                "&user=ann",
                "experiment",
                "variant",
                "converted",
                "goals",
                "excluded"))
        .containsExactly(
            "button blue true order, view false",
            "layout a false null false",
            "header tall null null true");
  }

  @Test
  void whatIsSecretInARecordIsNotShown() throws Exception {
    assertThat(rows("pipeline", "rejected", "", "original"))
        .contains("{\"passWord\" : \"***\", \"api_key\":\"***\",\"x\":1,\"token\":\"***\"");
  }

  /** A program that reads the file finds its columns also on a day without rows. */
  @Test
  void aFileWithoutRowsHasItsColumns() throws Exception {
    assertThat(client.get("/api/view/person/ids.csv?user=nobody").body())
        .isEqualTo("anonymous_id,claimed_at,contested,events\r\n");
    assertThat(
            client.get("/api/view/recommendations/models.csv?from=2020-01-01&to=2020-01-02").body())
        .startsWith("placement,model,impressions,clicked_impressions,rate,rate_low,rate_high,");
  }

  /** The rarer pages are one, and nothing is lost by that; at each step the same ones are rare. */
  @Test
  void rarePagesOfPathsAreOne() throws Exception {
    List<String> sources = rows("paths", "flow", "", "step", "source");
    List<String> targets = rows("paths", "flow", "", "step", "target");
    for (String common : List.of("page9", "page8", "page7", "page6", "page5", "page4")) {
      assertThat(sources).contains("1 " + common);
    }
    assertThat(sources).contains("1 (others)").doesNotContain("1 page3", "1 page2", "1 page1");
    assertThat(targets).contains("1 (exit)", "1 page8", "1 (others)").doesNotContain("1 page1");
    long drawn = rows("paths", "flow", "", "transitions").stream().mapToLong(Long::parseLong).sum();
    // Of nine pages to eight others each, a + b times: 8 * 2 * 45, at three steps.
    assertThat(drawn).isEqualTo(3 * 720);
  }

  @Test
  void intervalsAndSentencesAreMadeOfTheRows() throws Exception {
    JsonNode rate = row("recommendations", "models", "");
    assertThat(value(rate, "rate_low").asDouble()).isCloseTo(0.0215, within(5e-4));
    assertThat(value(rate, "rate_high").asDouble()).isCloseTo(0.1118, within(5e-4));
    JsonNode result = row("experiments", "results", "");
    assertThat(value(result, "words").asText())
        .startsWith("blue converts 11.88 % of its users, control 4.00 %: +197.0 % (between ")
        .endsWith("). The difference is significant: more with blue.");
    assertThat(rows("experiments", "curve", "", "line", "day", "users", "control_users"))
        .containsExactly("order: blue 2026-03-02 600 600", "order: blue 2026-03-03 1010 1000");
    assertThat(value(row("experiments", "ratio", ""), "words").asText())
        .isEqualTo("2,010 users are split evenly over 2 variants (p = 0.8235).");
  }

  @Test
  void daysAreThoseOfTheZone() throws Exception {
    try (DashboardServer kiritimati =
        DashboardServer.start(shop.address(ZoneId.of("Pacific/Kiritimati")), Listen.loopback(0))) {
      JsonNode answer = new Client(kiritimati.uri()).json("/api/view/overview?range=1d");
      assertThat(answer.get("zone").asText()).isEqualTo("Pacific/Kiritimati");
      assertThat(answer.at("/ledger/health").asText())
          .isEqualTo(
              "not of this zone: the days of these tables are those of UTC, as time.zone should be");
      assertThat(answer.get("to").asText()).isEqualTo("2026-03-05");
      JsonNode minutes =
          new Client(kiritimati.uri())
              .json("/api/view/actives?range=1d&metric=now&period=rolling_5m")
              .at("/panels/0/rows");
      assertThat(minutes).as("of 67 minutes since midnight there, one without users").hasSize(66);
      assertThat(minutes.at("/0/0").asText()).isEqualTo("2026-03-05 00:00");
    }
  }

  @Test
  void hostileTextsArriveAsTheyAreAndRunNowhere() throws Exception {
    String markup = "<img src=x onerror=alert(1)>\u202E";
    assertThat(rows("actives", "users", "&dimension=channel", "value")).contains(markup);
    HttpResponse<String> csv = client.get("/api/view/actives/users.csv?dimension=channel&" + DATES);
    assertThat(csv.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
    assertThat(csv.body())
        .contains("<img src=x onerror=alert(1)>\\u202e,")
        .doesNotContain("\u202E");
    assertThat(client.get("/api/view/content/items.csv?" + DATES).body())
        .contains("2,\"'@SUM(A1)\\u2028\\u202e\",9");
    assertThat(client.get("/api/view/funnel/steps.csv?" + DATES).body())
        .contains("\"'=HYPERLINK(\"\"http://x\"\")\"");
    assertThat(client.get("/api/view/pipeline/late.csv?" + DATES).body())
        .contains("\"'=cmd|' /C calc'!A0\"");
    String user = "\"><script>alert(1)</script>\\u0000";
    assertThat(rows("person", "profile", "&user=" + encoded(user), "user_id"))
        .containsExactly(user);
    assertThat(
            client
                .get("/api/view/person?user=" + encoded(user))
                .headers()
                .firstValue("content-type"))
        .hasValue("application/json; charset=utf-8");
  }

  /** Also with all three libraries; a link from the page leads to files of the page only. */
  @Test
  void thePageIsSmallAndWhole() throws Exception {
    List<String> files = new ArrayList<>(List.of("/", "/api/views", "/api/view/overview"));
    String html = client.get("/").body();
    for (String path : html.split("(src|href)=\"")) {
      if (path.startsWith("/page/") || path.startsWith("/lib/")) {
        files.add(path.substring(0, path.indexOf('"')));
      }
    }
    for (String script : List.of("panels", "charts", "flow", "format", "story")) {
      files.add("/page/" + script + ".js");
    }
    assertThat(html).doesNotContain("http", "style=");
    long bytes = 0;
    for (String file : files) {
      HttpResponse<String> plain = client.get(file);
      assertThat(plain.statusCode()).as(file).isEqualTo(200);
      HttpRequest compressed = client.request(file).header("Accept-Encoding", "gzip").build();
      HttpResponse<byte[]> response =
          java.net.http.HttpClient.newHttpClient()
              .send(compressed, HttpResponse.BodyHandlers.ofByteArray());
      bytes += response.body().length;
      if (response.headers().firstValue("content-encoding").isPresent()
          && !file.startsWith("/api")) {
        byte[] content =
            new GZIPInputStream(new java.io.ByteArrayInputStream(response.body())).readAllBytes();
        assertThat(new String(content, StandardCharsets.UTF_8)).as(file).isEqualTo(plain.body());
      }
    }
    assertThat(bytes).isBetween(50_000L, 150_000L);
  }

  @Test
  void aCommitIsPushed() throws Exception {
    java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient();
    HttpResponse<java.io.InputStream> events =
        http.send(client.request("/api/events").build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(events.headers().firstValue("content-type"))
        .hasValue("text/event-stream; charset=utf-8");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
      assertThat(next(lines)).startsWith("data: 40 ");
      try (Connection connection = shop.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("UPDATE sink_ledger SET last_commit = 41");
        statement.execute("UPDATE active_users SET users = users + 1 WHERE period = 'month'");
        connection.commit();
        assertThat(next(lines)).startsWith("data: 41 ");
        statement.execute("UPDATE sink_ledger SET last_commit = 40");
        statement.execute("UPDATE active_users SET users = users - 1 WHERE period = 'month'");
        connection.commit();
      }
    }
  }

  /** Who looks hears what is told, who comes later the last of it, and both hear of commits. */
  @Test
  void whatIsToldIsHeardByWhoComesLater() throws Exception {
    String markup = "</script><script>alert(1)</script>\r\ndata: forged";
    try (DashboardServer telling =
            DashboardServer.start(shop.address(ZoneId.of("UTC")), Listen.loopback(0));
        BufferedReader early = events(telling)) {
      assertThat(next(early)).startsWith("data: 40 ");
      telling.tell(scene("1", null));
      assertThat(next(early)).contains("\"title\":\"1\"", "\"found\":null");
      telling.tell(scene(markup, 12L));
      String second = next(early);
      JsonNode heard =
          new com.fasterxml.jackson.databind.ObjectMapper().readTree(second.substring(6));
      assertThat(heard.get("title").asText()).isEqualTo(markup);
      assertThat(heard.at("/figures/0/wanted").asLong()).isEqualTo(12);
      assertThat(heard.at("/acts/0/outcome").asText()).isEqualTo("NOW");
      assertThat(heard.get("numbers").asText()).isEqualTo("STAND_STILL");
      try (BufferedReader late = events(telling)) {
        assertThat(List.of(next(late), next(late)))
            .satisfiesExactlyInAnyOrder(
                line -> assertThat(line).startsWith("data: 40 "),
                line -> assertThat(line).isEqualTo(second));
      }
    }
  }

  private static Scene scene(String title, @Nullable Long found) {
    return new Scene(
        title,
        List.of(new Scene.Act("an act", Scene.Outcome.NOW)),
        List.of("something happens"),
        new Scene.Look("look here", "/pipeline"),
        List.of(new Scene.Figure("users", 10, 12, found)),
        Scene.Numbers.STAND_STILL);
  }

  private static BufferedReader events(DashboardServer server) throws Exception {
    HttpResponse<java.io.InputStream> events =
        java.net.http.HttpClient.newHttpClient()
            .send(
                new Client(server.uri()).request("/api/events").build(),
                HttpResponse.BodyHandlers.ofInputStream());
    return new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8));
  }

  private static String next(BufferedReader lines) throws Exception {
    String line = lines.readLine();
    while (line != null && !line.startsWith("data:")) {
      line = lines.readLine();
    }
    return line;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode panel(String view, String panel, String choices) throws Exception {
    for (JsonNode each : client.json("/api/view/" + view + "?" + DATES + choices).get("panels")) {
      if (each.get("id").asText().equals(panel)) {
        return each;
      }
    }
    throw new AssertionError("no panel " + panel);
  }

  private static JsonNode row(String view, String panel, String choices) throws Exception {
    JsonNode found = panel(view, panel, choices);
    var named = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
    for (int i = 0; i < found.get("columns").size(); i++) {
      named.set(found.at("/columns/" + i + "/name").asText(), found.at("/rows/0/" + i));
    }
    return named;
  }

  private static JsonNode value(JsonNode row, String column) {
    return row.get(column);
  }

  private static List<String> rows(String view, String panel, String choices, String... columns)
      throws Exception {
    JsonNode found = panel(view, panel, choices);
    List<Integer> places = new ArrayList<>();
    for (String column : columns) {
      for (int i = 0; i < found.get("columns").size(); i++) {
        if (found.at("/columns/" + i + "/name").asText().equals(column)) {
          places.add(i);
        }
      }
    }
    List<String> rows = new ArrayList<>();
    for (JsonNode row : (ArrayNode) found.get("rows")) {
      rows.add(String.join(" ", places.stream().map(i -> row.get(i).asText()).toList()));
    }
    return rows;
  }
}
