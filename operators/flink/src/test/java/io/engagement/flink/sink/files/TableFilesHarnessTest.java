package io.engagement.flink.sink.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.table.RowChange;
import io.engagement.flink.serde.SampleTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// The harness may be interrupted while closing, which the compiler warns of.
@SuppressWarnings("try")
class TableFilesHarnessTest {
  @TempDir private Path directory;

  @Test
  void writesTheLastStateOfEveryRowSortedByKey() throws Exception {
    run(
        List.of(
            SampleTables.narrowRow(10, 1),
            SampleTables.narrowRow(9, 2),
            SampleTables.narrowRow(-1, 3),
            SampleTables.narrowRow(10, 4),
            SampleTables.deletedRow()));
    assertThat(directory.resolve("narrow.jsonl"))
        .content(UTF_8)
        .isEqualTo(
            """
            {"day":"1969-12-31","users":3}
            {"day":"1970-01-10","users":2}
            {"day":"1970-01-11","users":4}
            """);
  }

  @Test
  void writesAnEmptyFileForAnEmptyTableAndLeavesNothingElseBehind() throws Exception {
    run(List.of(SampleTables.fullRow(), delete(SampleTables.fullRow())));
    assertThat(directory.resolve("wide.jsonl")).isEmptyFile();
    assertThat(directory.resolve("narrow.jsonl")).isEmptyFile();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void sortsTextsByCodePoint() throws Exception {
    String beyondTheBasicPlane = "\uD83D\uDE00";
    String lastOfTheBasicPlane = "\uFFFD";
    run(
        Stream.of(beyondTheBasicPlane, lastOfTheBasicPlane, "b", "B", "")
            .map(text -> new RowChange(SampleTables.WIDE, new Object[] {text, 1L}, new Object[10]))
            .toList());
    assertThat(Files.readAllLines(directory.resolve("wide.jsonl")))
        .extracting(line -> line.substring(11, line.indexOf("\",\"step")))
        .containsExactly("", "B", "b", lastOfTheBasicPlane, beyondTheBasicPlane);
  }

  @Test
  void sameFinalRowsGiveTheSameBytesWhateverTheOrder() throws Exception {
    long seed = 3;
    Random random = new Random(seed);
    Map<List<Object>, RowChange> last = new LinkedHashMap<>();
    List<RowChange> changes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      RowChange row = SampleTables.anyRow(random);
      changes.add(row);
      last.put(List.of(row.table().id(), List.of(row.key())), row);
    }
    run(changes);
    String first = wide() + narrow();
    List<RowChange> finalRows = new ArrayList<>(last.values());
    Collections.shuffle(finalRows, random);
    run(finalRows);
    assertThat(wide() + narrow()).as("seed %d", seed).isEqualTo(first);
    assertThat(first.lines())
        .hasSize((int) last.values().stream().filter(row -> !row.isDelete()).count());
  }

  @Test
  void rowsSurviveARestartFromACheckpoint() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var harness = harness()) {
      harness.open();
      harness.processElement(new StreamRecord<>(SampleTables.narrowRow(1, 1)));
      harness.processElement(new StreamRecord<>(SampleTables.narrowRow(2, 2)));
      checkpoint = harness.snapshot(1, 1);
      harness.processElement(new StreamRecord<>(SampleTables.narrowRow(3, 3)));
    }
    try (var harness = harness()) {
      harness.initializeState(checkpoint);
      harness.open();
      harness.processElement(new StreamRecord<>(SampleTables.narrowRow(2, 20)));
      harness.endInput();
    }
    assertThat(narrow())
        .isEqualTo("{\"day\":\"1970-01-02\",\"users\":1}\n{\"day\":\"1970-01-03\",\"users\":20}\n");
  }

  private String wide() throws Exception {
    return Files.readString(directory.resolve("wide.jsonl"));
  }

  private String narrow() throws Exception {
    return Files.readString(directory.resolve("narrow.jsonl"));
  }

  private static RowChange delete(RowChange row) {
    return new RowChange(row.table(), row.key(), null);
  }

  private void run(List<RowChange> changes) throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (RowChange change : changes) {
        harness.processElement(new StreamRecord<>(change));
      }
      harness.endInput();
    }
  }

  private OneInputStreamOperatorTestHarness<RowChange, Void> harness() throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new TableFilesOperator(SampleTables::all, directory));
  }
}
