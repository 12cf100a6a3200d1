package io.engagement.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.table.Column;
import io.engagement.core.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Names, keys and order of the columns that users rely on. They are stable: a column may be added
 * behind the others, and nothing else.
 */
class ContractTest {
  private static final Map<String, TableSpec> TABLES =
      MetricCatalog.tables().stream().collect(Collectors.toMap(TableSpec::name, table -> table));

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "active_users: metric period bucket dimension value: users complete",
        "lifecycle: metric period bucket dimension value:"
            + " new_users returning_users resurrecting_users dormant_users complete",
        "stickiness: metric period bucket active_days dimension value: users complete",
        "retention: metric period cohort period_index dimension value: users complete",
        "funnels: metric bucket dimension value step:"
            + " step_name users mean_seconds median_seconds p90_seconds complete",
        "sessions: metric session_id:"
            + " user_id started_at ended_at duration_seconds engaged_seconds events views"
            + " entry_page exit_page bounced new_user closed dimensions orders amount currency",
        "session_metrics: metric period bucket dimension value:"
            + " sessions bounced new_users events views duration_seconds median_duration_seconds"
            + " p90_duration_seconds engaged_seconds complete converted orders",
        "trends: metric period bucket dimension value:"
            + " events users sum summed_events complete",
        "paths: metric bucket step source target dimension value: users transitions",
        "content: metric bucket dimension value rank:"
            + " item views visitors entries exits bounces",
        "cart_metrics: metric bucket currency dimension value:"
            + " created checkouts purchased abandoned recovered emptied amount_purchased"
            + " amount_abandoned median_seconds_to_purchase",
        "recommendations: metric bucket placement model position currency dimension value:"
            + " impressions clicks clicked_impressions conversions revenue unattributed_clicks",
        "experiments: metric experiment variant goal dimension value:"
            + " users converters sum sum_squares excluded_users",
        "experiment_days: metric experiment variant goal bucket:"
            + " users converters sum sum_squares excluded_users",
        "experiment_assignments: metric experiment user_id:"
            + " variant exposed_at excluded goals_reached",
        "user_engagement: metric user_id:"
            + " score score_at first_seen last_seen active_days_30 sessions_30 orders_30 amount_30"
            + " lifecycle",
        "metric_definitions: metric family: meaning since since_checkpoint until",
        "identity_merges: anonymous_id: user_id claimed_at contested events",
        "deletions: request_id: subject_hash requested_at rows",
        "input_accounting: topic partition:"
            + " next_offset read accepted duplicate late rejected filtered watermark",
        "input_warnings: topic code field: count first_at last_at examples",
      })
  void columnsHaveTheirNamesAndOrder(String name, String key, String values) {
    assertThat(columns(TABLES.get(name).keyColumns())).isEqualTo(words(key));
    assertThat(columns(TABLES.get(name).valueColumns())).startsWith(words(values));
  }

  /** The user is part of the key (docs/decisions/0003-key-of-carts.md); the order is the same. */
  @Test
  void aCartIsKeyedByItsUserAsWell() {
    TableSpec carts = TABLES.get("carts");
    assertThat(columns(carts.keyColumns())).containsExactly("metric", "cart_id", "user_id");
    assertThat(columns(carts.valueColumns()))
        .startsWith(
            words("state currency items amount created_at last_activity_at closed_at recovered"));
  }

  private static String[] words(String text) {
    return text.strip().split(" ");
  }

  private static String[] columns(List<Column> columns) {
    return columns.stream().map(Column::name).toArray(String[]::new);
  }
}
