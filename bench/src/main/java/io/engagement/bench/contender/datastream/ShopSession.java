package io.engagement.bench.contender.datastream;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** A session of a user, or the sums of those of a day and platform. */
public class ShopSession {
  public String user = "";
  public long startedMillis = Long.MAX_VALUE;
  public long endedMillis = Long.MIN_VALUE;
  public long sessions = 1;
  public long events;
  public long views;
  public long durationMillis;
  public @Nullable String entryPage;
  public @Nullable String exitPage;
  public String platform = "";

  ShopSession with(ShopEvent event) {
    long millis = event.timeMillis();
    String path = event.properties == null ? null : event.properties.path;
    if (millis < startedMillis) {
      startedMillis = millis;
      platform = event.platform();
      entryPage = event.isView() ? path : entryPage;
    }
    if (millis >= endedMillis) {
      endedMillis = millis;
      exitPage = event.isView() ? path : exitPage;
    }
    user = event.user();
    events++;
    views += event.isView() ? 1 : 0;
    durationMillis = endedMillis - startedMillis;
    return this;
  }

  ShopSession mergedWith(ShopSession other) {
    ShopSession first = startedMillis <= other.startedMillis ? this : other;
    ShopSession last = endedMillis > other.endedMillis ? this : other;
    ShopSession merged = new ShopSession();
    merged.user = user;
    merged.platform = first.platform;
    merged.entryPage = first.entryPage;
    merged.exitPage = last.exitPage;
    merged.startedMillis = first.startedMillis;
    merged.endedMillis = last.endedMillis;
    merged.events = events + other.events;
    merged.views = views + other.views;
    merged.durationMillis = merged.endedMillis - merged.startedMillis;
    return merged;
  }

  /** The sums of both. */
  ShopSession plus(ShopSession other) {
    ShopSession sum = new ShopSession();
    sum.startedMillis = startedMillis;
    sum.platform = platform;
    sum.sessions = sessions + other.sessions;
    sum.events = events + other.events;
    sum.views = views + other.views;
    sum.durationMillis = durationMillis + other.durationMillis;
    return sum;
  }

  ShopSession ofPlatform(String other) {
    ShopSession copy = new ShopSession();
    copy.startedMillis = startedMillis;
    copy.platform = other;
    copy.events = events;
    copy.views = views;
    copy.durationMillis = durationMillis;
    return copy;
  }

  /** The key of the sums. */
  public String dayAndPlatform() {
    return LocalDate.ofInstant(Instant.ofEpochMilli(startedMillis), ZoneOffset.UTC)
        + "|"
        + platform;
  }

  /** The key of one session. */
  public String id() {
    return user + '|' + startedMillis;
  }
}
