package io.engagement.core.laws;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A zone and a moment at which its calendar is hard.
 *
 * @param zone its rules
 * @param moment local date and time close to what is hard
 */
public record ZoneSample(ZoneId zone, LocalDateTime moment) {

  /** The hard moments that every metric with calendar buckets is tried at. */
  public static final List<ZoneSample> ALL =
      List.of(
          of("UTC", "2024-03-01T00:00"),
          of("UTC", "2024-12-31T23:30"),
          of("UTC", "2024-02-29T12:00"),
          // 23 and 25 hours.
          of("Europe/Berlin", "2024-03-31T02:00"),
          of("Europe/Berlin", "2024-10-27T02:30"),
          // No midnight: the day starts at 01:00.
          of("America/Sao_Paulo", "2018-11-04T00:30"),
          // The hour before midnight happens twice.
          of("America/Sao_Paulo", "2018-02-17T23:30"),
          // Midnight and the hour after it happen twice.
          of("America/Havana", "2024-11-03T00:30"),
          // One minute after midnight the clock falls back into the day before.
          of("America/St_Johns", "2010-11-07T00:00"),
          // 2011-12-30 does not exist.
          of("Pacific/Apia", "2011-12-31T00:00"),
          of("Asia/Kathmandu", "2024-01-01T00:00"),
          of("Asia/Kolkata", "2024-03-01T23:30"),
          of("Australia/Adelaide", "2024-04-07T02:30"),
          // 23 and a half hours, and 24 and a half.
          of("Australia/Lord_Howe", "2024-10-06T02:00"),
          of("Australia/Lord_Howe", "2024-04-07T01:45"));

  private static ZoneSample of(String zone, String moment) {
    return new ZoneSample(ZoneId.of(zone), LocalDateTime.parse(moment));
  }

  public static ZoneSample pick(RandomGenerator random) {
    return ALL.get(random.nextInt(ALL.size()));
  }

  /** The moment as an instant, epoch milliseconds. */
  public long epochMillis() {
    return moment.atZone(zone).toInstant().toEpochMilli();
  }
}
