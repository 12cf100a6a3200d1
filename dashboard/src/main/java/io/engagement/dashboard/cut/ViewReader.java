package io.engagement.dashboard.cut;

import io.engagement.dashboard.cut.Selection.InvalidSelectionException;
import io.engagement.dashboard.cut.ViewAnswer.Choice;
import io.engagement.dashboard.cut.ViewAnswer.Definition;
import io.engagement.dashboard.cut.ViewAnswer.Option;
import io.engagement.dashboard.cut.ViewAnswer.PanelAnswer;
import io.engagement.dashboard.view.NamedSql;
import io.engagement.dashboard.view.View;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills views: everything of an answer is of one cut. */
public final class ViewReader {
  private static final int ROWS_ON_A_PAGE = 5_000;
  private static final int ROWS_IN_A_FILE = 200_000;
  private static final String DEFINITIONS =
      """
      SELECT metric, (
          SELECT string_agg(setting || ': ' || value, E'\\n' ORDER BY position)
          FROM metric_settings AS s WHERE s.metric = d.metric AND s.family = d.family), since
      FROM metric_definitions AS d WHERE family = ? ORDER BY metric""";

  private final Database database;
  private final PanelReader panelReader;

  public ViewReader(Database database) {
    this.database = database;
    this.panelReader = new PanelReader(database.address().prelude());
  }

  /** The ledger alone. */
  public Ledger ledger() throws SQLException {
    return database.read(connection -> Ledger.read(connection, database.address()));
  }

  /** The families that have a definition, or had one; empty before anything is published. */
  public List<String> families() throws SQLException {
    return database.read(
        connection -> {
          List<String> families = new ArrayList<>();
          if (Ledger.read(connection, database.address()).unreadable() == null) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT DISTINCT family FROM metric_definitions");
                ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                families.add(row.getString(1));
              }
            }
          }
          return families;
        });
  }

  /** All of a view. */
  public ViewAnswer read(View view, Selection selection) throws SQLException {
    return read(view, view.panels(), selection, ROWS_ON_A_PAGE);
  }

  /** One panel of a view alone; null when it shows nothing. */
  public @Nullable PanelAnswer read(View view, View.Panel panel, Selection selection)
      throws SQLException {
    return read(view, List.of(panel), selection, ROWS_IN_A_FILE).panels().stream()
        .findFirst()
        .orElse(null);
  }

  private ViewAnswer read(View view, List<View.Panel> panels, Selection selection, int mostRows)
      throws SQLException {
    Database.Address address = database.address();
    return database.read(
        connection -> {
          Ledger ledger = Ledger.read(connection, address);
          Map<String, Object> values = selection.values(ledger, address);
          List<Choice> choices = new ArrayList<>();
          List<PanelAnswer> answers = new ArrayList<>();
          List<Definition> definitions = List.of();
          if (ledger.unreadable() == null) {
            for (View.Parameter parameter : view.parameters()) {
              Choice choice = choice(connection, parameter, selection, values);
              values.put(parameter.name(), choice.value());
              choices.add(choice);
            }
            definitions = definitions(connection, view, values);
            for (View.Panel panel : panels) {
              if (panel.when() == null || !"".equals(values.get(panel.when()))) {
                answers.add(panelReader.read(connection, panel, values, mostRows));
              }
            }
          }
          return new ViewAnswer(
              ledger,
              address.webZone(),
              String.valueOf(values.get("from")),
              String.valueOf(values.get("to")),
              view.isDated(),
              choices,
              definitions,
              answers);
        });
  }

  private static Choice choice(
      Connection connection,
      View.Parameter parameter,
      Selection selection,
      Map<String, Object> values)
      throws SQLException {
    String chosen = selection.chosen().get(parameter.name());
    NamedSql statement = parameter.choices();
    List<Option> options = null;
    if (statement != null) {
      options = new ArrayList<>();
      try (PreparedStatement prepared = statement.prepare(connection, values);
          ResultSet row = prepared.executeQuery()) {
        int columns = row.getMetaData().getColumnCount();
        while (row.next()) {
          options.add(new Option(row.getString(1), row.getString(columns > 1 ? 2 : 1)));
        }
      } catch (SQLException e) {
        if (Trouble.isOfValue(e)) {
          throw new InvalidSelectionException(
              "what comes before %s makes no sense".formatted(parameter.title()));
        }
        throw e;
      }
    }
    if (chosen == null) {
      String fallback = parameter.fallback() == null ? "" : parameter.fallback();
      chosen = options == null || options.isEmpty() ? fallback : options.get(0).value();
    }
    return new Choice(parameter.name(), parameter.title(), parameter.about(), chosen, options);
  }

  private static List<Definition> definitions(
      Connection connection, View view, Map<String, Object> values) throws SQLException {
    List<Definition> definitions = new ArrayList<>();
    if (view.family() == null) {
      return definitions;
    }
    try (PreparedStatement statement = connection.prepareStatement(DEFINITIONS)) {
      statement.setString(1, view.family());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          OffsetDateTime since = row.getObject(3, OffsetDateTime.class);
          definitions.add(
              new Definition(
                  row.getString(1),
                  row.getString(2),
                  since == null ? null : since.toInstant().toString(),
                  row.getString(1).equals(values.get("metric"))));
        }
      }
    }
    return definitions;
  }
}
