package io.engagement.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.identity.DeletionRequests.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeletionRequestsTest {
  private static final String AT = "2026-03-01T12:00:00Z";

  private static Deletion read(String request) throws InvalidRequestException {
    return DeletionRequests.read(request.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhomAndFromWhenOn() throws InvalidRequestException {
    Deletion deletion =
        read(
            """
            {"action": "delete", "userId": " u-17 ", "requestId": "case", "at": "2026-03-01T13:00:00+01:00"}""");
    assertThat(deletion)
        .isEqualTo(new Deletion("u-17", "u-17", "case", Instant.parse(AT).toEpochMilli()));
    assertThat(deletion.isOfUser()).isTrue();
    assertThat(deletion.ofDevice("phone").isOfUser()).isFalse();
  }

  @Test
  void readsWhatIsWritten() throws InvalidRequestException {
    Deletion deletion =
        DeletionRequests.read(DeletionRequests.write("anonymousId", "a\"\\\u00e9", "case", AT));
    assertThat(deletion.id()).isEqualTo("a\"\\\u00e9");
    assertThat(deletion.user()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                                          | empty
          []                                                                          | not a JSON object
          {"action":"delete"                                                          | not JSON
          {"action":"delete","action":"delete"}                                       | not JSON
          {"action":"forget","userId":"u","requestId":"r","at":"2026-03-01T12:00:00Z"} | action
          {"action":"delete","userId":"u","at":"2026-03-01T12:00:00Z"}                | requestId
          {"action":"delete","requestId":"r","at":"2026-03-01T12:00:00Z"}             | exactly one
          {"action":"delete","userId":"u","anonymousId":"a","requestId":"r","at":"2026-03-01T12:00:00Z"} | exactly one
          {"action":"delete","userId":"undefined","requestId":"r","at":"2026-03-01T12:00:00Z"} | cannot have
          {"action":"delete","userId":17,"requestId":"r","at":"2026-03-01T12:00:00Z"} | must be a text
          {"action":"delete","userId":"u","requestId":"r","at":"yesterday"}           | instant
          {"action":"delete","userId":"u","requestId":"r"}                            | instant
          {"action":"delete","userId":"u","requestId":"r","at":"2026-03-01T12:00:00Z","all":"yes"} | no other
          {"action":"delete","userId":"u","requestId":"r","at":"2026-03-01T12:00:00Z"} {} | follows
          """)
  void refusesWhatIsNotExactlyARequest(String request, String reason) {
    assertThatThrownBy(() -> read(request))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void neverThrowsAnythingElse() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] request = DeletionRequests.write("userId", "u", "r", AT);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = request.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        DeletionRequests.read(damaged);
      } catch (InvalidRequestException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }
}
