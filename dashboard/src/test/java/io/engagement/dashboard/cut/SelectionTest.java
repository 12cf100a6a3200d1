package io.engagement.dashboard.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
  private static final Ledger LEDGER =
      new Ledger(
          7,
          7,
          "LIVE",
          Instant.parse("2026-03-01T23:30:00Z"),
          Instant.parse("2026-03-01T23:30:05Z"),
          Instant.parse("2026-03-01T23:30:06Z"),
          null,
          new Ledger.Input(0, 0, 0, 0, true),
          null,
          null);

  private static Database.Address in(String zone) {
    return new Database.Address("jdbc:postgresql:x", "u", null, "s", "shop", ZoneId.of(zone));
  }

  /** Of a bare offset PostgreSQL takes plus for west of Greenwich. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, Europe/Berlin, Europe/Berlin",
    "Z, UTC, UTC",
    "UTC, UTC, UTC",
    "+05:30, <+05:30>-05:30, +05:30",
    "UTC-03:00, <-03:00>+03:00, -03:00"
  })
  void zonesAreThoseOfPostgresAndOfBrowsers(String zone, String sql, String web) {
    assertThat(in(zone).sqlZone()).isEqualTo(sql);
    assertThat(in(zone).webZone()).isEqualTo(web);
    assertThat(Selection.of(Map.of()).values(LEDGER, in(zone))).containsEntry("zone", sql);
    assertThat(in(zone).hasZone(sql)).isTrue();
    assertThat(in(zone).hasZone("Pacific/Kiritimati")).isFalse();
  }

  @Test
  void aZoneOfAnotherNameMayBeTheSame() {
    assertThat(in("UTC").hasZone("Etc/UTC")).isTrue();
    assertThat(in("Asia/Calcutta").hasZone("Asia/Kolkata")).isTrue();
    assertThat(in("UTC").hasZone("<+05:30>-05:30")).isFalse();
  }

  @Test
  void daysAreThoseOfTheZone() {
    Map<String, Object> values =
        Selection.of(Map.of("range", "7d")).values(LEDGER, in("Europe/Berlin"));
    assertThat(values)
        .containsEntry("today", LocalDate.of(2026, 3, 2))
        .containsEntry("to", LocalDate.of(2026, 3, 2))
        .containsEntry("from", LocalDate.of(2026, 2, 24));
  }

  @Test
  void datesStayWhateverTheDay() {
    Map<String, Object> values =
        Selection.of(Map.of("from", "2026-01-05", "to", "2026-01-11", "metric", "web"))
            .values(LEDGER, in("UTC"));
    assertThat(values)
        .containsEntry("from", LocalDate.of(2026, 1, 5))
        .containsEntry("to", LocalDate.of(2026, 1, 11));
  }

  /**
   * Half of a range counts as well: a link that somebody has shortened does not show other days.
   */
  @Test
  void oneDateIsEnough() {
    assertThat(Selection.of(Map.of("from", "2026-02-10")).values(LEDGER, in("UTC")))
        .containsEntry("from", LocalDate.of(2026, 2, 10))
        .containsEntry("to", LocalDate.of(2026, 3, 1));
    assertThat(Selection.of(Map.of("to", "2026-02-10", "range", "7d")).values(LEDGER, in("UTC")))
        .containsEntry("from", LocalDate.of(2026, 2, 4))
        .containsEntry("to", LocalDate.of(2026, 2, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "range, 0d, ''",
    "range, 3661d, ''",
    "range, -7d, ''",
    "range, 99999d, ''",
    "range, seven, ''",
    "from, 2026-02-30, 2026-03-01",
    "from, 2026-03-02, 2026-03-01",
    "from, 0001-01-01, 2026-03-01",
    "from, +999999999-01-01, 2026-03-01",
    "from, 1980-01-01, 2026-03-01"
  })
  void refusesWhatIsNoDate(String name, String value, String to) {
    Map<String, String> query = to.isEmpty() ? Map.of(name, value) : Map.of(name, value, "to", to);
    assertThatThrownBy(() -> Selection.of(query).values(LEDGER, in("UTC")))
        .isInstanceOf(Selection.InvalidSelectionException.class);
  }

  @Test
  void refusesValuesThatNoColumnHolds() {
    assertThatThrownBy(() -> Selection.of(Map.of("user", "a\0b")))
        .isInstanceOf(Selection.InvalidSelectionException.class);
    assertThatThrownBy(() -> Selection.of(Map.of("user", "x".repeat(2_001))))
        .isInstanceOf(Selection.InvalidSelectionException.class);
  }
}
