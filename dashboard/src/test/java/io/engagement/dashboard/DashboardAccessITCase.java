package io.engagement.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.engagement.dashboard.DashboardServer.Listen;
import io.engagement.dashboard.cut.Database;
import io.engagement.dashboard.view.View;
import io.engagement.dashboard.view.Views;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may look, at what, and what is said to the others. */
class DashboardAccessITCase {
  private static TestShop shop;
  private static DashboardServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    shop = new TestShop("dashboard_access");
    shop.publish();
    server = DashboardServer.start(shop.address(ZoneId.of("UTC")), Listen.loopback(0));
    client = new Client(server.uri());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void refusesWhatMakesNoSense() throws Exception {
    assertThat(client.get("/api/view/actives?range=x").statusCode()).isEqualTo(400);
    assertThat(client.get("/api/view/actives?user=%00").statusCode()).isEqualTo(400);
    assertThat(client.get("/api/view/content?bucket=noday").statusCode()).isEqualTo(400);
    assertThat(client.get("/api/view/nothing").statusCode()).isEqualTo(404);
    assertThat(client.get("/api/view/actives/nothing.csv").statusCode()).isEqualTo(404);
    assertThat(client.get("/api/view/actives/users").statusCode()).isEqualTo(404);
    assertThat(client.get("/page/../page/page.js").statusCode()).isEqualTo(200);
    assertThat(client.get("/../../etc/passwd").statusCode()).isIn(400, 404);
    assertThat(client.get("/page/..%2f..%2fviews/order.yaml").statusCode()).isIn(400, 404);
    assertThat(client.send(client.request("/api/views").POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(405);
    assertThat(
            client.raw(
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
        .contains("431");
  }

  @Test
  void answersUnderItsOwnNamesOnly() throws Exception {
    assertThat(client.statusUnder("localhost", "/api/views")).isEqualTo(200);
    assertThat(client.statusUnder("127.0.0.1:1", "/api/views")).isEqualTo(200);
    for (String path :
        List.of("/", "/api/views", "/api/view/overview", "/api/events", "/page/page.js")) {
      assertThat(client.statusUnder("evil.example", path)).as(path).isEqualTo(421);
    }
    assertThat(client.raw("GET /api/views HTTP/1.0\r\n\r\n")).contains("421");
  }

  /** It could not read the answer, and would keep the database busy; a link may lead here. */
  @Test
  void pagesOfOthersAskForNothing() throws Exception {
    for (String site : List.of("cross-site", "same-site")) {
      for (String path : List.of("/api/views", "/api/view/overview", "/api/events")) {
        assertThat(client.send(client.request(path).header("Sec-Fetch-Site", site)).statusCode())
            .as(site + path)
            .isEqualTo(403);
      }
      assertThat(client.send(client.request("/").header("Sec-Fetch-Site", site)).statusCode())
          .isEqualTo(200);
      HttpRequest.Builder link =
          client
              .request("/api/view/carts/sums.csv")
              .header("Sec-Fetch-Site", site)
              .header("Sec-Fetch-Dest", "document");
      assertThat(client.send(link).statusCode()).isEqualTo(200);
    }
    HttpRequest.Builder own = client.request("/api/views").header("Sec-Fetch-Site", "same-origin");
    assertThat(client.send(own).statusCode()).isEqualTo(200);
  }

  @Test
  void everyAnswerForbidsWhatIsNotItsOwn() throws Exception {
    for (String path : List.of("/", "/api/views", "/page/page.js", "/nothing", "/lib/chart.js")) {
      HttpResponse<String> response = client.get(path);
      assertThat(response.headers().firstValue("content-security-policy"))
          .as(path)
          .hasValueSatisfying(
              policy -> assertThat(policy).contains("default-src 'none'").doesNotContain("unsafe"));
      assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
      assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
      assertThat(response.headers().firstValue("server")).isEmpty();
    }
  }

  @Test
  void whoHasNotShownTheTokenSeesNothing() throws Exception {
    Listen listen = new Listen("127.0.0.1", 0, List.of(), "a token of some length");
    try (DashboardServer locked = DashboardServer.start(shop.address(ZoneId.of("UTC")), listen)) {
      Client stranger = new Client(locked.uri());
      for (String path :
          List.of(
              "/api/views", "/api/view/overview", "/api/events", "/api/view/actives/users.csv")) {
        assertThat(stranger.get(path).statusCode()).as(path).isEqualTo(401);
      }
      assertThat(stranger.get("/").statusCode()).isEqualTo(303);
      assertThat(stranger.get("/overview").headers().firstValue("location")).hasValue("/login");
      assertThat(stranger.get("/login").body()).contains("<form");
      HttpResponse<String> refused = login(stranger, "another token");
      assertThat(refused.headers().firstValue("set-cookie")).isEmpty();
      assertThat(refused.headers().firstValue("location")).hasValue("/login#wrong");
      String cookie =
          login(stranger, "a token of some length")
              .headers()
              .firstValue("set-cookie")
              .orElseThrow();
      assertThat(cookie)
          .containsIgnoringCase("HttpOnly")
          .containsIgnoringCase("SameSite=Lax")
          .doesNotContain("token of");
      String pass = cookie.substring(0, cookie.indexOf(';'));
      assertThat(stranger.send(stranger.request("/api/views").header("Cookie", pass)).statusCode())
          .isEqualTo(200);
      assertThat(
              stranger
                  .send(stranger.request("/api/views").header("Cookie", pass + "0"))
                  .statusCode())
          .isEqualTo(401);
    }
  }

  /** More of them than there are threads. */
  @Test
  void whoLogsInSlowlyHoldsNobodyUp() throws Exception {
    Listen listen = new Listen("127.0.0.1", 0, List.of(), "a token of some length");
    List<Socket> slow = new ArrayList<>();
    try (DashboardServer locked = DashboardServer.start(shop.address(ZoneId.of("UTC")), listen)) {
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket(locked.uri().getHost(), locked.uri().getPort());
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntoken="
                    .getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(new Client(locked.uri()).get("/login").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static HttpResponse<String> login(Client stranger, String token) throws Exception {
    return stranger.send(
        stranger
            .request("/login")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + encoded(token))));
  }

  /** The role of the documentation. */
  @Test
  void aRoleThatMayOnlyReadIsEnough() throws Exception {
    shop.execute(Files.readString(Path.of("..", "sql", "roles.sql")));
    shop.execute(
        "CREATE ROLE dashboard_reader LOGIN PASSWORD 'a password' IN ROLE engagement_support");
    try (DashboardServer reader =
        DashboardServer.start(
            shop.addressAs("dashboard_reader", "a password", ZoneId.of("UTC")),
            Listen.loopback(0))) {
      Client client = new Client(reader.uri());
      for (View view : Views.load().all()) {
        for (JsonNode panel : client.json("/api/view/" + view.id() + "?user=ann").get("panels")) {
          assertThat(panel.get("error").isNull()).as(view.id() + ": " + panel).isTrue();
        }
      }
    } finally {
      shop.execute(
          """
          DROP ROLE dashboard_reader;
          DROP OWNED BY engagement_bi, engagement_support, engagement_reader;
          DROP ROLE engagement_bi, engagement_support, engagement_reader""");
    }
  }

  /** Empty, as a schema looks that may not be used, is something else. */
  @Test
  void saysWhatTheRoleMayNotRead() throws Exception {
    shop.execute(
        """
        DROP ROLE IF EXISTS dashboard_stranger;
        CREATE ROLE dashboard_stranger LOGIN PASSWORD 'a password'""");
    try (DashboardServer stranger =
        DashboardServer.start(
            shop.addressAs("dashboard_stranger", "a password", ZoneId.of("UTC")),
            Listen.loopback(0))) {
      Client client = new Client(stranger.uri());
      JsonNode nothing = client.json("/api/view/overview");
      assertThat(nothing.at("/ledger/health").asText())
          .isEqualTo("not readable: the role dashboard_stranger may not use the schema engagement");
      assertThat(nothing.get("panels")).isEmpty();
      shop.execute(
          """
          GRANT USAGE ON SCHEMA engagement TO dashboard_stranger;
          GRANT SELECT ON ALL TABLES IN SCHEMA engagement TO dashboard_stranger;
          REVOKE SELECT ON metric_settings FROM dashboard_stranger""");
      HttpResponse<String> refused = client.get("/api/view/carts");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body())
          .contains("permission denied for view metric_settings", "docs/dashboard.md");
    } finally {
      shop.execute("DROP OWNED BY dashboard_stranger; DROP ROLE dashboard_stranger");
    }
  }

  /** Numbers of somebody else would stand below a line that says there are none. */
  @Test
  void saysWhoseTheTablesAre() throws Exception {
    Database.Address own = shop.address(ZoneId.of("UTC"));
    Database.Address other =
        new Database.Address(
            own.url(), own.user(), own.password(), own.schema(), "outlet", own.zone());
    try (DashboardServer outlet = DashboardServer.start(other, Listen.loopback(0))) {
      JsonNode answer = new Client(outlet.uri()).json("/api/view/overview");
      assertThat(answer.at("/ledger/health").asText())
          .isEqualTo("not of this deployment: these tables are of shop, not of outlet");
      assertThat(answer.get("panels")).isEmpty();
    }
  }

  @Test
  void saysThatTheTablesAreOfAnEarlierVersion() throws Exception {
    shop.execute("ALTER VIEW metric_settings RENAME TO not_there_yet");
    try {
      HttpResponse<String> answer = client.get("/api/view/carts");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("not those of this version");
    } finally {
      shop.execute("ALTER VIEW not_there_yet RENAME TO metric_settings");
    }
  }

  @Test
  void aServerThatIsNotThereIsSaidAtTheStart() {
    var address = shop.address(ZoneId.of("UTC"));
    var nowhere =
        new Database.Address(
            "jdbc:postgresql://127.0.0.1:1/x",
            address.user(),
            null,
            "engagement",
            "shop",
            address.zone());
    assertThatThrownBy(() -> DashboardServer.start(nowhere, Listen.loopback(0)))
        .hasMessageContaining("refused");
    assertThat(nowhere.toString()).doesNotContain("password");
  }

  /** Where it listens is this machine alone. */
  @Test
  void listensOnLoopback() {
    URI uri = server.uri();
    assertThat(uri.getHost()).isEqualTo("127.0.0.1");
    assertThat(uri.getPort()).isPositive();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
