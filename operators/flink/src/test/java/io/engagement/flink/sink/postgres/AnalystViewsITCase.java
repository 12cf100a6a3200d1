package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whether the plain question to a view has the right answer, from rows that can be checked by eye.
 */
class AnalystViewsITCase {
  private static final String KOLKATA = "zone Asia/Kolkata\nweeks from MONDAY";

  private TestDatabase database;

  @BeforeEach
  void migrate() throws Exception {
    database = TestDatabase.migrated();
    database.execute("INSERT INTO sink_table_owner VALUES ('metric_definitions', 'shop')");
  }

  @Test
  void dataGoNoFurtherThanNow() throws Exception {
    counted("2024-01-05 12:00Z");
    assertThat(database.query("SELECT deployment, data_until = watermark, status FROM data_until"))
        .containsExactly("shop|t|LIVE");
    counted("9000-01-05 12:00Z");
    assertThat(
            database.query(
                "SELECT data_until BETWEEN now() - '1 min'::interval AND now() FROM data_until"))
        .containsExactly("t");
  }

  @Test
  void zonesAreThoseOfTheConfiguration() throws Exception {
    for (String zone :
        new String[] {
          "Asia/Kolkata", "Europe/Berlin", "UTC", "Z", "+05:30", "GMT-03:00", "UTC+05:30:15"
        }) {
      define(zone, "lifecycle", "events any\nzone " + zone + "\nweeks from MONDAY");
    }
    assertThat(
            database.query(
                """
                SELECT metric, '2024-03-31 00:30Z' AT TIME ZONE zone FROM metric_progress ORDER BY metric"""))
        .containsExactly(
            "+05:30|2024-03-31 06:00:00",
            "Asia/Kolkata|2024-03-31 06:00:00",
            "Europe/Berlin|2024-03-31 01:30:00",
            "GMT-03:00|2024-03-30 21:30:00",
            "UTC|2024-03-31 00:30:00",
            "UTC+05:30:15|2024-03-31 06:00:15",
            "Z|2024-03-31 00:30:00");
  }

  @Test
  void aDayWithoutUsersIsZeroAndNoDayIsStillToCome() throws Exception {
    define("active", "active-users", "events any\n" + KOLKATA);
    // 17:30 of the 5th in the zone.
    counted("2024-01-05 12:00Z");
    database.execute(
        """
        INSERT INTO active_users VALUES
          ('active', 'day', '2024-01-01', '', '', 6, true),
          ('active', 'day', '2024-01-03', '', '', 2, true),
          ('active', 'day', '2024-01-01', 'platform', 'ios', 1, true),
          ('active', 'rolling_7d', '2024-01-02', 'platform', 'ios', 1, true),
          ('active', 'rolling_7d', '2024-01-01', '', '', 6, true),
          ('active', 'rolling_7d', '2024-01-02', '', '', 6, true),
          ('active', 'rolling_7d', '2024-01-03', '', '', 7, true),
          ('active', 'rolling_7d', '2024-01-04', '', '', 7, true),
          ('active', 'rolling_7d', '2024-01-05', '', '', 7, false),
          ('active', 'rolling_7d', '2024-01-09', '', '', 2, false),
          ('active', 'week', '2024-01-01', '', '', 7, false),
          ('active', 'rolling_5m', '2024-01-05T12:00:00Z', '', '', 1, false)
        """);
    assertThat(database.query("SELECT * FROM daily_active_users ORDER BY day"))
        .containsExactly(
            "active|2024-01-01|6|6|null|t",
            "active|2024-01-02|0|6|null|t",
            "active|2024-01-03|2|7|null|t",
            "active|2024-01-04|0|7|null|t",
            "active|2024-01-05|0|7|null|f");
    assertThat(
            database.one("SELECT avg(users)::numeric(9, 1) FROM daily_active_users WHERE complete"))
        .isEqualTo("2.0");
    assertThat(database.query("SELECT * FROM daily_active_users_parts ORDER BY day LIMIT 2"))
        .containsExactly(
            "active|platform|ios|2024-01-01|1|0|null|t",
            "active|platform|ios|2024-01-02|0|1|null|t");
  }

