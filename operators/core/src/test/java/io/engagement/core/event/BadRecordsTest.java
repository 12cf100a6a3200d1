package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BadRecordsTest {
  private final SegmentDecoder decoder =
      new SegmentDecoder(new EventSchema.Builder().build(), DecoderOptions.defaults());

  @TestFactory
  List<DynamicTest> refusesEachForItsReason() {
    return BadRecords.all().stream()
        .map(bad -> DynamicTest.dynamicTest(bad.toString(), () -> refuses(bad)))
        .toList();
  }

  private void refuses(BadRecords.BadRecord bad) {
    RejectionReason reason =
        decoder.decode(
            bad.bytes(), 0, bad.bytes().length, SegmentDecoder.UNKNOWN_TIME, new UserEvent());
    assertThat(reason).as(decoder.rejectionDetail()).isEqualTo(bad.reason());
    assertThat(decoder.rejectionDetail()).isNotBlank();
  }

  /** No record is too deep where nothing is read of it, and no event is a request. */
  @Test
  void hasAtLeastTwoHundredKindsAndEveryReason() {
    List<BadRecords.BadRecord> all = BadRecords.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(200);
    assertThat(all).extracting(BadRecords.BadRecord::toString).doesNotHaveDuplicates();
    assertThat(all.stream().map(bad -> ByteBuffer.wrap(bad.bytes()))).doesNotHaveDuplicates();
    assertThat(all.stream().map(BadRecords.BadRecord::reason).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                EnumSet.of(
                    RejectionReason.POISON,
                    RejectionReason.TOO_DEEP,
                    RejectionReason.INVALID_REQUEST)));
  }
}
