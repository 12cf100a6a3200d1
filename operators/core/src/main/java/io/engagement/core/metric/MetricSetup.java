package io.engagement.core.metric;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DefinitionLife;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import java.util.Map;

/**
 * What a metric gets when it is made from its definition.
 *
 * @param schema where it registers its matchers and fields
 * @param calendar days, weeks and months of the deployment
 * @param breakdowns the deployment's dimensions by name
 * @param lateHorizonMillis how far behind the watermark an event still corrects
 * @param sessions what the deployment means by sessions
 * @param vocabulary what the deployment calls the fields and events of shops
 * @param life when the definition, its breakdowns and periods were put in
 * @param restateMillis how far behind the watermark a merge of ids restates sets of days and
 *     periods; 0 where identities are not stitched
 */
public record MetricSetup(
    EventSchema.Builder schema,
    ZoneCalendar calendar,
    Map<String, Breakdown> breakdowns,
    long lateHorizonMillis,
    SessionSections sessions,
    Vocabulary vocabulary,
    DefinitionLife life,
    long restateMillis) {

  /** A definition that has been there since the first start. */
  public MetricSetup(
      EventSchema.Builder schema,
      ZoneCalendar calendar,
      Map<String, Breakdown> breakdowns,
      long lateHorizonMillis,
      SessionSections sessions,
      Vocabulary vocabulary) {
    this(
        schema,
        calendar,
        breakdowns,
        lateHorizonMillis,
        sessions,
        vocabulary,
        DefinitionLife.FIRST,
        0);
  }

  /** A deployment that uses the usual names. */
  public MetricSetup(
      EventSchema.Builder schema,
      ZoneCalendar calendar,
      Map<String, Breakdown> breakdowns,
      long lateHorizonMillis,
      SessionSections sessions) {
    this(schema, calendar, breakdowns, lateHorizonMillis, sessions, Vocabulary.DEFAULT);
  }

  /** A deployment that defines no sessions and uses the usual names. */
  public MetricSetup(
      EventSchema.Builder schema,
      ZoneCalendar calendar,
      Map<String, Breakdown> breakdowns,
      long lateHorizonMillis) {
    this(schema, calendar, breakdowns, lateHorizonMillis, new SessionSections(Map.of()));
  }

  /**
   * The slot of an id that may go by several names; for {@link
   * io.engagement.core.event.Identifiers#text}.
   */
  public int id(Vocabulary.Field field) {
    return schema.id(vocabulary.paths(field));
  }

  /**
   * Has {@link io.engagement.core.event.UserEvent#commerce} read of some kinds of events; whether
   * any of them is accepted is for the definition's matchers to say.
   */
  public void readCommerce(Commerce.Kind... kinds) {
    schema.commerce(vocabulary, List.of(kinds));
  }

  /**
   * The dimensions of a definition, in its order.
   *
   * @throws IllegalArgumentException for a name that is not configured
   */
  public List<Breakdown> breakdowns(List<String> names) {
    return names.stream()
        .map(
            name -> {
              Breakdown breakdown = breakdowns.get(name);
              if (breakdown == null) {
                throw new IllegalArgumentException("no breakdown is named " + name);
              }
              return breakdown.putInAt(life.partEpoch(DefinitionLife.breakdown(name)));
            })
        .toList();
  }

  /** The same for a definition in another of its lives. */
  public MetricSetup in(DefinitionLife other) {
    return new MetricSetup(
        schema,
        calendar,
        breakdowns,
        lateHorizonMillis,
        sessions,
        vocabulary,
        other,
        restateMillis);
  }

  /** The same where merges of ids restate what was counted. */
  public MetricSetup restating(long millis) {
    return new MetricSetup(
        schema, calendar, breakdowns, lateHorizonMillis, sessions, vocabulary, life, millis);
  }

  /** How far behind the watermark sets of days and periods are kept. */
  public long restateHorizonMillis() {
    return Math.max(lateHorizonMillis, restateMillis);
  }

  /**
   * Names the definition in state.
   *
   * @param meaning a stable text of all settings that change the definition's numbers
   */
  public DefinitionKey key(String family, String id, String meaning) {
    return DefinitionKey.of(family, id, meaning, life.epoch());
  }
}