  @Test
  void sessionsOfDaysAreNotAddedToThoseOfHoursAndChannels() throws Exception {
    define(
        "web",
        "sessions",
        "any\nnone\n1800000\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nUTC");
    counted("2024-01-04 00:00Z");
    database.execute(
        """
        INSERT INTO session_metrics VALUES
          ('web', 'day', '2024-01-01', '', '', 4, 1, 2, 20, 8, 100, 20, 60, 50, true),
          ('web', 'hour', '2024-01-01T11:00:00Z', '', '', 4, 1, 2, 20, 8, 100, 20, 60, 50, true),
          ('web', 'day', '2024-01-01', 'channel', 'ads', 4, 1, 2, 20, 8, 100, 20, 60, 50, true),
          ('web', 'day', '2024-01-03', '', '', 2, 0, 0, 4, 2, 10, 5, 6, 0, true)
        """);
    assertThat(
            database.query(
                "SELECT day, sessions, bounce_rate, mean_duration_seconds, median_duration_seconds, complete"
                    + " FROM daily_sessions ORDER BY day"))
        .containsExactly(
            "2024-01-01|4|0.250000|25.000|20|t",
            "2024-01-02|0|null|null|null|t",
            "2024-01-03|2|0.000000|5.000|5|t",
            "2024-01-04|0|null|null|null|f");
    assertThat(database.one("SELECT sum(sessions) FROM daily_sessions")).isEqualTo("6");
  }

  @Test
  void whoMayStillComeTomorrowMakesNoDayOfTheLifecycle() throws Exception {
    define("lifecycle", "lifecycle", "events any\n" + KOLKATA);
    counted("2024-01-02 12:00Z");
    database.execute(
        """
        INSERT INTO lifecycle VALUES
          ('lifecycle', 'day', '2024-01-01', '', '', 5, 0, 0, 0, true),
          ('lifecycle', 'day', '2024-01-02', '', '', 1, 2, 0, 3, false),
          ('lifecycle', 'day', '2024-01-03', '', '', 0, 0, 0, 3, false),
          ('lifecycle', 'week', '2024-01-01', '', '', 6, 0, 0, 0, false)
        """);
    assertThat(database.query("SELECT * FROM daily_lifecycle ORDER BY day"))
        .containsExactly("lifecycle|2024-01-01|5|0|0|0|5|t", "lifecycle|2024-01-02|1|2|0|3|3|f");
  }

  @Test
  void nobodyReturningIsZeroPercentAndPeriodsToComeAreNot() throws Exception {
    define("daily", "retention", retention("day", 3, "ON"));
    counted("2024-01-03 18:30Z"); // the first instant of the 4th
    database.execute(
        """
        INSERT INTO retention VALUES
          ('daily', 'day', '2024-01-01', 0, '', '', 8, true),
          ('daily', 'day', '2024-01-01', 2, '', '', 2, true),
          ('daily', 'day', '2024-01-03', 0, '', '', 4, true),
          ('daily', 'day', '2024-01-01', 0, 'channel', 'ads', 3, true)
        """);
    assertThat(database.query("SELECT * FROM retention_grid ORDER BY cohort, period_index"))
        .containsExactly(
            "daily|day|2024-01-01 00:00:00|0|8|8|1.000000|t",
            "daily|day|2024-01-01 00:00:00|1|0|8|0.000000|t",
            "daily|day|2024-01-01 00:00:00|2|2|8|0.250000|t",
            "daily|day|2024-01-01 00:00:00|3|0|8|0.000000|f",
            "daily|day|2024-01-03 00:00:00|0|4|4|1.000000|t",
            "daily|day|2024-01-03 00:00:00|1|0|4|0.000000|f");
    assertThat(
            database.one(
                "SELECT round(sum(users) / sum(cohort_users), 4) FROM retention_grid"
                    + " WHERE period_index = 2 AND complete"))
        .isEqualTo("0.2500");
    assertThat(
            database.query(
                "SELECT dimension, value, count(*) FROM retention_grid_parts GROUP BY 1, 2"))
        .containsExactly("channel|ads|4");
  }

