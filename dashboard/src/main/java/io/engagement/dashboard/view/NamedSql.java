package io.engagement.dashboard.view;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement with parameters by name, {@code :name}. It is run with values bound to it, never with
 * values in its text; {@link #withLiterals} writes the same statement for people to run.
 */
public final class NamedSql {
  /** What a colon does not begin a parameter in, first; then casts; then parameters. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\\n]*|/\\*.*?\\*/|::|:([a-z][a-z_]*)",
          Pattern.DOTALL);

  private final String text;
  private final String jdbc;
  private final List<String> names;

  private NamedSql(String text, String jdbc, List<String> names) {
    this.text = text;
    this.jdbc = jdbc;
    this.names = List.copyOf(names);
  }

  @JsonCreator
  public static NamedSql of(String text) {
    List<String> names = new ArrayList<>();
    String jdbc =
        TOKEN
            .matcher(text)
            .replaceAll(
                token -> {
                  if (token.group(1) == null) {
                    return Matcher.quoteReplacement(token.group());
                  }
                  names.add(token.group(1));
                  return "?";
                });
    return new NamedSql(text.strip(), jdbc, names);
  }

  /** The statement with question marks. */
  String jdbc() {
    return jdbc;
  }

  /**
   * The statement with values bound, to be closed.
   *
   * @throws IllegalArgumentException when a value is missing
   */
  public PreparedStatement prepare(Connection connection, Map<String, Object> values)
      throws SQLException {
    for (String name : names) {
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException("no value for :" + name);
      }
    }
    PreparedStatement statement = connection.prepareStatement(jdbc);
    for (int i = 0; i < names.size(); i++) {
      statement.setObject(i + 1, values.get(names.get(i)));
    }
    return statement;
  }

  /** Whose value goes to each question mark, in order. */
  public List<String> names() {
    return names;
  }

  /**
   * The statement with values written into it, for people: what {@link #jdbc} does with the values
   * bound.
   *
   * @throws IllegalArgumentException when a value is missing
   */
  public String withLiterals(Map<String, Object> values) {
    return TOKEN
        .matcher(text)
        .replaceAll(
            token ->
                Matcher.quoteReplacement(
                    token.group(1) == null
                        ? token.group()
                        : literal(token.group(1), values.get(token.group(1)))));
  }

  private static String literal(String name, @Nullable Object value) {
    if (value instanceof LocalDate date) {
      return "DATE '" + date + "'";
    }
    if (value instanceof OffsetDateTime instant) {
      return "TIMESTAMPTZ '" + instant + "'";
    }
    if (value instanceof String word) {
      // A backslash is only itself in this notation, whatever standard_conforming_strings says.
      return word.indexOf('\\') < 0
          ? "'" + word.replace("'", "''") + "'"
          : "E'" + word.replace("\\", "\\\\").replace("'", "''") + "'";
    }
    throw new IllegalArgumentException("no value for :" + name);
  }

  @Override
  public String toString() {
    return text;
  }
}
