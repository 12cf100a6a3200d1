package io.engagement.core.metric.funnels;

import io.engagement.core.metric.Period;
import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.Step;
import io.engagement.core.time.ZoneCalendar;

/**
 * The text of all settings that change a funnel's numbers: everything but names and breakdowns. It
 * is hashed into state: what is written for a definition never changes.
 */
final class FunnelMeaning {
  private FunnelMeaning() {}

  static String of(FunnelsDefinition definition, ZoneCalendar calendar) {
    StringBuilder meaning = new StringBuilder();
    for (Step step : definition.steps()) {
      meaning.append(step.counts().name()).append(' ');
      meaning.append(step.events().meaning()).append('\n');
    }
    for (Exclusion exclusion : definition.exclusions()) {
      meaning.append(exclusion.after()).append('-').append(exclusion.before()).append(' ');
      meaning.append(exclusion.events().meaning()).append('\n');
    }
    meaning.append(definition.windowMillis()).append('\n');
    meaning.append(definition.order().name()).append('\n');
    meaning
        .append(definition.universe() == null ? "any" : definition.universe().meaning())
        .append('\n');
    meaning.append(definition.equalTimes().name()).append('\n');
    meaning.append(definition.graceMillis()).append('\n');
    meaning.append(definition.onExclusion().name()).append('\n');
    meaning.append(definition.attempts().name()).append('\n');
    meaning.append(definition.attribution()).append('\n');
    meaning.append(definition.bucket().name()).append('\n');
    meaning.append(calendar.zone().getId());
    if (definition.bucket() == Period.WEEK) {
      meaning.append('\n').append(calendar.weekStart().name());
    }
    return meaning.toString();
  }
}
