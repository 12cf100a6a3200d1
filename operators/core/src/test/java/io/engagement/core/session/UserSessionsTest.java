package io.engagement.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sessions are found by when they start. */
class UserSessionsTest {
  private static UserSessions startingAt(long... starts) {
    UserSessions line = new UserSessions();
    for (long start : starts) {
      SessionSummary sum = new SessionSummary(0, new Object[0]);
      sum.span(start, start + 5);
      Session session = new Session(sum, null);
      int at = line.size();
      session.ordinal = at > 0 && starts[at - 1] == start ? line.get(at - 1).ordinal() + 1 : 0;
      line.sessions.add(session);
    }
    return line;
  }

  @Test
  void theLastOneAtOrBeforeAnInstantIsFoundHoweverManyThereAre() {
    for (int size = 0; size <= 9; size++) {
      var line = startingAt(IntStream.range(0, size).mapToLong(i -> 100L * i).toArray());
      for (int i = 0; i < size; i++) {
        assertThat(line.indexAt(100L * i)).isEqualTo(i);
        assertThat(line.indexAt(100L * i - 1)).isEqualTo(i - 1);
        assertThat(line.indexAt(100L * i + 1)).isEqualTo(i);
      }
      assertThat(line.indexAt(Long.MAX_VALUE)).isEqualTo(size - 1);
      assertThat(line.indexAt(Long.MIN_VALUE)).isEqualTo(-1);
    }
  }

  @Test
  void oneOfSeveralThatStartAtOnceIsFoundByItsOrdinal() {
    UserSessions line = startingAt(100, 100, 100, 200, 300, 300);
    int[][] identities = {{100, 0}, {100, 1}, {100, 2}, {200, 0}, {300, 0}, {300, 1}};
    for (int i = 0; i < identities.length; i++) {
      var identity = new UserSessions.Identity(identities[i][0], identities[i][1]);
      assertThat(line.find(identity)).isSameAs(line.get(i));
    }
  }

  @Test
  void noOtherIdentityIsFound() {
    UserSessions line = startingAt(100, 100, 200);
    int[][] identities = {{100, 2}, {200, 1}, {99, 0}, {101, 0}, {199, 0}, {201, 0}};
    for (int[] one : identities) {
      assertThat(line.find(new UserSessions.Identity(one[0], one[1]))).isNull();
    }
    assertThat(startingAt().find(new UserSessions.Identity(100, 0))).isNull();
  }
}
