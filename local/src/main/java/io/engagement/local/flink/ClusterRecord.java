package io.engagement.local.flink;

import io.engagement.local.process.LocalServerException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster's folder tells a later program: where the cluster answers, which processes it has.
 */
public record ClusterRecord(URI restUrl, List<ClusterProcess> processes) {
  private static final String FILE = "cluster.processes";

  /** The record of a folder; empty when there is none. */
  public static Optional<ClusterRecord> read(Path home) {
    Path file = home.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      List<ClusterProcess> processes = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] words = line.split(" ", -1);
        processes.add(
            new ClusterProcess(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
      }
      return Optional.of(new ClusterRecord(URI.create(lines.get(0)), processes));
    } catch (IOException | RuntimeException e) {
      throw new LocalServerException("Cannot understand " + file + "; delete it. " + e, e);
    }
  }

  public void write(Path home) {
    StringBuilder text = new StringBuilder(restUrl + "\n");
    for (ClusterProcess process : processes) {
      text.append(process.name()).append(' ').append(process.pid());
      text.append(' ').append(process.startedMillis()).append('\n');
    }
    try {
      Files.writeString(home.resolve(FILE), text);
    } catch (IOException e) {
      throw new LocalServerException("Cannot write " + home.resolve(FILE), e);
    }
  }

  public static void delete(Path home) {
    try {
      Files.deleteIfExists(home.resolve(FILE));
    } catch (IOException e) {
      throw new LocalServerException("Cannot delete " + home.resolve(FILE), e);
    }
  }

  public boolean anyAlive() {
    return processes.stream().anyMatch(ClusterProcess::alive);
  }
}
