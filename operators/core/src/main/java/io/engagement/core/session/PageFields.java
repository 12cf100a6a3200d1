package io.engagement.core.session;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.EventType;
import io.engagement.core.event.UserEvent;
import org.jspecify.annotations.Nullable;

/**
 * How a view names its page: {@code properties.path}, else {@code context.page.path}, else {@code
 * properties.url}, else its name; a screen always by its name. Empty texts count as absent.
 */
final class PageFields {
  private final int pathSlot;
  private final int contextPathSlot;
  private final int urlSlot;

  PageFields(EventSchema.Builder schema) {
    pathSlot = schema.field("properties.path");
    contextPathSlot = schema.field("context.page.path");
    urlSlot = schema.field("properties.url");
  }

  @Nullable String pageOf(UserEvent view) {
    if (view.type == EventType.PAGE) {
      String page = textOrNull(view.field(pathSlot));
      if (page == null) {
        page = textOrNull(view.field(contextPathSlot));
      }
      if (page == null) {
        page = textOrNull(view.field(urlSlot));
      }
      if (page != null) {
        return page;
      }
    }
    return view.name.isEmpty() ? null : view.name;
  }

  /** A field as text; null where it is absent, null or empty. */
  static @Nullable String textOrNull(@Nullable Object value) {
    return value == null || (value instanceof String text && text.isEmpty())
        ? null
        : DimensionText.of(value);
  }
}
