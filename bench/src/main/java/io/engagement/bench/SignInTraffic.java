package io.engagement.bench;

import io.engagement.generate.ForwardingRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.SignIns;
import io.engagement.generate.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Traffic of people who sign in on each of their devices, with a share of anonymous records. */
final class SignInTraffic {
  /** The share when nobody has signed in before and three quarters have an account. */
  private static final double BY_ITSELF = 0.43;

  private SignInTraffic() {}

  /**
   * About that share: fewer when more people have been signed in from the start, more when more
   * people have no account.
   */
  static Traffic withAnonymous(Traffic traffic, double share) {
    return traffic
        .with(SignIns.BY_DEVICE)
        .with(
            Math.max(0, 1 - share / BY_ITSELF), Math.max(0, (share - BY_ITSELF) / (1 - BY_ITSELF)));
  }

  /** Counts the records on their way that have no user id. */
  static final class Count extends ForwardingRecordSink {
    private static final byte[] USER_ID = "\"userId\"".getBytes(StandardCharsets.UTF_8);

    private long anonymous;

    Count(RecordSink to) {
      super(to);
    }

    long anonymous() {
      return anonymous;
    }

    @Override
    public void accept(int person, long arrivalMillis, byte[] bytes, int length)
        throws IOException {
      if (RecordBytes.indexOf(USER_ID, bytes, 0, length) < 0) {
        anonymous++;
      }
      target.accept(person, arrivalMillis, bytes, length);
    }
  }
}
