package io.engagement.local.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The first class of a child JVM: runs another main class and ends the JVM when the parent is gone,
 * however it went. The parent holds the other end of the standard input; the operating system
 * closes it even after {@code kill -9}.
 *
 * <p>Its class file is handed to the child on its own, so it uses nothing but the JDK.
 */
public final class ChildMain {
  private static final int PARENT_GONE = 3;
  private static final long ORDERLY_STOP_SECONDS = 15;

  private ChildMain() {}

  /** Arguments: the main class to run, then its own arguments. */
  public static void main(String[] args) throws Throwable {
    Thread watch = new Thread(ChildMain::exitWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      e.getTargetException().printStackTrace();
      System.exit(1);
    }
  }

  private static void exitWithParent() {
    awaitEndOfInput();
    Thread deadline = new Thread(ChildMain::haltWhenStuck, "parent-watch-deadline");
    deadline.setDaemon(true);
    deadline.start();
    System.exit(PARENT_GONE);
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent says nothing; only the end counts.
      }
    } catch (IOException broken) {
      System.err.println("The pipe from the parent broke: " + broken);
    }
  }

  private static void haltWhenStuck() {
    try {
      TimeUnit.SECONDS.sleep(ORDERLY_STOP_SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }
}
