package io.engagement.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private final Access open = new Access(List.of("metrics.example.com"), null);
  private final Access locked = new Access(List.of(), "correct horse battery");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8090",
        "LOCALHOST:8090",
        "127.0.0.1:8090",
        "192.168.1.7",
        "[::1]:8090",
        "metrics.example.com",
        "Metrics.Example.COM:443"
      })
  void answersUnderItsNamesAndAddresses(String host) {
    assertThat(open.isHost(host)).isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "localhost.evil.example",
        "evil.example:8090",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "localhost:8090:1",
        "[evil.example]",
        "metrics.example.com.",
        "localhost, evil.example"
      })
  void answersUnderNoOtherName(String host) {
    assertThat(open.isHost(host)).isFalse();
  }

  @Test
  void withoutATokenEverybodyPasses() {
    assertThat(open.needsLogin()).isFalse();
    assertThat(open.isPass(null)).isTrue();
    assertThat(open.isToken("null")).isFalse();
  }

  @Test
  void withOneOnlyWhoHasShownIt() {
    assertThat(locked.isToken("correct horse battery")).isTrue();
    assertThat(locked.isToken("correct horse batterz")).isFalse();
    assertThat(locked.isToken("")).isFalse();
    assertThat(locked.isPass(null)).isFalse();
    assertThat(locked.isPass("")).isFalse();
    assertThat(locked.isPass("correct horse battery")).isFalse();
    assertThat(locked.isPass(locked.pass())).isTrue();
    assertThat(new Access(List.of(), "correct horse battery").isPass(locked.pass())).isFalse();
  }
}