  @Test
  void stepsOfRollingRetentionEndWithTheLastStarter() throws Exception {
    define("rolling", "retention", retention("day", 9, "ROLLING"));
    counted("2024-01-03 18:29Z");
    database.execute(
        "INSERT INTO retention VALUES ('rolling', 'day', '2024-01-01', 0, '', '', 8, true)");
    assertThat(database.query("SELECT period_index, complete FROM retention_grid ORDER BY 1"))
        .as("whoever started at the end of the 1st has had one day at the end of the 2nd")
        .containsExactly("0|t", "1|f", "2|f");
    counted("2024-01-03 18:30Z");
    assertThat(database.query("SELECT period_index, complete FROM retention_grid ORDER BY 1"))
        .containsExactly("0|t", "1|t", "2|f", "3|f");
  }

  @Test
  void returnsOfAnyLaterPeriodAreNeverComplete() throws Exception {
    define("ever", "retention", retention("hour", 2, "ON_OR_AFTER"));
    counted("2024-01-05 12:00Z");
    database.execute(
        "INSERT INTO retention VALUES ('ever', 'hour', '2024-01-01T10:00:00Z', 0, '', '', 8, true)");
    assertThat(database.query("SELECT period_index, complete FROM retention_grid ORDER BY 1"))
        .containsExactly("0|t", "1|f", "2|f");
    counted("infinity");
    assertThat(database.query("SELECT period_index, complete FROM retention_grid ORDER BY 1"))
        .as("the input has ended: no zeros for periods after it")
        .containsExactly("0|t");
  }

  @Test
  void rowsOfPeriodsThatTheDefinitionHasLostAreShown() throws Exception {
    define("daily", "retention", retention("day", 1, "ON"));
    counted("2024-01-06 18:30Z");
    database.execute(
        """
        INSERT INTO retention VALUES
          ('daily', 'day', '2024-01-01', 0, '', '', 8, true),
          ('daily', 'day', '2024-01-01', 3, '', '', 2, true)
        """);
    assertThat(database.query("SELECT period_index, users FROM retention_grid ORDER BY 1"))
        .containsExactly("0|8", "1|0", "2|0", "3|2");
  }

  @Test
  void aRemovedDefinitionCountsNobodyAsGone() throws Exception {
    define("daily", "retention", retention("day", 3, "ON"));
    database.execute("UPDATE metric_definitions SET until = '2024-01-02 18:30Z'");
    counted("2024-02-01 00:00Z");
    database.execute(
        "INSERT INTO retention VALUES ('daily', 'day', '2024-01-01', 0, '', '', 8, true)");
    assertThat(database.query("SELECT period_index, complete FROM retention_grid ORDER BY 1"))
        .containsExactly("0|t", "1|t", "2|f");
  }

  @Test
  void aStepThatNobodyReachedIsZeroAndRatesAreFromFirstAndPrevious() throws Exception {
    define(
        "checkout",
        "funnels",
        "EVERY spec(;1\"A\";)\nFIRST spec(;1\"B\";)\nEVERY spec(;1\"C\";)\n1-2 spec(;1\"X\";)\n86400000\nORDERED\nany\n"
            + "CHAIN\n0\nTAINT\nFIRST\n1\nWEEK\nAsia/Kolkata\nMONDAY");
    counted("2024-01-20 00:00Z");
    database.execute(
        """
        INSERT INTO funnels VALUES
          ('checkout', '2024-01-01', '', '', 1, 'A', 8, null, null, null, true),
          ('checkout', '2024-01-01', '', '', 2, 'B', 4, 10, 9, 20, true),
          ('checkout', '2024-01-01', '', '', 3, 'C', 1, 5, 5, 5, true),
          ('checkout', '2024-01-08', '', '', 1, 'A', 2, null, null, null, false),
          ('checkout', '2024-01-08', 'channel', 'ads', 1, 'A', 2, null, null, null, false)
        """);
    assertThat(
            database.query(
                "SELECT bucket, step, step_name, users, rate_from_first, rate_from_previous, dropped,"
                    + " drop_off_rate, complete FROM funnel_steps ORDER BY bucket, step"))
        .containsExactly(
            "2024-01-01|1|A|8|1.000000|null|null|null|t",
            "2024-01-01|2|B|4|0.500000|0.500000|4|0.500000|t",
            "2024-01-01|3|C|1|0.125000|0.250000|3|0.750000|t",
            "2024-01-08|1|A|2|1.000000|null|null|null|f",
            "2024-01-08|2|B|0|0.000000|0.000000|2|1.000000|f",
            "2024-01-08|3|C|0|0.000000|null|0|null|f");
    assertThat(database.one("SELECT zone FROM metric_progress")).isEqualTo("Asia/Kolkata");
  }

