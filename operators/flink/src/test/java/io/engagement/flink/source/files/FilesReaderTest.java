package io.engagement.flink.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.source.PartitionClock;
import io.engagement.flink.source.SourceRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesReaderTest {
  private static final MetricsFactory METRICS =
      () ->
          Metrics.of(
              EngagementConfigReader.read(
                      new ConfigText("test", "metrics: {active-users: [{id: active}]}"))
                  .config());

  private static final Instant TEN = Instant.parse("2024-03-01T10:00:00Z");

  @TempDir Path folder;

  @Test
  void filesAreOnePartitionInTheGivenOrder() throws IOException {
    List<String> files = List.of(gzipped("b.jsonl.gz", "u1", "u2"), plain("a.jsonl", "u3"));
    assertThat(readAll(FilesSplit.start(files), new FilesReader(METRICS)))
        .containsExactly("0 u1 b.jsonl.gz:1", "1 u2 b.jsonl.gz:3", "2 u3 a.jsonl:1");
  }

  @Test
  void everyCheckpointContinuesWhereItWasTaken() throws IOException {
    List<String> files =
        List.of(plain("a.jsonl", "u1", "u2"), plain("empty.jsonl"), gzipped("c.gz", "u3", "u4"));
    Collected all = collect(FilesSplit.start(files), new FilesReader(METRICS));
    assertThat(all.seen).hasSize(4);
    assertThat(all.reachedMillis)
        .containsExactly(Long.MIN_VALUE, Long.MIN_VALUE, TEN.toEpochMilli(), TEN.toEpochMilli());
    for (int taken = 0; taken <= all.seen.size(); taken++) {
      FilesReader reader = new FilesReader(METRICS);
      reader.addSplits(List.of(FilesSplit.start(files)));
      for (int i = 0; i < taken; i++) {
        reader.pollNext(new Collected());
      }
      FilesSplitSerializer serializer = new FilesSplitSerializer();
      FilesSplit position = reader.snapshotState(1).get(0);
      FilesSplit restored =
          serializer
              .deserialize(1, serializer.serialize(java.util.Optional.of(position)))
              .orElseThrow();
      Collected rest = collect(restored, new FilesReader(METRICS));
      assertThat(rest.seen).isEqualTo(all.seen.subList(taken, all.seen.size()));
      assertThat(rest.reachedMillis)
          .as("what time the partition has reached")
          .isEqualTo(all.reachedMillis.subList(taken, all.seen.size()));
    }
  }

  @Test
  void anyBytesAreARecordOrARejection() throws IOException {
    Path file = folder.resolve("odd.jsonl");
    Files.write(file, new byte[] {(byte) 0xff, 0, 7, '\n', '{', '\n'});
    List<String> read =
        readAll(FilesSplit.start(List.of(file.toString())), new FilesReader(METRICS));
    assertThat(read).hasSize(2).allSatisfy(line -> assertThat(line).contains("rejected"));
  }

  @Test
  void damagedArchiveFailsWithItsName() throws IOException {
    Path file = folder.resolve("cut.jsonl.gz");
    byte[] whole = Files.readAllBytes(Path.of(gzipped("whole.gz", "u1", "u2", "u3")));
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 12));
    FilesSplit split = FilesSplit.start(List.of(file.toString()));
    assertThatThrownBy(() -> readAll(split, new FilesReader(METRICS)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut.jsonl.gz");
  }

  private static List<String> readAll(FilesSplit split, FilesReader reader) throws IOException {
    return collect(split, reader).seen;
  }

  private static Collected collect(FilesSplit split, FilesReader reader) throws IOException {
    Collected collected = new Collected();
    reader.addSplits(List.of(split));
    reader.notifyNoMoreSplits();
    InputStatus status = InputStatus.MORE_AVAILABLE;
    while (status == InputStatus.MORE_AVAILABLE) {
      status = reader.pollNext(collected);
    }
    assertThat(status).isEqualTo(InputStatus.END_OF_INPUT);
    reader.close();
    return collected;
  }

  private String plain(String name, String... users) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, lines(users));
    return file.toString();
  }

  private String gzipped(String name, String... users) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(lines(users));
    }
    return file.toString();
  }

  /** A blank line after each record. */
  private static byte[] lines(String... users) {
    StringBuilder text = new StringBuilder();
    for (String user : users) {
      text.append("{\"type\":\"page\",\"timestamp\":\"")
          .append(TEN)
          .append("\",\"userId\":\"")
          .append(user)
          .append("\"}\n\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Moves the clock as the intake does. */
  private static final class Collected implements ReaderOutput<SourceRecord> {
    final List<String> seen = new ArrayList<>();
    final List<Long> reachedMillis = new ArrayList<>();

    @Override
    public void collect(SourceRecord record) {
      Path file = Path.of(String.valueOf(record.file)).getFileName();
      String user = record.rejection == null ? record.event.user : "rejected " + record.rejection;
      PartitionClock clock = record.progress().clock();
      clock.see(record.event.timeMillis, user, false, 3_600_000);
      reachedMillis.add(clock.maxTimeMillis());
      seen.add(record.offset + " " + user + " " + file + ":" + record.line);
    }

    @Override
    public void collect(SourceRecord record, long timestamp) {
      collect(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<SourceRecord> createOutputForSplit(String splitId) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
  }
}
