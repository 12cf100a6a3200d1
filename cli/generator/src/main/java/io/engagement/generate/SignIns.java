package io.engagement.generate;

/** How people come to be known by a user id. */
public enum SignIns {
  /** Many are signed in from the start, and whoever signs in is so everywhere and for good. */
  FOR_GOOD,

  /**
   * Everybody is anonymous on each of their devices until they sign in there, and some sign out
   * again; now and then word of it arrives hours later. What they do signed out after that is
   * theirs all the same.
   */
  BY_DEVICE,

  /**
   * The same, but one person in ten uses the device of another, and a robot, the most active user
   * of all, claims a new id with every record, every other one somebody's.
   */
  CONTESTED
}
