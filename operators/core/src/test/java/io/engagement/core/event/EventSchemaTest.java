package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EventSchemaTest {
  private final EventSchema.Builder builder = new EventSchema.Builder();

  private static UserEvent eventMatching(EventSchema schema, int... matchers) {
    UserEvent event = new UserEvent();
    event.reset(0, schema.matchers().size());
    for (int matcher : matchers) {
      event.setMatch(matcher);
    }
    return event;
  }

  @Test
  void acceptsWhatSomeDefinitionTakes() {
    int helping = builder.auxiliary(EventMatcher.named("Key"));
    int taking = builder.matcher(EventMatcher.named("Taken"));
    EventSchema schema = builder.build();

    assertThat(schema.accepts(eventMatching(schema, taking))).isTrue();
    assertThat(schema.accepts(eventMatching(schema, helping))).isFalse();
    assertThat(schema.accepts(eventMatching(schema))).isFalse();
  }

  @Test
  void aFilterRuleExcludesWhateverDefinitionsTake() {
    builder.exclude(EventMatcher.named("Test Event"));
    int taking = builder.matcher(EventMatcher.ANY);
    EventSchema schema = builder.build();
    int excluded = schema.matchers().indexOf(EventMatcher.named("Test Event"));

    assertThat(schema.accepts(eventMatching(schema, taking))).isTrue();
    assertThat(schema.accepts(eventMatching(schema, taking, excluded))).isFalse();
  }

  @Test
  void takesOneFilterRule() {
    builder.exclude(EventMatcher.ANY);

    assertThatThrownBy(() -> builder.exclude(EventMatcher.named("A")))
        .isInstanceOf(IllegalStateException.class);
  }
}