  @Test
  void variantsAreReadInOneRowEach() throws Exception {
    database.execute(
        """
        INSERT INTO experiments VALUES
          ('exp', 'e', 'blue', 'order', '', '', 100, 10, 250, 9000, 1),
          ('exp', 'e', 'Control', 'order', '', '', 100, 20, 400, 12000, 0),
          ('exp', 'e', 'red', 'order', '', '', 0, 0, 0, 0, 0),
          ('exp', 'e', 'blue', 'order', 'channel', 'ads', 10, 1, 25, 900, 0)
        """);
    assertThat(
            database.query(
                """
                SELECT variant, control, users, rate, round(rate_low::numeric, 4), round(rate_high::numeric, 4),
                  mean, round(mean_low::numeric, 3), round(mean_high::numeric, 3)
                FROM experiment_readout ORDER BY variant COLLATE "C\""""))
        .as("0.0552 to 0.1744 is Wilson's interval of 10 in 100")
        .containsExactly(
            "Control|Control|100|0.2|0.1334|0.2888|4|1.991|6.009",
            "blue|Control|100|0.1|0.0552|0.1744|2.5|0.697|4.303",
            "red|Control|0|null|null|null|null|null|null");
    String compared =
        "round(rate_lift::numeric, 9), round(rate_lift_low::numeric, 9), round(rate_lift_high::numeric, 9),"
            + " round(rate_p_value::numeric, 9), round(mean_lift::numeric, 9),"
            + " round(mean_lift_low::numeric, 9), round(mean_p_value::numeric, 9)";
    assertThat(
            database.query(
                "SELECT " + compared + " FROM experiment_readout WHERE variant = 'blue'"))
        .isEqualTo(
            database.query(
                """
                SELECT round(c.lift::numeric, 9), round(c.lift_low::numeric, 9), round(c.lift_high::numeric, 9),
                  round(c.p_value::numeric, 9), round(v.lift::numeric, 9), round(v.lift_low::numeric, 9),
                  round(v.p_value::numeric, 9)
                FROM experiment_results c JOIN experiment_results v USING (dimension, control, variant)
                WHERE dimension = '' AND control = 'Control' AND variant = 'blue'
                  AND c.measure = 'conversion' AND v.measure = 'value'"""));
    assertThat(database.query("SELECT value, users, control FROM experiment_readout_parts"))
        .containsExactly("ads|10|blue");
  }

  @Test
  void anExperimentDevelopsByTheDayOfExposure() throws Exception {
    database.execute(
        """
        INSERT INTO experiment_days VALUES
          ('exp', 'e', 'blue', 'order', '2024-01-01', 60, 6, 150, 5000, 1),
          ('exp', 'e', 'blue', 'order', '2024-01-03', 40, 4, 100, 4000, 0),
          ('exp', 'e', 'Control', 'order', '2024-01-01', 50, 10, 200, 6000, 0),
          ('exp', 'e', 'Control', 'order', '2024-01-02', 50, 10, 200, 6000, 0),
          ('exp', 'wide', 'a', 'order', '2024-01-01', 1, 1, 5, 25, 0),
          ('exp', 'wide', 'a', 'order', '2024-01-02', 1, 1, null, null, 0),
          ('exp', 'wide', 'a', 'order', '2024-01-03', 1, 1, 5, 25, 0)
        """);
    database.execute(
        """
        INSERT INTO experiments VALUES
          ('exp', 'e', 'blue', 'order', '', '', 100, 10, 250, 9000, 1),
          ('exp', 'e', 'Control', 'order', '', '', 100, 20, 400, 12000, 0)
        """);
    assertThat(
            database.query(
                "SELECT variant, control, day, new_users, users, converters, value_sum, excluded_users"
                    + " FROM experiment_curve WHERE experiment = 'e' ORDER BY variant, day"))
        .containsExactly(
            "Control|Control|2024-01-01|50|50|10|200|0",
            "Control|Control|2024-01-02|50|100|20|400|0",
            "Control|Control|2024-01-03|0|100|20|400|0",
            "blue|Control|2024-01-01|60|60|6|150|1",
            "blue|Control|2024-01-02|0|60|6|150|1",
            "blue|Control|2024-01-03|40|100|10|250|1");
    String compared =
        "SELECT rate, mean, rate_lift, rate_lift_low, rate_lift_high, mean_lift, mean_lift_low,"
            + " mean_lift_high FROM %s WHERE variant = 'blue'";
    assertThat(
            database.query(compared.formatted("experiment_curve") + " AND day = date '2024-01-03'"))
        .as("the last day is the read-out")
        .isEqualTo(database.query(compared.formatted("experiment_readout")));
    assertThat(
            database.query(
                "SELECT value_sum FROM experiment_curve WHERE experiment = 'wide' ORDER BY day"))
        .as("a sum that is not known stays so")
        .containsExactly("5", "null", "null");
  }

