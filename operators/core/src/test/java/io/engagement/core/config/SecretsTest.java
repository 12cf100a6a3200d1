package io.engagement.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String CANARY = "canary-7f3a";

  private static final String CONFIG =
      """
      source:
        kafka: {properties: {ssl.key.password: "${env:KEY}", security.protocol: SSL}}
      sinks: {postgres: {password: "${env:KEY}"}}
      metrics: {sessions: [{id: web}]}
      """;

  private static ConfigResult read(String yaml) {
    return EngagementConfigReader.read(new ConfigText("engagement.yaml", yaml));
  }

  @Test
  void aVariableIsReadOnlyWhenItIsResolved() {
    SecretRef secret = Objects.requireNonNull(SecretRef.parse("${env:KEY}"));

    assertThat(secret.resolve(Map.of("KEY", CANARY)::get)).isEqualTo(CANARY);
    assertThatThrownBy(() -> secret.resolve(Map.<String, String>of()::get))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("${env:KEY} is needed, but the variable KEY is not set");
  }

  @Test
  void aFileIsReadWithoutTheLineEndAtItsEnd(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), " " + CANARY + " \r\n\n");
    SecretRef secret = Objects.requireNonNull(SecretRef.parse("${file:" + file + '}'));

    assertThat(secret.resolve(name -> null)).isEqualTo(" " + CANARY + ' ');
    Files.delete(file);
    assertThatThrownBy(() -> secret.resolve(name -> null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("${file:" + file + "} is needed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "$KEY",
        "${KEY}",
        "${env:}",
        "a${env:KEY}",
        "${env:A}${env:B}",
        "${ENV:A}"
      })
  void nothingElseIsAReference(String text) {
    assertThat(SecretRef.parse(text)).isNull();
  }

  @Test
  void aConfigurationPrintsReferencesAndNoSecrets() {
    EngagementConfig config = read(CONFIG).config();
    ClientProperties properties = config.source().kafka().properties();
    Map<String, String> resolved = properties.resolve(Map.of("KEY", CANARY)::get);

    assertThat(resolved).isEqualTo(Map.of("ssl.key.password", CANARY, "security.protocol", "SSL"));
    assertThat(config.toString()).contains("${env:KEY}").doesNotContain(CANARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sinks: {postgres: {password: " + CANARY + "}}",
        "sinks: {postgres: {password: \"x${env:" + CANARY + "}\"}}",
        "sinks: {postgres: {url: \"jdbc:postgresql://h/d?user=u&password=" + CANARY + "\"}}",
        "sinks: {postgres: {url: \"jdbc:postgresql://h/d?sslmode=require&PASSWORD="
            + CANARY
            + "\"}}",
        "sinks: {postgres: {url: \"jdbc:postgresql://u:" + CANARY + "@h/d\"}}",
        "sinks: {postgres: {url: \"postgres://u:" + CANARY + "@h/d\"}}",
        "source: {kafka: {properties: {sasl.jaas.config: \"M required password="
            + CANARY
            + ";\"}}}",
        "sinks: {kafka: {properties: {ssl.keystore.password: " + CANARY + "}}}"
      })
  void aSecretInTheFileIsRefusedAndNotRepeated(String line) {
    ConfigResult result = read(line + "\nmetrics: {sessions: [{id: web}]}\n");

    assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
    String said = ((ConfigResult.Invalid) result).problems().toString();
    assertThat(said).contains("hint: ").doesNotContain(CANARY);
  }

  @Test
  void leavingThePasswordOutMeansThereIsNone() {
    EngagementConfig config =
        read("sinks: {postgres: {}}\nmetrics: {sessions: [{id: web}]}\n").config();

    assertThat(Objects.requireNonNull(config.sinks().postgres()).password()).isNull();
  }
}
