package io.engagement.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import java.util.Map;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * What a phase of this process costs, by figures that other work on the machine does not change
 * much: processor time of all its threads, bytes allocated, and garbage collections.
 *
 * <p>Bytes are seen when the young generation is collected, so a phase should fill it many times;
 * what is too large for it is not seen.
 */
final class ProcessCost {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long beganCpuNanos;
  private long allocatedBytes;
  private long edenBytesLeft;
  private int collections;
  private int fullCollections;
  private long pausedMillis;

  ProcessCost() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener((collected, none) -> count(collected), null, null);
    }
  }

  /** Begins a phase. */
  synchronized void begin() {
    beganCpuNanos = system.getProcessCpuTime();
    allocatedBytes = 0;
    collections = 0;
    fullCollections = 0;
    pausedMillis = 0;
  }

  /** What the phase has cost until now. */
  synchronized String toText(long events) {
    return String.format(
        Locale.ROOT,
        "%.2f us of processor time and %,d bytes an event; %d collections, %d of them full, %.1f s",
        cpuMicros() / events,
        allocatedBytes / events,
        collections,
        fullCollections,
        pausedMillis / 1e3);
  }

  /** Microseconds of processor time that the phase has taken until now. */
  synchronized double cpuMicros() {
    return (system.getProcessCpuTime() - beganCpuNanos) / 1e3;
  }

  /** Bytes that the phase is known to have allocated until now. */
  synchronized long bytes() {
    return allocatedBytes;
  }

  private synchronized void count(Notification notification) {
    GarbageCollectionNotificationInfo collection =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
    collections++;
    fullCollections += collection.getGcAction().contains("major") ? 1 : 0;
    pausedMillis += collection.getGcInfo().getDuration();
    allocatedBytes += eden(collection.getGcInfo().getMemoryUsageBeforeGc()) - edenBytesLeft;
    edenBytesLeft = eden(collection.getGcInfo().getMemoryUsageAfterGc());
  }

  private static long eden(Map<String, MemoryUsage> pools) {
    return pools.entrySet().stream()
        .filter(pool -> pool.getKey().contains("Eden"))
        .mapToLong(pool -> pool.getValue().getUsed())
        .sum();
  }
}
