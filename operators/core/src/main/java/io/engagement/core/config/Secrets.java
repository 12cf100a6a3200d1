package io.engagement.core.config;

import io.engagement.core.yaml.ConfigNode;
import org.jspecify.annotations.Nullable;

/** Reads references to secrets; a secret itself is refused, and never repeated in the message. */
final class Secrets {
  private Secrets() {}

  static @Nullable SecretRef readOrNull(ConfigNode node) {
    String text = node.textOrNull();
    if (text == null || text.isEmpty()) {
      return null;
    }
    SecretRef reference = SecretRef.parse(text);
    if (reference == null) {
      node.problem(
          "a secret must not be written into the file", "write ${env:NAME} or ${file:PATH}");
    }
    return reference;
  }
}
