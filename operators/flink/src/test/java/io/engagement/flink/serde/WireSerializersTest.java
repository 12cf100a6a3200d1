package io.engagement.flink.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.EventType;
import io.engagement.core.event.JsonText;
import io.engagement.core.event.LineItem;
import io.engagement.core.event.Money;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.table.CellKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class WireSerializersTest {

  @Test
  void bringsAnEventOverWhole() throws IOException {
    UserEvent event = new UserEvent();
    event.reset(7, 70);
    event.type = EventType.PAGE;
    event.name = "Home – Żółć";
    event.user = "ada";
    event.userId = "ada";
    event.anonymousId = "0f3c";
    event.commerce =
        new Commerce(
            Commerce.Kind.ORDER,
            "c",
            "o",
            "EUR",
            -16_130_000,
            List.of(
                new LineItem("p1", 19_990_000, 1_850_000, "EUR", 0, "i"),
                new LineItem(null, Money.UNREADABLE, -Money.ONE, null)));
    event.messageId = "0b5a";
    event.messageIdHash = -5;
    event.bodyHash = 77;
    event.timeMillis = 1_709_290_800_123L;
    event.flags = UserEvent.SYNTHETIC_ID | UserEvent.TIME_CLAMPED;
    event.topicIndex = 1;
    event.partition = 11;
    event.offset = 1L << 40;
    event.partitionWatermarkMillis = Long.MIN_VALUE;
    event.original = new byte[] {1, 2, 3};
    event.appendTimeMillis = 99;
    event.file = "day.jsonl";
    event.line = 12;
    event.setMatch(0);
    event.setMatch(69);
    event.setField(0, "text");
    event.setField(1, Long.MIN_VALUE);
    event.setField(2, new BigDecimal("19.99"));
    event.setField(3, true);
    event.setField(4, false);
    event.setField(5, new JsonText("[1]"));

    UserEventSerializer serializer = new UserEventSerializer();
    UserEvent read = roundTrip(serializer, event);

    assertThat(read)
        .extracting(each -> each.user, each -> each.timeMillis, each -> each.appendTimeMillis)
        .containsExactly(event.user, event.timeMillis, event.appendTimeMillis);
    assertThat(read.name).as("not read before it is needed").isEmpty();
    serializer.complete(read);
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("original", "wire", "wireLength", "wireOriginal", "wireOriginalLength")
        .isEqualTo(event);
    assertThat(read.original()).isEqualTo(event.original);
    UserEvent copied = new UserEvent();
    copied.copyFrom(read);
    assertThat(copied.original).isEqualTo(event.original);
    UserEvent again = roundTrip(serializer, read);
    serializer.complete(again);
    assertThat(again.original()).isEqualTo(event.original);
    UserEvent ofItsOwn = new UserEvent();
    UserEventSerializer.read(new StateReader().over(read.wire, 0, read.wireLength), ofItsOwn);
    assertThat(ofItsOwn)
        .usingRecursiveComparison()
        .ignoringFields("wire", "wireLength")
        .isEqualTo(event);
    assertThat(read.matches(69)).isTrue();
    assertThat(read.matches(68)).isFalse();
  }

  /** As where two exchanges follow each other, or an operator hands it on to one in its chain. */
  @Test
  void handsOnAnEventThatHasNotBeenReadWhole() throws IOException {
    UserEvent event = new UserEvent();
    event.reset(1, 1);
    event.user = "ada";
    event.userId = "ada";
    event.name = "Home";
    event.setField(0, "text");
    event.original = new byte[] {1, 2, 3};
    UserEventSerializer serializer = new UserEventSerializer();
    UserEvent copied = new UserEventSerializer().copy(roundTrip(serializer, event));
    UserEvent handedOn = roundTrip(serializer, roundTrip(serializer, event));
    serializer.complete(handedOn);
    for (UserEvent each : List.of(copied, handedOn)) {
      assertThat(each.name).isEqualTo("Home");
      assertThat(each.field(0)).isEqualTo("text");
      assertThat(each.original()).isEqualTo(event.original);
    }
  }

  @Test
  void leavesNothingOfTheEventBefore() throws IOException {
    UserEventSerializer serializer = new UserEventSerializer();
    UserEvent full = new UserEvent();
    full.reset(2, 1);
    full.user = "ada";
    full.userId = "ada";
    full.commerce = new Commerce(Commerce.Kind.CHECKOUT, null, null, null, Money.ABSENT, List.of());
    full.repeatedOrder = true;
    full.setField(1, "x");
    full.setMatch(0);
    full.original = new byte[] {1};
    full.line = 3;
    UserEvent empty = new UserEvent();
    empty.reset(2, 1);
    empty.user = "bob";
    empty.anonymousId = "bob";
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(full, out);
    serializer.serialize(empty, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    UserEvent first = serializer.deserialize(in);
    serializer.complete(first);
    assertThat(first.field(1)).isEqualTo("x");
    UserEvent second = serializer.deserialize(in);
    serializer.complete(second);
    assertThat(second)
        .isSameAs(first)
        .usingRecursiveComparison()
        .ignoringFields("wire", "wireLength", "wireOriginalLength")
        .isEqualTo(empty);
    assertThat(second.original()).isNull();
  }

  @Test
  void writesCellKeysAsSavepointsHaveThem() throws IOException {
    CellKey key = new CellKey(HexFormat.of().parseHex("0100000007000280"));
    DataOutputSerializer out = new DataOutputSerializer(64);
    CellKeySerializer.INSTANCE.serialize(key, out);
    assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo("00080100000007000280");
    assertThat(roundTrip(CellKeySerializer.INSTANCE, key)).isEqualTo(key).hasSameHashCodeAs(key);
    // Decides which subtask owns the cell: part of every savepoint as well.
    assertThat(key.hashCode()).isEqualTo(587204590);
  }

  @Test
  void findsTheCellKeySerializerAgainThroughItsSnapshot() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshotSerializationUtil.writeSerializerSnapshot(
        out, CellKeySerializer.INSTANCE.snapshotConfiguration());
    TypeSerializerSnapshot<CellKey> snapshot =
        TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
    assertThat(snapshot.getClass().getName())
        .isEqualTo("io.engagement.flink.serde.CellKeySerializer$Snapshot");
    assertThat(snapshot.restoreSerializer()).isEqualTo(CellKeySerializer.INSTANCE);
    assertThat(
            CellKeySerializer.INSTANCE
                .snapshotConfiguration()
                .resolveSchemaCompatibility(snapshot)
                .isCompatibleAsIs())
        .isTrue();
  }

  private static <T> T roundTrip(TypeSerializer<T> serializer, T element) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(element, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T read = serializer.duplicate().deserialize(in);
    assertThat(in.available()).isZero();
    return read;
  }
}
