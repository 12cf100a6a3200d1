package io.engagement.core.session;

/** When a fact that a session changes is published. */
public enum Publish {
  /** As sessions grow. */
  CHANGES,
  /** Once a session is closed, and again when late events correct it. */
  CLOSED
}