  @Test
  void cartsThatAreStillOpenAreNoSuccess() throws Exception {
    define("carts", "carts", "3600000\nUSD\n7776000000\nAsia/Kolkata");
    counted("2024-01-03 00:00Z");
    database.execute(
        """
        INSERT INTO cart_metrics VALUES
          ('carts', '2024-01-01', 'EUR', '', '', 10, 6, 3, 6, 1, 1, 300, 900, 60),
          ('carts', '2024-01-02', 'EUR', '', '', 10, 6, 1, 3, 0, 0, 100, 300, 60),
          ('carts', '2024-01-02', 'EUR', 'channel', 'ads', 10, 6, 1, 3, 0, 0, 100, 300, 60)
        """);
    assertThat(
            database.query(
                "SELECT day, open, closed, abandonment_rate, amount_abandonment_rate, complete"
                    + " FROM cart_abandonment ORDER BY day"))
        .containsExactly(
            "2024-01-01|0|10|0.600000|0.750000|t", "2024-01-02|6|4|0.750000|0.750000|f");
    assertThat(database.query("SELECT value, open FROM cart_abandonment_parts"))
        .containsExactly("ads|6");
  }

  @Test
  void revenueIsOfTheDayOfThePurchase() throws Exception {
    define("carts", "carts", "3600000\nUSD\n7776000000\nAsia/Kolkata");
    counted("2024-01-04 12:00Z");
    database.execute(
        """
        INSERT INTO carts VALUES
          ('carts', 'a', 'u', 'purchased', 'EUR', 2, 50, '2023-12-01Z', null, '2024-01-01 18:29Z', false),
          ('carts', 'b', 'u', 'purchased', 'EUR', 1, 30, '2023-12-01Z', null, '2024-01-01 18:30Z', false),
          ('carts', 'c', 'u', 'purchased', 'EUR', 1, null, '2023-12-01Z', null, '2024-01-01 18:31Z', false),
          ('carts', 'd', 'v', 'purchased', 'EUR', 1, 10, '2023-12-01Z', null, '2024-01-03 18:30Z', false),
          ('carts', 'e', 'v', 'purchased', 'USD', 1, 10, '2023-12-01Z', null, '2024-01-04 11:00Z', false),
          ('carts', 'f', 'v', 'abandoned', 'EUR', 1, 10, '2023-12-01Z', null, '2024-01-03 18:30Z', false)
        """);
    assertThat(database.query("SELECT * FROM daily_revenue ORDER BY day, currency"))
        .containsExactly(
            "carts|2024-01-01|EUR|1|2|50|50.00|0|t",
            "carts|2024-01-02|EUR|2|2|30|30.00|1|t",
            "carts|2024-01-03|EUR|0|0|0|null|0|t",
            "carts|2024-01-04|EUR|1|1|10|10.00|0|f",
            "carts|2024-01-04|USD|1|1|10|10.00|0|f");
  }

