package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.identity.Deletion;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.postgres.Deployment.Savepoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies that follow the tables by {@code changed_at} and {@code tombstones} alone. */
class IncrementalCopyITCase {
  private static final Path RECIPE = Path.of("..", "..", "sql", "incremental", "carts.sql");
  private static final Instant START = Instant.parse("2024-03-04T00:00:00Z");
  private static final String[] PEOPLE = {"ada", "bob", "eve", "kim"};
  private static final String[] DEVICES = {"phone", "tablet", "laptop", "kiosk", "watch"};

  private static final String YAML =
      """
      identity: {mode: stitched}
      time: {out-of-orderness: 0s, late-horizon: 3d, jump: 0s}
      breakdowns: {platform: context.device.type}
      metrics:
        active-users: [{id: active, periods: [day, rolling-5m], breakdowns: [platform]}]
        sessions: [{id: web, gap: 30m, breakdowns: [platform]}, {id: app, gap: 10m}]
        lifecycle: [{id: lifecycle, periods: [day]}]
        retention: [{id: back, start: any, return: any, period: day, periods: 3}]
        funnels: [{id: buy, steps: [Product Added, Order Completed], window: 1d}]
        paths: [{id: pages, sessions: web, events: {type: page}, item: properties.path, steps: 4}]
        content: [{id: top, sessions: web, events: {type: page}, item: properties.path, top: 3}]
        carts: [{id: carts}]
        score:
          - {id: score, sessions: web, weights: {Product Added: 3}}
          - {id: profile, sessions: web, weights: {Product Added: 3}, publish: closed}
      """;

  private static final ConfigText CONFIG = new ConfigText("test", YAML);

  private final TestDatabase database = TestDatabase.migrated();
  private int sent;

  @Test
  void theRecipeIsTheOneThatIsTried() throws Exception {
    String recipe =
        IncrementalCopy.recipe(
            MetricCatalog.tables().stream()
                .filter(table -> table.name().equals("carts"))
                .findFirst()
                .orElseThrow());
    if (Boolean.getBoolean("tables.write")) {
      Files.createDirectories(RECIPE.getParent());
      Files.writeString(RECIPE, recipe);
    }
    assertThat(RECIPE).content().isEqualTo(recipe);
  }

  /**
   * Late events, sign-ins, deletions, restarts, savepoints gone back to and counting again: one
   * copy follows every commit, another one looks now and then.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aCopyEqualsTheTablesAtEveryCheckpoint(long seed) throws Exception {
    Random random = new Random(seed);
    IncrementalCopy eager = new IncrementalCopy(database, "_copy");
    IncrementalCopy lazy = new IncrementalCopy(database, "_lazy");
    List<Savepoint> savepoints = new ArrayList<>();
    Deployment run = new Deployment(database, CONFIG, null, StartMode.CONTINUE);
    try {
      for (int checkpoint = 1; checkpoint <= 20; checkpoint++) {
        int now = checkpoint * 1_800;
        Savepoint last = savepoints.isEmpty() ? null : savepoints.get(savepoints.size() - 1);
        if (last != null && random.nextInt(5) == 0) {
          run.close();
          switch (random.nextInt(3)) {
            case 0 -> run = new Deployment(database, CONFIG, last, StartMode.CONTINUE);
            case 1 -> {
              int back = Math.max(0, savepoints.size() - 3);
              run = new Deployment(database, CONFIG, savepoints.get(back), StartMode.REPUBLISH);
              savepoints.subList(back + 1, savepoints.size()).clear();
            }
            default -> {
              run = new Deployment(database, CONFIG, null, StartMode.TAKEOVER);
              savepoints.clear();
            }
          }
        }
        for (int i = random.nextInt(12); i >= 0; i--) {
          run.operators.read(anyEvent(random, now));
        }
        if (random.nextInt(4) == 0) {
          String user = PEOPLE[random.nextInt(PEOPLE.length)];
          run.operators.delete(
              new Deletion(
                  user, user, "case " + checkpoint, START.plusSeconds(now).toEpochMilli()));
        }
        if (random.nextBoolean()) {
          run.watermark(START.plusSeconds(now));
        }
        savepoints.add(run.checkpoint(checkpoint));
        String description = "seed %d, checkpoint %d".formatted(seed, checkpoint);
        eager.refresh();
        eager.equalsTheTables(description);
        if (random.nextInt(5) == 0) {
          lazy.refresh();
          lazy.equalsTheTables(description);
        }
      }
    } finally {
      run.close();
    }
    lazy.refresh();
    lazy.equalsTheTables("seed %d, in the end".formatted(seed));
    assertThat(
            database.query(
                "SELECT DISTINCT table_name FROM tombstones WHERE key - 'subject_hash' <> '{}'"))
        .as("not in vain")
        .contains("sessions");
    assertThat(database.one("SELECT count(*) > 0 FROM tombstones WHERE key ? 'subject_hash'"))
        .isEqualTo("t");
  }

  private String anyEvent(Random random, int now) {
    boolean isLate = random.nextInt(4) == 0;
    int at = now - random.nextInt(isLate ? 86_400 : 1_800);
    String user = random.nextInt(3) == 0 ? PEOPLE[random.nextInt(PEOPLE.length)] : null;
    String device = DEVICES[random.nextInt(DEVICES.length)];
    return switch (random.nextInt(4)) {
      case 0 -> event("track", "Product Added", user, device, at, random.nextInt(3));
      case 1 -> event("track", "Order Completed", user, device, at, random.nextInt(3));
      default -> event("page", "Page", user, device, at, random.nextInt(6));
    };
  }

  private String event(String type, String name, String user, String device, int at, int item) {
    return """
        {"type":"%s","%s":"%s",%s"anonymousId":"%s","messageId":"m%d","timestamp":"%s",\
        "properties":{"path":"/%d","product_id":"p%d","price":10},"context":{"device":{"type":"%s"}}}"""
        .formatted(
            type,
            type.equals("track") ? "event" : "name",
            name,
            user == null ? "" : "\"userId\":\"%s\",".formatted(user),
            device,
            sent++,
            START.plusSeconds(at),
            item,
            item,
            item % 2 == 0 ? "ios" : "web");
  }

  /** Before the deletion, tombstones hold the id that had been anonymous. */
  @Test
  void tombstonesNameNobodyWhoIsDeletedAndTheCopyForgetsThemAllTheSame() throws Exception {
    IncrementalCopy eager = new IncrementalCopy(database, "_copy");
    IncrementalCopy lazy = new IncrementalCopy(database, "_lazy");
    try (Deployment run = new Deployment(database, CONFIG, null, StartMode.CONTINUE)) {
      run.operators.read(event("track", "Product Added", null, "slate-tablet", 0, 1));
      run.operators.read(event("page", "Page", "bob", "laptop", 0, 1));
      run.checkpoint(1);
      lazy.refresh();
      run.operators.read(event("page", "Page", "ada-lovelace", "slate-tablet", 60, 1));
      run.checkpoint(2);
      eager.refresh();
      assertThat(database.query("SELECT table_name FROM tombstones WHERE key::text ~ 'slate'"))
          .contains("carts", "user_engagement");
      assertThat(holding("slate-tablet|ada-lovelace")).contains("identity_merges", "tombstones");

      run.operators.delete(
          new Deletion(
              "ada-lovelace", "ada-lovelace", "case", START.plusSeconds(3_600).toEpochMilli()));
      run.checkpoint(3);
      eager.refresh();
      eager.equalsTheTables("deleted");
      lazy.refresh();
      lazy.equalsTheTables("deleted");
      assertThat(holding("slate-tablet|ada-lovelace")).isEmpty();
      assertThat(holding("bob")).contains("sessions", "sessions_copy");
    }
  }

