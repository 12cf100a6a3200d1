package io.engagement.core.identity;

/**
 * An event says that an anonymous id is a user's. A user claims an id that is equal to their own as
 * well: whatever comes under it as an anonymous one is theirs, and nobody else's for good.
 *
 * @param atMillis when the event happened, epoch milliseconds
 * @param isAlias whether an {@code alias} says so, and not the ids of one event
 * @param topicIndex where the event came from
 */
public record Claim(
    String anonymousId, String user, long atMillis, boolean isAlias, int topicIndex) {

  /** Whether a user claims their own id. */
  public boolean isOfOwnId() {
    return anonymousId.equals(user);
  }
}
