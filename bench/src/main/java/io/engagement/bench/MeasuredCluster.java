package io.engagement.bench;

import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.env.LocalFlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster inside of this process with the settings of the folder {@code conf}, in which
 * jobs are measured one after the other. What it writes is gone when it is closed.
 */
public final class MeasuredCluster implements AutoCloseable {
  private final Path folder;
  private final LocalFlink flink;

  private MeasuredCluster(Path folder, LocalFlink flink) {
    this.folder = folder;
    this.flink = flink;
  }

  /**
   * Starts it.
   *
   * @param settings Flink's, over those of the folder {@code conf}
   */
  public static MeasuredCluster start(int slots, Map<String, String> settings) throws Exception {
    Path folder = Files.createTempDirectory("engagement-bench");
    Path conf = Path.of(System.getProperty("engage.home", ""), "conf");
    Configuration flinks =
        FlinkSettings.loadLocal(conf.toAbsolutePath(), settings, folder.resolve("checkpoints"));
    flinks.setString("io.tmp.dirs", folder.toString());
    try {
      return new MeasuredCluster(folder, LocalFlink.start(flinks, slots, 0));
    } catch (Exception e) {
      FolderRemoval.remove(folder);
      throw e;
    }
  }

  /** To define a job in, for {@link #run}. */
  public StreamExecutionEnvironment environment() {
    return flink.environment("benchmark");
  }

  /** Runs a bounded job to its end: the phase whose cost is counted, its start included. */
  public ProcessCost.Figures run(StreamExecutionEnvironment environment, ProcessCost cost)
      throws Exception {
    cost.begin();
    flink.submit(environment).result().get();
    return cost.figures();
  }

  @Override
  public void close() throws IOException {
    flink.close();
    FolderRemoval.remove(folder);
  }
}
