package io.engagement.dashboard.cut;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class TroubleTest {
  @Test
  void saysWhatToDoOfWhatSomebodyCanMend() {
    assertThat(
            Trouble.of(new SQLException("ERROR: permission denied for view people\n x", "42501")))
        .contains("(permission denied for view people)", "docs/dashboard.md");
    assertThat(
            Trouble.of(
                new SQLException("ERROR: relation \"metric_settings\" does not exist", "42P01")))
        .contains("not those of this version (relation \"metric_settings\" does not exist)");
    assertThat(Trouble.of(new SQLException("ERROR: canceling statement", "57014")))
        .isEqualTo("This took too long.");
    assertThat(Trouble.of(new SQLTransientConnectionException("dashboard - no connection")))
        .startsWith("The database does not answer");
    assertThat(Trouble.of(new SQLException("terminating connection", "57P01")))
        .startsWith("The database does not answer");
    assertThat(Trouble.of(new SQLException("ERROR: invalid input syntax for type date", "22007")))
        .isEqualTo("What was chosen makes no sense here.");
  }
}
