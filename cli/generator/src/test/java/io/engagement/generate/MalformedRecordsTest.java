package io.engagement.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MalformedRecordsTest {

  @Test
  void everyKindIsRefusedAndStaysOnOneLine() {
    MalformedRecords malformed = new MalformedRecords(3);
    JsonBytes out = new JsonBytes();
    SegmentDecoder decoder = GeneratedRecords.decoder();
    UserEvent event = new UserEvent();
    Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
    for (int i = 0; i < 40 * malformed.kinds(); i++) {
      malformed.next(GeneratedRecords.START, out);
      byte[] bytes = out.copy();
      RejectionReason reason = GeneratedRecords.decode(decoder, bytes, event);
      assertThat(reason)
          .as(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
          .isNotNull();
      reasons.add(reason);
      assertThat(bytes).doesNotContain('\n', '\r').isNotEmpty();
    }
    assertThat(reasons).hasSizeGreaterThan(10);
  }
}
