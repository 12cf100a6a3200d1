package io.engagement.bench.contender;

import io.engagement.bench.ProcessCost;
import io.engagement.bench.contender.Contender.Program;
import java.nio.file.Path;

/**
 * A contender in a process of its own: a pass for the compiler, because a job that runs for months
 * has its code compiled once, then the one that counts.
 */
public final class ContenderMain {
  private ContenderMain() {}

  /** Arguments: the file of the {@link Assignment}, and the one for the {@link Outcome}. */
  public static void main(String[] arguments) throws Exception {
    Assignment assignment = Assignment.read(Path.of(arguments[0]));
    ProcessCost cost = new ProcessCost();
    Program program = assignment.contender().program();
    if (assignment.warmUp() != null) {
      program.run(assignment.warmUp(), cost);
      // What the first pass left is not the second one's to collect.
      System.gc();
    }
    Assignment.writeOutcome(program.run(assignment.measured(), cost), Path.of(arguments[1]));
    System.exit(0);
  }
}
