package io.engagement.core.config;

import io.engagement.core.identity.ClaimRules;

/**
 * Whose an event is.
 *
 * @param mode how it is decided
 * @param restateMillis how far behind the watermark a claim restates what is counted by days and
 *     periods; the late horizon when that is longer. This and {@code claims} have a meaning only
 *     where ids are {@link Mode#STITCHED}
 * @param claims what claims of anonymous ids do
 */
public record IdentityConfig(Mode mode, long restateMillis, ClaimRules claims) {
  /** When nothing is said. */
  public static final IdentityConfig DEFAULT =
      new IdentityConfig(Mode.USER_OR_ANONYMOUS, 31 * 86_400_000L, ClaimRules.DEFAULT);

  /** How it is decided whose an event is. */
  public enum Mode {
    /** {@code userId}, else {@code anonymousId}. */
    USER_OR_ANONYMOUS,
    /** {@code userId}, else the user who has claimed the {@code anonymousId}, else that id. */
    STITCHED
  }

  /** Whether anonymous ids get owners. */
  public boolean isStitched() {
    return mode == Mode.STITCHED;
  }

  /** How far back sets of days and periods are kept for claims; 0 where none restates them. */
  public long restatedMillis() {
    return isStitched() && claims.history() == ClaimRules.History.MOVE ? restateMillis : 0;
  }
}
