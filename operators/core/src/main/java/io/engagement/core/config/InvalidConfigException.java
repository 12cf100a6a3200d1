package io.engagement.core.config;

import io.engagement.core.yaml.Problems;

/** A configuration that cannot be used. The message lists every problem with place and hint. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidConfigException(Problems problems) {
    super(problems.toString());
  }
}
