package io.engagement.core.config;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings for a Kafka client, only such as a configuration may set. Secrets are references, so it
 * may be shipped anywhere.
 *
 * @param plain name to value
 * @param secret name to where the value is kept
 */
public record ClientProperties(SortedMap<String, String> plain, SortedMap<String, SecretRef> secret)
    implements Serializable {
  public static final ClientProperties NONE =
      new ClientProperties(new TreeMap<>(), new TreeMap<>());

  public ClientProperties {
    plain = Collections.unmodifiableSortedMap(new TreeMap<>(plain));
    secret = Collections.unmodifiableSortedMap(new TreeMap<>(secret));
  }

  /**
   * All settings, secrets read now: not to be logged or kept.
   *
   * @param environment the value of an environment variable or null, usually {@code System::getenv}
   * @throws IllegalStateException when a secret cannot be read
   */
  public Map<String, String> resolve(Function<String, @Nullable String> environment) {
    Map<String, String> resolved = new TreeMap<>(plain);
    secret.forEach((name, reference) -> resolved.put(name, reference.resolve(environment)));
    return resolved;
  }
}
