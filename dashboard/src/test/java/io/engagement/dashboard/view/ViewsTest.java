package io.engagement.dashboard.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a view's file must hold for the page to show it. */
class ViewsTest {
  private static final Set<String> KINDS =
      Set.of("tile", "line", "bar", "stacked", "bars", "heat", "sankey", "sentences", "table");
  private static final Set<String> FORMATS =
      Set.of(
          "count", "number", "exact", "percent", "seconds", "money", "date", "instant", "text",
          "flag", "person", "hidden");
  private static final Set<String> ALWAYS = Set.of("until", "today", "from", "to", "sink", "zone");

  private final List<View> views = Views.load().all();

  @Test
  void statementsUseWhatIsGivenToThem() {
    assertThat(views).hasSizeGreaterThan(10);
    for (View view : views) {
      Set<String> known = new HashSet<>(ALWAYS);
      for (View.Parameter parameter : view.parameters()) {
        if (parameter.choices() != null) {
          assertThat(known).as(view.id()).containsAll(parameter.choices().names());
        }
        known.add(parameter.name());
      }
      view.panels()
          .forEach(panel -> assertThat(known).as(view.id()).containsAll(panel.sql().names()));
    }
  }

  @Test
  void chartsDrawColumnsThatAreThere() {
    for (View view : views) {
      for (View.Panel panel : view.panels()) {
        String place = view.id() + "/" + panel.id();
        View.Chart chart = panel.chart();
        assertThat(KINDS).as(place).contains(chart.kind());
        Set<String> columns = panel.columns().keySet();
        if (chart.x() != null) {
          assertThat(columns).as(place).contains(chart.x());
        }
        if (chart.y() != null) {
          assertThat(columns).as(place).containsAll(chart.y());
        }
        if (chart.series() != null) {
          assertThat(columns).as(place).contains(chart.series());
        }
        panel.intervals().keySet().forEach(name -> assertThat(columns).contains(name));
        panel
            .columns()
            .forEach((name, column) -> assertThat(FORMATS).as(place).contains(column.format()));
        assertThat(panel.about()).as(place).isNotBlank();
      }
    }
  }
}