  @Test
  void ratesOfRecommendationsAreOverAllCurrenciesAndNotOverPositionZero() throws Exception {
    define("recs", "recommendations", "1800000\n604800000\n604800000\nUSD\nUTC");
    counted("2024-01-09 00:30Z");
    database.execute(
        """
        INSERT INTO recommendations VALUES
          ('recs', '2024-01-01', 'hero', 'm@1', 0, '', '', '', 10, 4, 4, 0, 0, 1),
          ('recs', '2024-01-01', 'hero', 'm@1', 1, '', '', '', 6, 3, 3, 0, 0, 1),
          ('recs', '2024-01-01', 'hero', 'm@1', 2, '', '', '', 4, 1, 1, 0, 0, 0),
          ('recs', '2024-01-01', 'hero', 'm@1', 0, 'EUR', '', '', 0, 0, 0, 1, 20, 0),
          ('recs', '2024-01-01', 'hero', 'm@1', 1, 'EUR', '', '', 0, 0, 0, 1, 20, 0),
          ('recs', '2024-01-02', 'chairs', 'chairs', 0, '', '', '', 5, 0, 0, 0, 0, 0)
        """);
    assertThat(database.query("SELECT * FROM recommendation_rates ORDER BY day"))
        .containsExactly(
            "recs|2024-01-01|recommendation|hero|m@1|10|4|4|0.400000|1|0.250000|1|t",
            "recs|2024-01-02|list|chairs|chairs|5|0|0|0.000000|0|null|0|f");
    assertThat(
            database.query(
                "SELECT position, impressions, click_rate, conversions FROM recommendation_position_rates ORDER BY 1"))
        .containsExactly("1|6|0.500000|1", "2|4|0.250000|0");
    assertThat(
            database.query(
                "SELECT day, currency, conversions, revenue FROM recommendation_revenue"))
        .containsExactly("2024-01-01|EUR|1|20");
  }

  @Test
  void contentAndPathsSayWhetherTheirBucketsAreComplete() throws Exception {
    define(
        "weekly",
        "content",
        "spec(PAGE ;;)\nproperties.path\nWEEK\nCOUNT\nno sessions\n" + KOLKATA);
    define(
        "pages",
        "paths",
        "spec(PAGE ;;)\nproperties.path\n5\nCOLLAPSE\nfrom the first\n1800000\n1000\nany\n"
            + "INCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nUTC");
    database.execute(
        "UPDATE metric_definitions SET since = '2024-01-01 12:00Z' WHERE metric = 'pages'");
    counted("2024-01-08 00:00Z");
    database.execute(
        """
        INSERT INTO content VALUES
          ('weekly', '2024-01-01', '', '', 1, '/a', 9, 5, 4, 2, 1),
          ('weekly', '2024-01-08', '', '', 1, '/a', 9, 5, 0, 2, 0)
        """);
    database.execute(
        """
        INSERT INTO paths VALUES
          ('pages', '2024-01-01', 1, '/a', '/b', '', '', 1, 1),
          ('pages', '2024-01-07', 1, '/a', '/b', '', '', 2, 3),
          ('pages', '2024-01-07', 1, '/a', '(exit)', '', '', 1, 1),
          ('pages', '2024-01-08', 1, '/a', '/b', '', '', 2, 3)
        """);
    assertThat(
            database.query(
                "SELECT period, bucket, rank, bounce_rate, complete FROM content_top ORDER BY bucket"))
        .containsExactly("week|2024-01-01|1|0.250000|t", "week|2024-01-08|1|null|f");
    assertThat(
            database.query(
                "SELECT day, target, share_of_source, complete FROM path_steps ORDER BY day, target DESC"))
        .containsExactly(
            "2024-01-01|/b|1.000000|f",
            "2024-01-07|/b|0.750000|t",
            "2024-01-07|(exit)|0.250000|t",
            "2024-01-08|/b|1.000000|f");
  }

