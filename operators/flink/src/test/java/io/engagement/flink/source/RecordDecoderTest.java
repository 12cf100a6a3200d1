package io.engagement.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventDecoder;
import io.engagement.core.event.Identity;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.Warnings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordDecoderTest {
  private static final byte[] RECORD = {1, 2, 3};

  /** A decoder with a mistake that the second record brings out. */
  private static final class Mistaken implements EventDecoder {
    private final Throwable mistake;
    private int records;

    private Mistaken(Throwable mistake) {
      this.mistake = mistake;
    }

    @Override
    public @Nullable RejectionReason decode(
        byte[] bytes, int offset, int length, long appendTimeMillis, UserEvent into) {
      records++;
      if (records == 2 && mistake instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (records == 2 && mistake instanceof Error error) {
        throw error;
      }
      into.reset(0, 0);
      into.userId = "u" + records;
      return null;
    }

    @Override
    public String rejectionDetail() {
      return "";
    }

    @Override
    public Warnings warnings() {
      return new Warnings();
    }
  }

  @Test
  void rejectsARecordOnWhichDecodingThrowsAndGoesOn() {
    poisonsOneRecord(new IllegalStateException("a matcher fails"));
    poisonsOneRecord(new StackOverflowError());
  }

  @Test
  void rejectsAnEventWithoutAnyIdInsteadOfFailing() {
    RecordDecoder decoder =
        new RecordDecoder(
            new EventDecoder() {
              @Override
              public @Nullable RejectionReason decode(
                  byte[] bytes, int offset, int length, long appendTimeMillis, UserEvent into) {
                into.reset(0, 0);
                return null;
              }

              @Override
              public String rejectionDetail() {
                return "";
              }

              @Override
              public Warnings warnings() {
                return new Warnings();
              }
            },
            Identity.USER_OR_ANONYMOUS);
    assertThat(decoder.decode(RECORD, 0, 0, 1, 5).rejection).isEqualTo(RejectionReason.POISON);
  }

  private static void poisonsOneRecord(Throwable mistake) {
    RecordDecoder decoder = new RecordDecoder(new Mistaken(mistake), Identity.USER_OR_ANONYMOUS);
    assertThat(decoder.decode(RECORD, 0, 2, 7, 99).rejection).isNull();
    SourceRecord poisoned = decoder.decode(RECORD, 0, 2, 8, 99);
    assertThat(poisoned.rejection).isEqualTo(RejectionReason.POISON);
    assertThat(poisoned.detail).contains(mistake.getClass().getName());
    assertThat(poisoned.original).isEqualTo(RECORD);
    assertThat(poisoned.offset).isEqualTo(8);
    SourceRecord next = decoder.decode(RECORD, 0, 2, 9, 99);
    assertThat(next.rejection).isNull();
    assertThat(next.event.user).isEqualTo("u3");
  }
}
