package io.engagement.core.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the line items of an event where it is decoded, so that every metric finds them ready in
 * {@link UserEvent#lineItems}. Registered with {@link EventSchema.Builder#lineItems}. Not
 * thread-safe: one per decoder. Never throws for what an event holds.
 */
public interface LineItemReader {
  /** The dotted JSON paths it looks at. */
  List<String> paths();

  /**
   * The items of an event that some definition takes; its type, name, ids, fields and matches are
   * set.
   *
   * @param values the record's values by the index of {@link #paths}
   * @param warnings where to say what could not be read
   * @return null when the event has no list of items, which is not the same as an empty one
   */
  @Nullable List<LineItem> read(UserEvent event, PathValues values, Warnings warnings);
}
