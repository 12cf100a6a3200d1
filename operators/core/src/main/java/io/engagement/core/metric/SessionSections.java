package io.engagement.core.metric;

import io.engagement.core.session.SessionTerms;
import io.engagement.core.table.DefinitionKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a deployment means by sessions, and one section of state for each such meaning. */
public final class SessionSections {
  private final Map<String, SessionTerms> terms;
  private final Map<DefinitionKey, SessionSection> sections = new HashMap<>();

  /**
   * @param terms the sessions definitions by their ids
   */
  public SessionSections(Map<String, SessionTerms> terms) {
    this.terms = Map.copyOf(terms);
  }

  /**
   * What a definition that goes by sessions means by one.
   *
   * @param id of the sessions definition; null for the only one, or {@link SessionTerms#DEFAULT} in
   *     a deployment that defines no sessions
   * @throws IllegalArgumentException when there is no such definition, or no single one
   */
  public SessionTerms terms(@Nullable String id) {
    if (id == null && terms.isEmpty()) {
      return SessionTerms.DEFAULT;
    }
    String named = id == null && terms.size() == 1 ? terms.keySet().iterator().next() : id;
    SessionTerms found = named == null ? null : terms.get(named);
    if (found == null) {
      throw new IllegalArgumentException(
          "sessions %s are not among %s".formatted(id, terms.keySet()));
    }
    return found;
  }

  /**
   * The section of all definitions that mean the same by a session.
   *
   * @param gapMillis the pause that ends a session: that of the terms or another one
   */
  public SessionSection section(SessionTerms means, long gapMillis, MetricSetup setup) {
    SessionSection made = new SessionSection(means, gapMillis, setup);
    SessionSection known = sections.putIfAbsent(made.definition(), made);
    return known == null ? made : known;
  }
}
