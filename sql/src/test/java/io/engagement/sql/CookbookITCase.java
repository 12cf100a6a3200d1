package io.engagement.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.SecretRef;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.sink.postgres.PostgresSinkOptions;
import io.engagement.flink.sink.postgres.PostgresTables;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every question of {@code sql/queries} is asked of a small shop whose answers are known; {@code
 * src/test/resources/shop} has its rows and the answers. {@code -Dtables.write=true} writes the
 * answers again: look at each that changes, and work it out from the rows.
 */
class CookbookITCase {
  private static final Path QUERIES = Path.of("queries");
  private static final Path SHOP = Path.of("src/test/resources/shop");
  private static final Path ANSWERS = SHOP.resolve("answers.txt");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_/]+\\.sql)` \\| (.+) \\|");

  private static LocalPostgres server;
  private static String url;

  @BeforeAll
  static void fill(@TempDir Path folder) throws Exception {
    server = LocalPostgres.builder().durability(Durability.NO_FSYNC).start();
    url = server.createDatabase("cookbook");
    Path password = Files.writeString(folder.resolve("password"), server.password());
    PostgresTables.prepare(
        new PostgresSinkOptions(
            "shop",
            url,
            server.user(),
            new SecretRef.InFile(password.toString()),
            "engagement",
            StartOptions.CONTINUE,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30)),
        MetricCatalog.tables());
    try (Connection owner = owner();
        Statement statement = owner.createStatement()) {
      statement.execute(Files.readString(SHOP.resolve("rows.sql")));
      statement.execute(Files.readString(Path.of("roles.sql")));
      statement.execute("ALTER ROLE engagement_bi PASSWORD 'dashboard'");
      statement.execute("CREATE ROLE analyst LOGIN PASSWORD 'analyst' IN ROLE engagement_support");
    }
    if (Boolean.getBoolean("tables.write")) {
      StringBuilder answers = new StringBuilder();
      for (String query : queries()) {
        answers.append("== ").append(query).append('\n');
        answer(query).forEach(row -> answers.append(row).append('\n'));
      }
      Files.writeString(ANSWERS, answers);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void theAnswerIsTheOneOfTheShop(String query) throws Exception {
    List<String> expected = answers().get(query);
    assertThat(expected).as("answers.txt has no == %s", query).isNotEmpty();
    assertThat(answer(query)).isEqualTo(expected);
  }

  @Test
  void theReadmeListsEveryQueryWithItsQuestion() throws Exception {
    Map<String, String> questions = new TreeMap<>();
    for (String query : queries()) {
      questions.put(query + ".sql", question(QUERIES.resolve(query + ".sql")));
    }
    try (Stream<Path> flink = Files.list(QUERIES.resolve("flink"))) {
      for (Path query : flink.toList()) {
        questions.put("flink/" + query.getFileName(), question(query));
      }
    }
    Map<String, String> listed = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("README.md")));
    while (row.find()) {
      listed.put(row.group(1), row.group(2));
    }
    assertThat(listed).containsExactlyEntriesOf(questions);
  }

  @Test
  void dashboardsReadNumbersAndNeitherOriginalsNorBookkeepingAndWriteNothing() throws Exception {
    try (Connection dashboard = DriverManager.getConnection(url, "engagement_bi", "dashboard");
        Statement statement = dashboard.createStatement()) {
      assertThat(PublishedTables.rows(statement, "SELECT count(*) FROM daily_active_users"))
          .containsExactly("11");
      assertThat(PublishedTables.rows(statement, "SELECT status FROM data_until"))
          .containsExactly("LIVE");
      for (String table : List.of("rejected", "late_cut", "sink_ledger")) {
        assertThatThrownBy(() -> statement.execute("SELECT * FROM " + table))
            .hasMessageContaining("permission denied");
      }
      assertThatThrownBy(() -> statement.execute("DELETE FROM sessions"))
          .hasMessageContaining("read-only transaction");
      statement.execute("SET default_transaction_read_only = off");
      assertThatThrownBy(() -> statement.execute("DELETE FROM sessions"))
          .hasMessageContaining("permission denied");
      assertThat(
              PublishedTables.rows(
                  statement,
                  "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'engagement'"
                      + " AND table_name LIKE 'sink%'"))
          .as("what tools list")
          .containsExactly("0");
    }
  }

  @Test
  void theReferenceOfViewsSaysWhatTheDatabaseSays() throws Exception {
    try (Connection owner = owner()) {
      TableTextsTest.holds("docs/views.md", ViewTexts.reference(owner));
    }
  }

  @Test
  void viewsInFlinkSql() throws Exception {
    try (Connection owner = owner()) {
      TableTextsTest.holds("sql/ddl/views.sql", ViewTexts.flink(owner));
    }
  }

  /** Names of the files, without their ends. */
  static List<String> queries() throws IOException {
    try (Stream<Path> files = Files.list(QUERIES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sql"))
          .map(name -> name.substring(0, name.length() - ".sql".length()))
          .sorted()
          .toList();
    }
  }

  /** The first line of a query's comment. */
  private static String question(Path query) throws IOException {
    String first = Files.readAllLines(query).get(0);
    assertThat(first).as(query.toString()).startsWith("-- ").endsWith("?");
    return first.substring("-- ".length());
  }

  /** As somebody on another continent, who must get the same answers. */
  private static List<String> answer(String query) throws Exception {
    try (Connection analyst = DriverManager.getConnection(url, "analyst", "analyst");
        Statement statement = analyst.createStatement()) {
      analyst.setSchema("engagement");
      statement.execute("SET timezone TO 'America/New_York'");
      return PublishedTables.rows(statement, Files.readString(QUERIES.resolve(query + ".sql")));
    }
  }

  private static Map<String, List<String>> answers() throws IOException {
    Map<String, List<String>> answers = new LinkedHashMap<>();
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(ANSWERS)) {
      if (line.startsWith("== ")) {
        rows = new ArrayList<>();
        answers.put(line.substring("== ".length()), rows);
      } else {
        rows.add(line);
      }
    }
    return answers;
  }

  private static Connection owner() throws SQLException {
    Connection owner = DriverManager.getConnection(url, server.user(), server.password());
    owner.setSchema("engagement");
    return owner;
  }
}
