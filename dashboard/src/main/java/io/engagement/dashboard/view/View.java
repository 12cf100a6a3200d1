package io.engagement.dashboard.view;

import static java.util.Collections.disjoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page of the dashboard, as its file says.
 *
 * @param id the name of the file, and of the page in addresses
 * @param about what the page answers, in a sentence or two
 * @param family of the definitions it shows, as under {@code metrics} in the configuration; a view
 *     whose family has no definition is not offered. Null: always offered
 * @param parameters what can be chosen beside the dates, in the order in which each may use the
 *     ones before
 */
public record View(
    String id,
    String title,
    String about,
    @Nullable String family,
    List<Parameter> parameters,
    List<Panel> panels) {

  public View {
    parameters = parameters == null ? List.of() : List.copyOf(parameters);
    panels = List.copyOf(panels);
  }

  /** Whether the dates make a difference. */
  public boolean isDated() {
    Set<String> dates = Set.of("from", "to");
    return panels.stream().anyMatch(panel -> !disjoint(panel.sql().names(), dates))
        || parameters.stream()
            .map(Parameter::choices)
            .anyMatch(choices -> choices != null && !disjoint(choices.names(), dates));
  }

  /** The panel of that id; null when there is none. */
  public @Nullable Panel panel(String panelId) {
    return panels.stream().filter(panel -> panel.id().equals(panelId)).findFirst().orElse(null);
  }

  /**
   * Something that can be chosen.
   *
   * @param name by which statements use it, as {@code :name}, and addresses
   * @param choices a statement whose first column holds the values, the best first, and whose
   *     second column, if any, says what to call them; null for free text
   * @param fallback what counts without a choice where there are none to take the first of; null
   *     for the empty text
   */
  public record Parameter(
      String name,
      String title,
      @Nullable String about,
      @Nullable NamedSql choices,
      @JsonProperty("default") @Nullable String fallback) {}

  /**
   * One statement and how its rows are shown.
   *
   * @param when the parameter without which it shows nothing, so that it is left out; null for none
   * @param words what turns a row into a sentence, put before its columns; null for none
   * @param intervals column to its {@code [successes, trials]}: 95 % intervals that are added as
   *     columns {@code <column>_low} and {@code <column>_high}
   */
  public record Panel(
      String id,
      String title,
      String about,
      @Nullable String when,
      Chart chart,
      NamedSql sql,
      Map<String, Column> columns,
      @Nullable Words words,
      Map<String, List<String>> intervals) {

    public Panel {
      intervals = intervals == null ? Map.of() : Map.copyOf(intervals);
    }
  }

  /** Sentences that can be made of rows. */
  public enum Words {
    @JsonProperty("experiment")
    EXPERIMENT,
    @JsonProperty("sample-ratio")
    SAMPLE_RATIO
  }

  /**
   * How rows are drawn; which column is what.
   *
   * @param kind tile, line, bar, stacked, bars (a table with bars), heat, sankey, sentences or
   *     table
   * @param x the column along the axis, or of the rows of a heat map
   * @param y the columns drawn, or the one of a heat map's cells
   * @param series the column whose values are series of their own; null for none
   * @param compare of a tile: how many rows before the last the one is that it is compared with
   * @param zeros false where a count that is missing is unknown; else it is 0, since rows of zeros
   *     are not stored
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Chart(
      String kind,
      @Nullable String x,
      @Nullable List<String> y,
      @Nullable String series,
      @Nullable Integer compare,
      @Nullable Boolean zeros) {}

  /**
   * A column of a panel.
   *
   * @param format how values are written: count, number (four digits), exact, percent, seconds,
   *     money, date, instant, text, flag; hidden for what only the chart needs
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Column(String title, @Nullable String about, String format) {}
}
