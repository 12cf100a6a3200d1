package io.engagement.core.identity;

/**
 * What claims do.
 *
 * @param history what becomes of what an anonymous id did before somebody claimed it
 * @param contested what a claim of an id that belongs to another user does
 * @param mostDevices how many anonymous ids a user may own; the claims of further ones are refused
 * @param mostClaims how many users may claim an anonymous id before it belongs to nobody
 */
public record ClaimRules(History history, Contested contested, int mostDevices, int mostClaims) {
  /** When nothing is said. */
  public static final ClaimRules DEFAULT = new ClaimRules(History.MOVE, Contested.FIRST, 1_000, 20);

  /** What becomes of the past of an anonymous id. */
  public enum History {
    /** It moves to the owner, and what was published is restated. */
    MOVE,
    /** It stays anonymous. */
    LEAVE
  }

  /** Whose an id is that several users claim. */
  public enum Contested {
    /** The first one's. */
    FIRST,
    /** From then on the latest one's. */
    LATEST,
    /** From then on nobody's. */
    NONE
  }
}