  @Test
  void stickinessIsWhatALookAtEveryWindowSays() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> rows = new ArrayList<>();
    for (String period : new String[] {"day", "week", "month", "rolling_7d", "rolling_30d"}) {
      for (String value : new String[] {"", "ios"}) {
        for (int day = 0; day < 100; day++) {
          boolean starts = period.equals("week") ? day % 7 == 6 : !period.equals("month");
          if (starts && random.nextInt(3) > 0) {
            rows.add(
                "('a', '%s', date '2023-12-25' + %d, '%s', '%s', %d, true)"
                    .formatted(
                        period, day, value.isEmpty() ? "" : "platform", value, random.nextInt(50)));
          }
        }
      }
    }
    database.execute("INSERT INTO active_users VALUES " + String.join(", ", rows));
    database.execute(
        "INSERT INTO active_users SELECT 'a', 'month', m, '', '', 70, true"
            + " FROM unnest(ARRAY['2023-12-01', '2024-01-01', '2024-02-01']::timestamp[]) AS m");
    assertThat(
            database.query(
                "SELECT period, bucket, value, daily_users_sum, days, users FROM stickiness_ratio ORDER BY 1, 2, 3"))
        .as("seed %d", seed)
        .isEqualTo(
            database.query(
                """
                SELECT w.period, w.bucket, w.value,
                  coalesce((SELECT sum(d.users) FROM active_users d WHERE d.period = 'day' AND d.value = w.value
                    AND d.bucket BETWEEN first AND last), 0),
                  extract(days FROM last - first) + 1, w.users
                FROM active_users w
                CROSS JOIN LATERAL (SELECT
                  CASE period WHEN 'rolling_7d' THEN bucket - interval '6 days'
                    WHEN 'rolling_30d' THEN bucket - interval '29 days' ELSE bucket END AS first,
                  CASE period WHEN 'week' THEN bucket + interval '6 days'
                    WHEN 'month' THEN bucket + interval '1 month' - interval '1 day' ELSE bucket END AS last) AS ends
                WHERE period <> 'day' ORDER BY 1, 2, 3"""));
  }

  @Test
  void settingsAreNamedAndReadable() throws Exception {
    define(
        "checkout",
        "funnels",
        "EVERY spec(PAGE TRACK ;1\"A\"2\"BB\";)\nFIRST spec(;1\"B\";16\"properties.value\"GTE 10.)\n86400000\nORDERED\nany\n"
            + "CHAIN\n0\nTAINT\nLATEST\n1\nDAY\nUTC");
    assertThat(
            database.query(
                "SELECT position, setting, value FROM metric_settings ORDER BY position LIMIT 4"))
        .containsExactly(
            "1|step 1|PAGE TRACK \"A\" or \"BB\"",
            "2|step 2|FIRST \"B\" where \"properties.value\"GTE 10.",
            "3|window|1 day",
            "4|order|ORDERED");
  }

  @Test
  void aSchemaOfTheReleaseBeforeGetsTheViewsAndKeepsItsRows() throws Exception {
    TestDatabase old = TestDatabase.empty();
    Flyway.configure()
        .configuration(PostgresTables.flyway(old.options(), old.schema()).getConfiguration())
        .target("16")
        .load()
        .migrate();
    old.execute("INSERT INTO active_users VALUES ('active', 'day', '2024-01-01', '', '', 6, true)");
    assertThat(PostgresTables.migrate(old.options(), old.schema())).isPositive();
    assertThat(old.query("SELECT * FROM daily_active_users"))
        .containsExactly("active|2024-01-01|6|null|null|t");
  }

  /** The input is complete up to an instant. */
  private void counted(String watermark) throws SQLException {
    database.execute(
        """
        INSERT INTO sink_ledger (sink_id, lineage, fence, last_ckpt, last_ckpt_fence, status, job_id, watermark)
        VALUES ('shop', gen_random_uuid(), 1, 1, 1, 'LIVE', 'job', '%s')
        ON CONFLICT (sink_id) DO UPDATE SET watermark = excluded.watermark"""
            .formatted(watermark));
  }

  private void define(String metric, String family, String meaning) throws SQLException {
    database.execute(
        "INSERT INTO metric_definitions VALUES ('%s', '%s', '%s')"
            .formatted(metric, family, meaning));
  }

  private static String retention(String period, int periods, String counting) {
    return "start any\nreturn any\nperiod %s\nperiods %d\ncohort FIRST_TIME\ncounting %s\nmin returns 1\n%s"
        .formatted(period, periods, counting, KOLKATA);
  }
}
