package io.engagement.bench.latency;

import io.engagement.bench.contender.Pass;
import io.engagement.core.config.ConfigText;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.stream.LocalRun;
import io.engagement.jobs.stream.StartRules;
import io.engagement.jobs.stream.StreamingJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** The job in a process of its own, with the settings of the folder {@code conf}. */
public final class LatencyJob {
  private LatencyJob() {}

  /**
   * Arguments: the configuration, the number of slots, seconds from one checkpoint to the next, and
   * a file for the address of the web interface, which is written when the job runs.
   */
  public static void main(String[] arguments) throws Exception {
    ConfigText text = ConfigText.of(Path.of(arguments[0]));
    int checkpointSeconds = Integer.parseInt(arguments[2]);
    Path address = Path.of(arguments[3]);
    Map<String, String> settings = new HashMap<>(Pass.flinkSettings(checkpointSeconds));
    // Flink never begins checkpoints at shorter intervals than this pause.
    settings.put("execution.checkpointing.min-pause", checkpointSeconds * 200 + " ms");
    settings.put("web.checkpoints.history", "10000");
    settings.put("io.tmp.dirs", address.resolveSibling("tmp").toString());
    Path conf = Path.of(System.getProperty("engage.home", ""), "conf").toAbsolutePath();
    Configuration flinks =
        FlinkSettings.loadLocal(conf, settings, address.resolveSibling("checkpoints"));
    LocalRun run =
        LocalRun.start(
            StreamingJob.of(text, StartRules.STRICT), flinks, Integer.parseInt(arguments[1]), 0);
    Path written = address.resolveSibling("address.tmp");
    Files.writeString(written, run.webUi().toString());
    Files.move(written, address, StandardCopyOption.ATOMIC_MOVE);
    run.result().get();
  }
}
