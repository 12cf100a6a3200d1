package io.engagement.core.config;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret is kept: {@code ${env:NAME}} or {@code ${file:PATH}}. Prints as this reference,
 * never as the secret, and may be shipped anywhere; the secret is read only by {@link #resolve}.
 */
public sealed interface SecretRef extends Serializable {
  /** The notation of references. */
  Pattern NOTATION = Pattern.compile("\\$\\{(env|file):([^{}\\p{Cntrl}]+)}");

  /**
   * The secret, read now.
   *
   * @param environment the value of an environment variable or null, usually {@code System::getenv}
   * @throws MissingSecretException when there is none; the message names the reference
   */
  String resolve(Function<String, @Nullable String> environment);

  /** The reference that a text is; null when it is none. */
  static @Nullable SecretRef parse(String text) {
    Matcher matcher = NOTATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String name = matcher.group(2);
    return matcher.group(1).equals("env") ? new Env(name) : new InFile(name);
  }

  /** An environment variable. */
  record Env(String name) implements SecretRef {
    @Override
    public String resolve(Function<String, @Nullable String> environment) {
      String secret = environment.apply(name);
      if (secret == null) {
        throw new MissingSecretException(
            this + " is needed, but the variable " + name + " is not set", null);
      }
      return secret;
    }

    @Override
    public String toString() {
      return "${env:" + name + '}';
    }
  }

  /**
   * The content of a UTF-8 file, without line ends at its end.
   *
   * @param path relative to the working directory of the process that resolves it
   */
  record InFile(String path) implements SecretRef {
    @Override
    public String resolve(Function<String, @Nullable String> environment) {
      try {
        return withoutLineEnd(Files.readString(Path.of(path), StandardCharsets.UTF_8));
      } catch (IOException | InvalidPathException unreadable) {
        throw new MissingSecretException(
            this + " is needed, but the file cannot be read", unreadable);
      }
    }

    private static String withoutLineEnd(String content) {
      int end = content.length();
      while (end > 0 && (content.charAt(end - 1) == '\n' || content.charAt(end - 1) == '\r')) {
        end--;
      }
      return content.substring(0, end);
    }

    @Override
    public String toString() {
      return "${file:" + path + '}';
    }
  }
}
