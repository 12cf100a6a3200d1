package io.engagement.flink.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.sink.files.RowOrder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class RowChangeSerializerTest {
  private static final OutputTables TABLES = SampleTables::all;

  @Test
  void givesBackWhatItWrote() throws Exception {
    long seed = 7;
    Random random = new Random(seed);
    RowChangeSerializer serializer = new RowChangeSerializer(TABLES);
    List<RowChange> rows = new ArrayList<>();
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (int i = 0; i < 5_000; i++) {
      RowChange row = SampleTables.anyRow(random);
      rows.add(row);
      serializer.serialize(row, out);
    }
    DataOutputSerializer copied = new DataOutputSerializer(64);
    DataInputDeserializer original = new DataInputDeserializer(out.getCopyOfBuffer());
    for (int i = 0; i < rows.size(); i++) {
      serializer.copy(original, copied);
    }
    DataInputDeserializer in = new DataInputDeserializer(copied.getCopyOfBuffer());
    TypeSerializer<RowChange> other = serializer.duplicate();
    for (RowChange row : rows) {
      assertThat(other.deserialize(in)).as("seed %d", seed).isEqualTo(row);
    }
    assertThat(in.available()).isZero();
  }

  @Test
  void givesBackDecimalsDigitByDigit() throws Exception {
    RowChangeSerializer serializer =
        new RowChangeSerializer(() -> List.<TableSpec>of(SampleTables.EXACT));
    List<RowChange> rows =
        List.of(
            SampleTables.exactRow("0", "12345678901234567890123456.000000000001"),
            SampleTables.exactRow("-1000", "0.5"),
            SampleTables.exactRow("0.000000000001", null));
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (RowChange row : rows) {
      serializer.serialize(row, out);
    }
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    for (RowChange row : rows) {
      assertThat(serializer.deserialize(in)).isEqualTo(row);
    }
    assertThat(new RowOrder().compare(rows.get(1), rows.get(2))).isNegative();
  }

  @Test
  void travelsWithTheJobWithoutItsTables() throws Exception {
    RowChangeTypeInfo info = new RowChangeTypeInfo(TABLES);
    RowChangeTypeInfo arrived = InstantiationUtil.clone(info);
    assertThat(arrived).isEqualTo(info).hasSameHashCodeAs(info);
    TypeSerializer<RowChange> serializer =
        arrived.createSerializer(new ExecutionConfig().getSerializerConfig());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(SampleTables.fullRow(), out);
    RowChange back =
        InstantiationUtil.clone(serializer)
            .deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(back).isEqualTo(SampleTables.fullRow());
    assertThat(back.table()).isSameAs(SampleTables.WIDE);
  }

  @Test
  void tellsWhichColumnGotAWrongValue() {
    RowChangeSerializer serializer = new RowChangeSerializer(TABLES);
    RowChange wrong = new RowChange(SampleTables.NARROW, new Object[] {1L}, new Object[] {7});
    assertThatThrownBy(() -> serializer.serialize(wrong, new DataOutputSerializer(64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("narrow.users is of type LONG");
    RowChange shortRow = new RowChange(SampleTables.NARROW, new Object[] {1L}, new Object[0]);
    assertThatThrownBy(() -> serializer.serialize(shortRow, new DataOutputSerializer(64)))
        .hasMessageContaining("0 values, not 1");
  }

  @Test
  void readsTheFirstReleasedSnapshotAndRows() throws Exception {
    RowChangeSerializerSnapshot snapshot = new RowChangeSerializerSnapshot();
    DataInputDeserializer in = new DataInputDeserializer(golden("row-change-snapshot.v1.bin"));
    snapshot.readSnapshot(1, in, getClass().getClassLoader());
    assertThat(in.available()).isZero();
    TypeSerializer<RowChange> restored = snapshot.restoreSerializer();
    DataInputDeserializer rows = new DataInputDeserializer(golden("row-change-rows.v1.bin"));
    for (RowChange row : goldenRows()) {
      assertThat(restored.deserialize(rows)).isEqualTo(row);
    }
    assertThat(rows.available()).isZero();
    assertThat(
            new RowChangeSerializer(TABLES)
                .snapshotConfiguration()
                .resolveSchemaCompatibility(snapshot)
                .isCompatibleAsIs())
        .isTrue();
  }

  @Test
  void writesTheSameBytesAsTheFirstRelease() throws Exception {
    assertThat(writtenSnapshot()).isEqualTo(golden("row-change-snapshot.v1.bin"));
    assertThat(writtenRows()).isEqualTo(golden("row-change-rows.v1.bin"));
  }

  /** Writes the golden files of a new version into a folder: the first argument. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Files.write(folder.resolve("row-change-snapshot.v1.bin"), writtenSnapshot());
    Files.write(folder.resolve("row-change-rows.v1.bin"), writtenRows());
  }

  private static byte[] writtenSnapshot() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    new RowChangeSerializer(TABLES).snapshotConfiguration().writeSnapshot(out);
    return out.getCopyOfBuffer();
  }

  private static byte[] writtenRows() throws IOException {
    RowChangeSerializer serializer = new RowChangeSerializer(TABLES);
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (RowChange row : goldenRows()) {
      serializer.serialize(row, out);
    }
    return out.getCopyOfBuffer();
  }

  @Test
  void readsOldRowsWhenTablesWereAddedButNotWhenAColumnChanged() {
    FactTable more = new FactTable(103, "more", List.of(), List.of());
    assertThat(compatible(List.of(SampleTables.WIDE, SampleTables.NARROW, more))).isTrue();
    assertThat(compatible(List.of(SampleTables.WIDE))).isFalse();
    FactTable retyped =
        new FactTable(
            102,
            "narrow",
            SampleTables.NARROW.keyColumns(),
            List.of(new Column("users", ColumnType.MONEY)));
    assertThat(compatible(List.of(SampleTables.WIDE, retyped))).isFalse();
  }

  @Test
  void refusesTablesThatShareAnId() {
    List<TableSpec> tables =
        List.of(SampleTables.NARROW, new FactTable(102, "other", List.of(), List.of()));
    assertThatThrownBy(() -> new TableIndex(tables))
        .hasMessage("tables narrow and other share the id 102");
  }

  @Test
  void whatColumnsAreSaidToMeanMakesNoDifferenceToRowsInState() {
    FactTable narrow = SampleTables.NARROW;
    FactTable described =
        new FactTable(
            narrow.id(), narrow.name(), said(narrow.keyColumns()), said(narrow.valueColumns()));
    RowChange adapted =
        RecordedTables.adapt(SampleTables.narrowRow(1, 5), new TableIndex(List.of(described)));
    assertThat(adapted.key()).containsExactly(1L);
    assertThat(adapted.values()).containsExactly(5L);
  }

  private static List<Column> said(List<Column> columns) {
    return columns.stream()
        .map(column -> new Column(column.name(), column.type(), "Something else."))
        .toList();
  }

  @Test
  void rowsInStateFollowTheirTableToNewColumns() {
    FactTable grown =
        new FactTable(
            102,
            "narrow",
            SampleTables.NARROW.keyColumns(),
            List.of(new Column("sessions", ColumnType.LONG), new Column("users", ColumnType.LONG)));
    TableIndex now = new TableIndex(List.of(grown));
    assertThat(RecordedTables.adapt(SampleTables.narrowRow(1, 5), now))
        .isEqualTo(new RowChange(grown, new Object[] {1L}, new Object[] {null, 5L}));
    assertThat(RecordedTables.adapt(SampleTables.fullRow(), now)).isNull();
    FactTable rekeyed =
        new FactTable(102, "narrow", List.of(new Column("month", ColumnType.DATE)), List.of());
    assertThatThrownBy(
            () ->
                RecordedTables.adapt(
                    SampleTables.narrowRow(1, 5), new TableIndex(List.of(rekeyed))))
        .hasMessageContaining("cannot be carried over");
  }

  private static boolean compatible(List<TableSpec> now) {
    TypeSerializerSnapshot<RowChange> old = new RowChangeSerializer(TABLES).snapshotConfiguration();
    return new RowChangeSerializer(RecordedTables.of(now))
        .snapshotConfiguration()
        .resolveSchemaCompatibility(old)
        .isCompatibleAsIs();
  }

  private static List<RowChange> goldenRows() {
    return List.of(
        SampleTables.fullRow(),
        SampleTables.emptyRow(),
        SampleTables.deletedRow(),
        SampleTables.narrowRow(-1, 5));
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = RowChangeSerializerTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      in.transferTo(out);
      return out.toByteArray();
    }
  }
}
