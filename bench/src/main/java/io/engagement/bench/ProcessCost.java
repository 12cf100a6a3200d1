package io.engagement.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import java.util.Map;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * What a phase of this process costs: its time, and by figures that other work on the machine does
 * not change much processor time of all threads, bytes allocated, and garbage collections.
 *
 * <p>Bytes are those of the young generation, seen to the nearest thread-local buffer; what is too
 * large for it is not seen.
 */
public final class ProcessCost {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long beganNanos;
  private long beganUptimeMillis;
  private long beganCpuNanos;
  private long allocatedBytes;
  private long edenBytesLeft;
  private int collections;
  private int fullCollections;
  private long pausedMillis;

  public ProcessCost() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener((collected, none) -> count(collected), null, null);
    }
  }

  /**
   * The cost of a phase.
   *
   * @param bytes allocated
   * @param fullCollections those of the collections that were of the whole heap
   * @param pausedMillis what all collections took
   */
  public record Figures(
      double seconds,
      double cpuMicros,
      long bytes,
      int collections,
      int fullCollections,
      long pausedMillis) {

    /** For people, by event. */
    public String toText(long events) {
      return String.format(
          Locale.ROOT,
          "%.2f us of processor time and %,d bytes an event; %d collections, %d of them full, %.1f s",
          cpuMicros / events,
          bytes / events,
          collections,
          fullCollections,
          pausedMillis / 1e3);
    }
  }

  /** Begins a phase. */
  public synchronized void begin() {
    allocatedBytes = 0;
    edenBytesLeft = edenNow();
    collections = 0;
    fullCollections = 0;
    pausedMillis = 0;
    beganUptimeMillis = ManagementFactory.getRuntimeMXBean().getUptime();
    beganCpuNanos = system.getProcessCpuTime();
    beganNanos = System.nanoTime();
  }

  /** What the phase has cost until now. */
  public synchronized Figures figures() {
    return new Figures(
        (System.nanoTime() - beganNanos) / 1e9,
        (system.getProcessCpuTime() - beganCpuNanos) / 1e3,
        allocatedBytes + Math.max(0, edenNow() - edenBytesLeft),
        collections,
        fullCollections,
        pausedMillis);
  }

  private synchronized void count(Notification notification) {
    GarbageCollectionNotificationInfo collection =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
    if (collection.getGcInfo().getStartTime() < beganUptimeMillis) {
      // Word of it comes later than the phase.
      return;
    }
    collections++;
    fullCollections += collection.getGcAction().contains("major") ? 1 : 0;
    pausedMillis += collection.getGcInfo().getDuration();
    allocatedBytes += eden(collection.getGcInfo().getMemoryUsageBeforeGc()) - edenBytesLeft;
    edenBytesLeft = eden(collection.getGcInfo().getMemoryUsageAfterGc());
  }

  private static long edenNow() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> isEden(pool.getName()))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  private static long eden(Map<String, MemoryUsage> pools) {
    return pools.entrySet().stream()
        .filter(pool -> isEden(pool.getKey()))
        .mapToLong(pool -> pool.getValue().getUsed())
        .sum();
  }

  private static boolean isEden(String pool) {
    return pool.contains("Eden");
  }
}
