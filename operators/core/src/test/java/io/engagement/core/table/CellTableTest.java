package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CellTableTest {
  private static final DefinitionKey DEFINITION = DefinitionKey.of("family", "weekly", "meaning");
  private static final Breakdown PLATFORM = Breakdown.of("platform", "context.device.type", 0);
  private static final DefinitionNames NAMES =
      new DefinitionNames(Map.of(DEFINITION.key(), "weekly"), Map.of(PLATFORM.key(), "platform"));
  private static final CellTable TABLE =
      CellTable.named(90, "tried")
          .key("period", CellTable.KeyPart.PERIOD)
          .key("bucket", CellTable.KeyPart.BUCKET)
          .key("cohort", CellTable.KeyPart.DATE)
          .key("step", CellTable.KeyPart.INT)
          .key("item", CellTable.KeyPart.TEXT)
          .dimension()
          .measures(Measure.sum("users", ColumnType.LONG, ""))
          .hidden(Measure.sum("total_millis"))
          .derived("mean", ColumnType.SECONDS, value -> value.measure(1) / value.measure(0))
          .measures(Measure.max("latest", ColumnType.TIMESTAMP, ""))
          .complete()
          .build();

  private final ZoneCalendar berlin =
      new ZoneCalendar(ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY);

  @Test
  void columnsAreThoseDeclaredAfterTheMetric() {
    assertThat(TABLE.keyColumns())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("meaning")
        .containsExactly(
            new Column("metric", ColumnType.TEXT),
            new Column("period", ColumnType.TEXT),
            new Column("bucket", ColumnType.BUCKET),
            new Column("cohort", ColumnType.DATE),
            new Column("step", ColumnType.INT),
            new Column("item", ColumnType.TEXT),
            new Column("dimension", ColumnType.TEXT),
            new Column("value", ColumnType.TEXT));
    assertThat(TABLE.valueColumns())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("meaning")
        .containsExactly(
            new Column("users", ColumnType.LONG),
            new Column("mean", ColumnType.SECONDS),
            new Column("latest", ColumnType.TIMESTAMP),
            new Column("complete", ColumnType.BOOLEAN));
  }

  @Test
  void aKeyIsPublishedPartByPart() {
    CellKey key = key(deltas -> deltas.dimension(PLATFORM, "Ünïcødé"));
    assertThat(TABLE.publishedKey(key, NAMES))
        .containsExactly(
            "weekly", "month", "2024-03-01", 19_783L, -2L, "/home", "platform", "Ünïcødé");
  }

  @Test
  void theTotalHasNeitherDimensionNorValue() {
    assertThat(TABLE.publishedKey(key(DeltaBuffer::total), NAMES)).endsWith("", "");
  }

  @Test
  void minutesArePublishedAsInstants() {
    CellTable minutes =
        CellTable.named(90, "tried")
            .key("period", CellTable.KeyPart.PERIOD)
            .key("bucket", CellTable.KeyPart.BUCKET)
            .measures(Measure.sum("users", ColumnType.LONG, ""))
            .build();
    DeltaBuffer deltas = new DeltaBuffer();
    long noon = Instant.parse("2024-03-01T12:00:00Z").toEpochMilli();
    deltas.at(minutes, DEFINITION).period(Period.ROLLING_5M).number(noon).cell();
    assertThat(minutes.publishedKey(onlyKey(deltas), NAMES))
        .containsExactly("weekly", "rolling_5m", "2024-03-01T12:00:00Z");
  }

  @Test
  void aCellOfARemovedDefinitionOrDimensionHasNoRow() {
    CellKey key = key(deltas -> deltas.dimension(PLATFORM, "ios"));
    assertThat(TABLE.publishedKey(key, new DefinitionNames(Map.of(), NAMES.dimensions()))).isNull();
    assertThat(TABLE.publishedKey(key, new DefinitionNames(NAMES.definitions(), Map.of())))
        .isNull();
  }

  @Test
  void aTableWithoutDefinitionHasNoMetricColumn() {
    CellTable input =
        CellTable.named(91, "input")
            .withoutDefinition()
            .key("topic", CellTable.KeyPart.TEXT)
            .measures(Measure.sum("read", ColumnType.LONG, ""))
            .build();
    DeltaBuffer deltas = new DeltaBuffer();
    deltas.at(input, 0).text("events").cell();
    assertThat(input.publishedKey(onlyKey(deltas), NAMES)).containsExactly("events");
    assertThat(input.keyColumns()).containsExactly(new Column("topic", ColumnType.TEXT));
  }

  @Test
  void aKeyWithOtherPartsThanTheTablesIsRefused() {
    DeltaBuffer deltas = new DeltaBuffer();
    deltas.at(TABLE, DEFINITION).period(Period.DAY).number(1).cell();
    CellKey tooShort = onlyKey(deltas);
    assertThatThrownBy(() -> TABLE.publishedKey(tooShort, NAMES))
        .isInstanceOf(IllegalStateException.class);
    CellKey tooLong = key(writing -> writing.total().number(1));
    assertThatThrownBy(() -> TABLE.publishedKey(tooLong, NAMES))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void valuesArePublishedInDeclaredOrder() {
    CellValue value = new CellValue(TABLE);
    value.add(TABLE.measures().get(0), 4);
    value.add(TABLE.measures().get(1), 10);
    assertThat(TABLE.publishedValues(value, false))
        .as("a maximum of nothing is null")
        .containsExactly(4L, 2L, null, false);
    value.add(TABLE.measures().get(2), 99);
    assertThat(TABLE.publishedValues(value, true)).containsExactly(4L, 2L, 99L, true);
  }

  @Test
  void aRowIsCompleteAtTheEndOfItsBucket() {
    assertThat(TABLE.completeAtMillis(key(DeltaBuffer::total), berlin))
        .isEqualTo(Instant.parse("2024-03-31T22:00:00Z").toEpochMilli());
  }

  @Test
  void aBucketWithoutPeriodIsADay() {
    CellTable daily =
        CellTable.named(92, "daily")
            .dimension()
            .key("bucket", CellTable.KeyPart.DATE)
            .measures(Measure.sum("users", ColumnType.LONG, ""))
            .complete()
            .build();
    DeltaBuffer deltas = new DeltaBuffer();
    deltas.at(daily, DEFINITION).total().number(LocalDate.parse("2024-03-31").toEpochDay()).cell();
    assertThat(daily.completeAtMillis(onlyKey(deltas), berlin))
        .isEqualTo(Instant.parse("2024-03-31T22:00:00Z").toEpochMilli());
  }

  @Test
  void aTableWithoutCompleteNeverWaits() {
    CellTable plain =
        CellTable.named(93, "plain")
            .key("bucket", CellTable.KeyPart.BUCKET)
            .measures(Measure.sum("users", ColumnType.LONG, ""))
            .build();
    DeltaBuffer deltas = new DeltaBuffer();
    deltas.at(plain, DEFINITION).number(1).cell();
    assertThat(plain.completeAtMillis(onlyKey(deltas), berlin)).isEqualTo(Long.MIN_VALUE);
    assertThat(plain.valueColumns()).containsExactly(new Column("users", ColumnType.LONG));
  }

  @Test
  void aBucketForEverythingIsNeverComplete() {
    DeltaBuffer deltas = new DeltaBuffer();
    deltas.at(TABLE, DEFINITION).period(Period.ALL).number(0).number(0).number(1).text("").total();
    deltas.cell();
    assertThat(TABLE.completeAtMillis(onlyKey(deltas), berlin)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anInstantInTheKeyDecidesWhenARowIsComplete() {
    CellTable tried =
        CellTable.named(94, "tried")
            .key("bucket", CellTable.KeyPart.DATE)
            .completeAt()
            .key("step", CellTable.KeyPart.INT)
            .measures(Measure.sum("users", ColumnType.LONG, ""))
            .build();
    DeltaBuffer deltas = new DeltaBuffer();
    deltas.at(tried, DEFINITION).number(19_783).number(1_234_567L).number(2).cell();
    CellKey key = onlyKey(deltas);

    assertThat(tried.completeAtMillis(key, berlin)).isEqualTo(1_234_567L);
    assertThat(tried.publishedKey(key, NAMES)).containsExactly("weekly", 19_783L, 2L);
    assertThat(tried.keyColumns()).extracting(Column::name).doesNotContain("complete");
    assertThat(tried.valueColumns()).extracting(Column::name).containsExactly("users", "complete");
  }

  @Test
  void aLabelIsTheDefinitionsTextForTheNumberInTheKey() {
    CellTable tried =
        CellTable.named(95, "tried")
            .dimension()
            .key("bucket", CellTable.KeyPart.DATE)
            .key("step", CellTable.KeyPart.INT)
            .label("step_name")
            .measures(Measure.sum("users", ColumnType.LONG, ""))
            .build();
    DefinitionNames names =
        new DefinitionNames(
            NAMES.definitions(),
            NAMES.dimensions(),
            Map.of(DEFINITION.key(), List.of("seen", "bought")));
    DeltaBuffer deltas = new DeltaBuffer();
    for (long step = 0; step <= 3; step++) {
      deltas
          .at(tried, DEFINITION)
          .total()
          .number(19_783)
          .number(step)
          .cell()
          .add(tried.measures().get(0), step);
    }
    List<Object> labels = new ArrayList<>();
    deltas.drain(
        delta -> labels.add(tried.publishedValues(delta.key(), delta.change(), false, names)[0]));

    assertThat(labels).containsExactly(null, "seen", "bought", null);
    assertThat(tried.valueColumns().get(0)).isEqualTo(new Column("step_name", ColumnType.TEXT));
  }

  private static CellKey key(Consumer<DeltaBuffer> dimension) {
    DeltaBuffer deltas = new DeltaBuffer();
    deltas
        .at(TABLE, DEFINITION)
        .period(Period.MONTH)
        .number(LocalDate.parse("2024-03-01").toEpochDay())
        .number(19_783)
        .number(-2)
        .text("/home");
    dimension.accept(deltas);
    deltas.cell();
    return onlyKey(deltas);
  }

  private static CellKey onlyKey(DeltaBuffer deltas) {
    List<CellDelta> drained = new ArrayList<>();
    deltas.drain(drained::add);
    assertThat(drained).hasSize(1);
    return drained.get(0).key();
  }
}
