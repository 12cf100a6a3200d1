package io.engagement.core.laws;

import io.engagement.core.event.CommerceReader;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.EventType;
import io.engagement.core.event.JsonText;
import io.engagement.core.event.PathValues;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.Warnings;
import io.engagement.core.state.StableHash;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes user events of raw events by a schema. The event it hands out is reused, as it is in
 * production: whoever keeps it sees the next one.
 */
public final class UserEvents {
  private final EventSchema schema;
  private final UserEvent reused = new UserEvent();
  private final CommerceReader commerce;
  private final Warnings warnings = new Warnings();

  public UserEvents(EventSchema schema) {
    this.schema = schema;
    this.commerce = schema.newCommerceReader();
  }

  /** The reused event, filled. */
  public UserEvent of(RawEvent raw) {
    fill(raw, reused);
    return reused;
  }

  /** An event of its own. */
  public UserEvent copyOf(RawEvent raw) {
    UserEvent event = new UserEvent();
    fill(raw, event);
    return event;
  }

  private void fill(RawEvent raw, UserEvent event) {
    event.reset(schema.fields().size(), schema.matchers().size());
    event.type = EventType.valueOf(raw.type().toUpperCase(Locale.ROOT));
    event.name = raw.name();
    event.user = raw.user();
    event.messageId = raw.messageId();
    event.messageIdHash = StableHash.hash64(raw.messageId());
    event.bodyHash = raw.hashCode();
    event.timeMillis = raw.timeMillis();
    for (int slot = 0; slot < schema.fields().size(); slot++) {
      event.setField(slot, canonical(firstOf(schema.fields().get(slot), raw)));
    }
    for (int number = 0; number < schema.matchers().size(); number++) {
      if (RawMatcher.holds(schema.matchers().get(number), raw)) {
        event.setMatch(number);
      }
    }
    if (commerce != null) {
      PathValues values = path -> canonical(raw.field(commerce.paths().get(path)));
      event.commerce = commerce.read(event, values, warnings);
    }
  }

  private static Object firstOf(List<String> paths, RawEvent raw) {
    return paths.stream()
        .map(raw::field)
        .filter(value -> value != null && !value.equals(""))
        .findFirst()
        .orElseGet(() -> raw.field(paths.get(paths.size() - 1)));
  }

  private static Object canonical(Object value) {
    if (value instanceof List || value instanceof Map) {
      return new JsonText(PlainJson.compact(value));
    }
    // A string of its own, as a decoder would make it: nobody may rely on identity.
    return value instanceof String text ? new StringBuilder(text).toString() : value;
  }
}
