package io.engagement.flink.operator;

import static io.engagement.flink.operator.TestDeployment.OUTPUTS;
import static io.engagement.flink.operator.TestDeployment.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellValue;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.UserKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A planted metric throws: the event is a rejected record, the others count. */
class PoisonHarnessTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");

  private final TestDeployment deployment = new TestDeployment();

  @ParameterizedTest
  @CsvSource({"16mb, event", "1b, event", "16mb, flush", "1b, flush", "16mb, write", "1b, write"})
  void becomesARejectedRecordWithItsOriginalAndTheOthersCount(String budget, String where)
      throws Exception {
    HistoryCacheBudget cache = HistoryCacheBudget.fixed(MemorySize.parse(budget));
    MetricsFactory metrics = () -> PlantedMetric.beside(TestDeployment.CONFIG, where);
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta>(
            new TimelineOperator(metrics, OUTPUTS, TOPICS, cache), UserKey::of, UserKey.TYPE)) {
      harness.setup(Outputs.deltaType(MetricCatalog::tables).createSerializer(null));
      harness.open();
      for (int i = 0; i < 60; i++) {
        UserEvent event = deployment.event("u" + i % 7, "m" + i, NOON.plusSeconds(i), "ios", NOON);
        event.offset = i;
        event.original = ("record " + i).getBytes(StandardCharsets.UTF_8);
        event.name = i % 10 == 9 ? "Poison" : "Home";
        harness.processElement(new StreamRecord<>(event));
      }
      harness.prepareSnapshotPreBarrier(1);

      assertThat(harness.getSideOutput(OUTPUTS.rows()))
          .extracting(StreamRecord::getValue)
          .hasSize(6)
          .allSatisfy(
              row -> {
                assertThat(row.table()).isEqualTo(InputTables.REJECTED);
                assertThat(row.values()[0]).isEqualTo("POISON");
                assertThat((String) row.values()[1]).contains("planted planted threw");
                assertThat(row.values()[2]).isEqualTo("record " + row.key()[2]);
              });
      CellValue accounting = new CellValue(InputTables.ACCOUNTING);
      CellValue active = null;
      for (Object out : harness.getOutput()) {
        if (out instanceof StreamRecord<?> record && record.getValue() instanceof CellDelta delta) {
          if (delta.key().tableId() == InputTables.ACCOUNTING.id()) {
            accounting.merge(delta.change());
          } else if (active == null) {
            active = delta.change();
          }
        }
      }
      assertThat(accounting.measure(InputTables.ACCEPTED)).isEqualTo(54);
      assertThat(accounting.measure(InputTables.REJECTED_COUNT)).isEqualTo(6);
      assertThat(active.measure(0)).as("users active that day").isEqualTo(7);
      for (int i = 0; i < 60; i++) {
        UserEvent repeat = deployment.event("u" + i % 7, "m" + i, NOON.plusSeconds(i), "ios", NOON);
        harness.processElement(new StreamRecord<>(repeat));
      }
      harness.getOutput().clear();
      harness.prepareSnapshotPreBarrier(2);
      long accepted = 0;
      for (Object out : harness.getOutput()) {
        if (out instanceof StreamRecord<?> record
            && record.getValue() instanceof CellDelta delta
            && delta.key().tableId() == InputTables.ACCOUNTING.id()) {
          accepted += delta.change().measure(InputTables.ACCEPTED);
        }
      }
      assertThat(accepted).as("the ids of rejected events are not remembered").isEqualTo(6);
    }
  }
}
