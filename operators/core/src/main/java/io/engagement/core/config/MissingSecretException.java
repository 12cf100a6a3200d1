package io.engagement.core.config;

import org.jspecify.annotations.Nullable;

/** A secret is not where its reference says; the message names the reference, never the secret. */
public final class MissingSecretException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MissingSecretException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
