package io.engagement.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.jobs.faults.RunningJob.Checkpoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Breaks a running job, and waits until it publishes again. */
final class Drill {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Servers servers;
  private final RunningJob job;
  private final Ledger ledger;
  private final Random random;
  private final DrillReport report;
  private long restores;
  private long checkpoints;

  Drill(Servers servers, RunningJob job, Ledger ledger, Random random, DrillReport report) {
    this.servers = servers;
    this.job = job;
    this.ledger = ledger;
    this.random = random;
    this.report = report;
  }

  /** How often the job went on from a checkpoint or savepoint, over all submissions. */
  long restores() {
    return restores + job.checkpoints().restored();
  }

  /** Completed checkpoints, over all submissions. */
  long checkpoints() {
    return checkpoints + job.checkpoints().completed();
  }

  /** Waits until a condition holds. */
  static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }

  void run(Fault fault) throws Exception {
    long fence = ledger.row().fence();
    long beganNanos = System.nanoTime();
    switch (fault) {
      case KILL -> kill();
      case KILL_BEFORE_COMMIT -> killBeforeCommit();
      case RESCALE -> rescale();
    }
    await(
        "a commit after " + fault,
        () -> {
          Ledger.Row row = ledger.row();
          return row.fence() > fence
              && ledger.commits().stream().anyMatch(commit -> commit.fence() > fence);
        });
    Ledger.Row row = ledger.row();
    report.note(
        "publishing again: attempt %d, checkpoint %d, %.1f s after",
        row.fence(), row.checkpoint(), (System.nanoTime() - beganNanos) / 1e9);
  }

  private void kill() {
    List<String> candidates = job.taskManagers();
    String victim = candidates.get(random.nextInt(candidates.size()));
    Checkpoints before = job.checkpoints();
    job.kill(victim);
    report.note(
        "kill -9 %s after checkpoint %d, %s",
        victim,
        before.latest(),
        before.inProgress() > 0 ? "during the next" : "between checkpoints");
    job.startTaskManager();
  }

  private void killBeforeCommit() throws Exception {
    long completed;
    Ledger.Row shown;
    String victim = job.hostOf("postgres");
    try (Ledger.Hold hold = ledger.hold()) {
      shown = ledger.row();
      long before = shown.checkpoint();
      await(
          "a checkpoint that is complete and not committed",
          () -> job.checkpoints().latest() > before && hold.isWaitedFor());
      completed = job.checkpoints().latest();
      assertThat(ledger.row().checkpoint()).isEqualTo(before);
      job.kill(victim);
      assertThat(ledger.row().checkpoint()).isEqualTo(before);
      report.note(
          "kill -9 %s: checkpoint %d is complete, the ledger shows %d, its commit waits",
          victim, completed, before);
    }
    job.startTaskManager();
    await("the commit of what was restored", () -> ledger.row().checkpoint() >= completed);
    List<Ledger.Commit> ofIt =
        ledger.commits().stream().filter(commit -> commit.checkpoint() == completed).toList();
    assertThat(ofIt).as("commits of checkpoint %d", completed).hasSize(1);
    assertThat(ofIt.get(0).fence()).as("committed by").isGreaterThan(shown.fence());
    report.note("checkpoint %d was committed by attempt %d", completed, ofIt.get(0).fence());
  }

  private void rescale() {
    int parallelism = job.taskManagers().size();
    Checkpoints before = job.checkpoints();
    Path folder = servers.folder().resolve("savepoints");
    String savepoint = job.stop(folder);
    restores += before.restored();
    checkpoints += before.completed();
    report.note("stopped with a savepoint at parallelism %d", parallelism);
    job.startTaskManager();
    job.submit(parallelism + 1, List.of("-s", savepoint));
    report.note("started from it at parallelism %d", parallelism + 1);
  }
}
