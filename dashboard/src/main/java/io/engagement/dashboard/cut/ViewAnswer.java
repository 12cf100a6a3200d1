package io.engagement.dashboard.cut;

import io.engagement.dashboard.view.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A view filled with the numbers of one cut.
 *
 * @param zone of the deployment's days
 * @param from first day shown
 * @param to last day shown
 * @param dated whether the dates make a difference
 * @param parameters in the order of the view
 * @param definitions what the definitions of the view's family mean
 */
public record ViewAnswer(
    Ledger ledger,
    String zone,
    String from,
    String to,
    boolean dated,
    List<Choice> parameters,
    List<Definition> definitions,
    List<PanelAnswer> panels) {

  /**
   * A parameter with what can be chosen.
   *
   * @param value what is chosen
   * @param options null for free text
   */
  public record Choice(
      String name,
      String title,
      @Nullable String about,
      String value,
      @Nullable List<Option> options) {}

  /** A value that can be chosen, and what it is called. */
  public record Option(String value, String title) {}

  /**
   * What a definition means.
   *
   * @param since from when on it has counted everything; null for from the first event on
   */
  public record Definition(
      String metric, @Nullable String meaning, @Nullable String since, boolean chosen) {}

  /**
   * The rows of a panel. Instants, dates and times are texts of ISO 8601.
   *
   * @param columns in the order of the values in a row; only those that the panel names
   * @param sql the statement as it can be run by hand
   * @param truncated whether there are more rows
   * @param error why there are none; null when nothing is wrong
   */
  public record PanelAnswer(
      String id,
      String title,
      String about,
      View.Chart chart,
      List<NamedColumn> columns,
      List<List<@Nullable Object>> rows,
      String sql,
      boolean truncated,
      @Nullable String error) {}

  /** A column and its name in the statement. */
  public record NamedColumn(String name, View.Column column) {}
}
