package io.engagement.core.event;

/** Decides whom an event belongs to, from the ids that it came with. */
public enum Identity {
  /** {@code userId}, else {@code anonymousId}. */
  USER_OR_ANONYMOUS {
    @Override
    String userOf(UserEvent event) {
      String user = event.userId != null ? event.userId : event.anonymousId;
      if (user == null) {
        throw new IllegalStateException("an event without any id left its decoder");
      }
      return user;
    }
  };

  abstract String userOf(UserEvent event);

  /** Sets the canonical user of a decoded event. */
  public void assign(UserEvent event) {
    event.user = userOf(event);
  }
}