  /** A user and a cart called like metrics: what is known of others does not go with them. */
  @Test
  void aDeletionTakesNoTombstoneOfOthersAlong() throws Exception {
    IncrementalCopy lazy = new IncrementalCopy(database, "_lazy");
    Savepoint savepoint;
    try (Deployment run = new Deployment(database, CONFIG, null, StartMode.CONTINUE)) {
      run.operators.read(event("track", "Product Added", null, "slate-tablet", 0, 1));
      run.operators.read(event("page", "Page", "bob", "laptop", 0, 1));
      run.operators.read(event("page", "Page", "bob", "laptop", 2_400, 1));
      savepoint = run.checkpoint(1);
      lazy.refresh();
    }
    ConfigText without = new ConfigText("test", YAML.replace(", {id: app, gap: 10m}", ""));
    try (Deployment run =
        new Deployment(
            database, without, savepoint, StartMode.CONTINUE, Map.of("app", OnChange.DROP))) {
      run.operators.read(event("page", "Page", "ada-lovelace", "slate-tablet", 60, 1));
      run.operators.read(event("page", "Page", "bob", "laptop", 1_200, 1));
      run.checkpoint(2);
      String noted =
          "SELECT table_name, key FROM tombstones WHERE NOT key ? 'subject_hash' ORDER BY key::text";
      List<String> before = database.query(noted);
      assertThat(before).anyMatch(key -> key.startsWith("sessions|{\"metric\": \"web\""));
      for (String name : List.of("web", "app", "carts", "score")) {
        run.operators.delete(
            new Deletion(name, name, name, START.plusSeconds(3_600).toEpochMilli()));
      }
      run.checkpoint(3);
      assertThat(database.query(noted)).isEqualTo(before);
      lazy.refresh();
      lazy.equalsTheTables("deleted");
    }
  }

  /** Tables with a row in which an id is found. */
  private List<String> holding(String ids) throws SQLException {
    List<String> tables = new ArrayList<>();
    for (String table :
        database.query(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
                + " AND relnamespace = current_schema()::regnamespace")) {
      if (!database
          .one(
              "SELECT count(*) FROM %1$s AS t WHERE row_to_json(t)::text ~ '%2$s'"
                  .formatted(table, ids))
          .equals("0")) {
        tables.add(table);
      }
    }
    return tables;
  }

  @Test
  void factsOfADroppedDefinitionLeaveTheCopyByOneTombstone() throws Exception {
    IncrementalCopy copy = new IncrementalCopy(database, "_copy");
    Savepoint savepoint;
    try (Deployment run = new Deployment(database, CONFIG, null, StartMode.CONTINUE)) {
      run.operators.read(event("page", "Page", "ada", "phone", 0, 1));
      run.operators.read(event("page", "Page", "bob", "laptop", 60, 1));
      savepoint = run.checkpoint(1);
      copy.refresh();
    }
    ConfigText without = new ConfigText("test", YAML.replace(", {id: app, gap: 10m}", ""));
    try (Deployment run =
        new Deployment(
            database, without, savepoint, StartMode.CONTINUE, Map.of("app", OnChange.DROP))) {
      run.checkpoint(2);
    }
    assertThat(
            database.query("SELECT table_name, key FROM tombstones WHERE table_name = 'sessions'"))
        .containsExactly("sessions|{\"metric\": \"app\"}");
    copy.refresh();
    copy.equalsTheTables("dropped");
    assertThat(database.query("SELECT DISTINCT metric FROM sessions_copy")).containsExactly("web");
  }
}
