package io.engagement.cli;

import org.jspecify.annotations.Nullable;

/** A command could not do what it was asked; the message says why and what to do. Exit code 1. */
final class CommandFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  CommandFailedException(String message) {
    super(message);
  }

  CommandFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
