package io.engagement.dashboard.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedSqlTest {
  @Test
  void findsParametersAndNothingElse() {
    NamedSql sql =
        NamedSql.of(
            "SELECT ':no', \":no\", a::text, 'it''s :no' -- :no\n/* :no */ WHERE b = :user AND c > :from");
    assertThat(sql.names()).containsExactly("user", "from");
    assertThat(sql.jdbc())
        .isEqualTo(
            "SELECT ':no', \":no\", a::text, 'it''s :no' -- :no\n/* :no */ WHERE b = ? AND c > ?");
  }

  @Test
  void writesValuesAsLiteralsThatCannotEnd() {
    NamedSql sql = NamedSql.of("SELECT :user, :from, :until");
    OffsetDateTime until = OffsetDateTime.parse("2026-03-01T11:06:02.5+01:00");
    assertThat(
            sql.withLiterals(
                Map.of(
                    "user",
                    "o'; DROP TABLE x; --",
                    "from",
                    LocalDate.of(2026, 3, 1),
                    "until",
                    until)))
        .isEqualTo(
            "SELECT 'o''; DROP TABLE x; --', DATE '2026-03-01', TIMESTAMPTZ '2026-03-01T11:06:02.500+01:00'");
    assertThat(NamedSql.of("SELECT :user").withLiterals(Map.of("user", "\\'; $1")))
        .isEqualTo("SELECT E'\\\\''; $1'");
  }

  @Test
  void wantsAllValues() {
    assertThatThrownBy(() -> NamedSql.of("SELECT :user").withLiterals(Map.of()))
        .hasMessage("no value for :user");
  }
}
