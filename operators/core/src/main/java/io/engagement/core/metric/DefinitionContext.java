package io.engagement.core.metric;

import io.engagement.core.event.Money;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the deployment says before its metrics are read, and the keys that every family has.
 *
 * @param breakdowns names of the deployment's dimensions
 * @param vocabulary what the deployment calls the fields and events of shops
 * @param sessions ids of its sessions definitions
 */
public record DefinitionContext(
    Set<String> breakdowns, Vocabulary vocabulary, Collection<String> sessions) {
  /** What {@link #isId} asks for, in words. */
  public static final String ID_RULE =
      "lower-case letters, digits and underscores, no digit first, at most 63";

  /** Of amounts that name none, in definitions that name none either. */
  public static final String USUAL_CURRENCY = "USD";

  private static final Pattern ID = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /** A deployment that uses the usual names and defines no sessions. */
  public DefinitionContext(Set<String> breakdowns) {
    this(breakdowns, Vocabulary.DEFAULT, List.of());
  }

  /** Whether a text can be an id: it is published, and part of names elsewhere. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** The {@code id} of a definition. */
  public String id(ConfigNode definition) {
    ConfigNode node = definition.child("id");
    String id = node.text();
    if (!id.isEmpty() && !isId(id)) {
      node.problem('"' + id + "\" cannot be an id", ID_RULE);
    }
    return id;
  }

  /** The {@code breakdowns} of a definition; none when it has no such key. */
  public List<String> breakdowns(ConfigNode definition) {
    ConfigNode node = definition.child("breakdowns");
    for (ConfigNode item : node.itemsOrSelf()) {
      if (item.isScalar() && !breakdowns.contains(item.text())) {
        item.problem(
            "no breakdown is named " + item.text(),
            breakdowns.isEmpty()
                ? "name it under breakdowns, with the path of its values"
                : Spelling.hint(item.text(), breakdowns));
      }
    }
    return node.textsOr(List.of());
  }

  /**
   * The {@code sessions} of a definition: whose sessions it goes by. Null without that key: the
   * only ones there are, which may be none.
   */
  public @Nullable String sessions(ConfigNode definition) {
    ConfigNode node = definition.child("sessions");
    if (!node.isPresent()) {
      if (sessions.size() > 1) {
        definition.problem(
            "which sessions it goes by is not said, and there are " + sessions.size(),
            "add sessions: with one of " + String.join(", ", sessions));
      }
      return null;
    }
    String id = node.text();
    if (!id.isEmpty() && !sessions.contains(id)) {
      node.problem(
          "no sessions definition has the id " + id,
          sessions.isEmpty()
              ? "define it under metrics: sessions: [{id: " + id + "}]"
              : Spelling.hint(id, sessions));
    }
    return id;
  }

  /** The {@code currency} of a definition, written as events may write it; {@code USD} without. */
  public String currency(ConfigNode definition) {
    ConfigNode node = definition.child("currency");
    String text = node.textOr(USUAL_CURRENCY);
    String currency = Money.currency(text);
    if (currency == null && !text.isEmpty()) {
      node.problem(
          '"' + text + "\" cannot be a currency", "at most 16 characters, for example EUR");
    }
    return currency == null ? USUAL_CURRENCY : currency;
  }
}
