package io.engagement.cli;

/**
 * What the user gave cannot be used; the message says all of it, ready to print. Ends with exit
 * code 2.
 */
final class InvalidInputException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidInputException(String message) {
    super(message);
  }
}
