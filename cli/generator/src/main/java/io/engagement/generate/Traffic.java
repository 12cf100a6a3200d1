package io.engagement.generate;

import io.engagement.generate.Population.HabitUse;

/**
 * What to generate.
 *
 * @param users how many people there are; of regulars as many as come
 * @param records how many records to write in all: valid, repeated, late and malformed ones
 * @param startMillis when the first visit may begin: epoch milliseconds
 * @param spanMillis over how long people join and lose interest
 * @param warmUpMillis how long visits run before the start without being written, so that a live
 *     run has its full rate at once
 * @param habits how visits follow the hours of the day
 * @param seed decides everything else
 * @param defects what goes wrong with some records
 * @param meanGapMillis mean time between two records
 * @param stopMillis no record of that time or later is written
 * @param signIns how people come to be known
 * @param knownFromTheStart the share of people who are signed in from their first record on, beside
 *     those that {@code signIns} says
 * @param neverKnown the share of the others who never sign in, likewise
 */
public record Traffic(
    int users,
    long records,
    long startMillis,
    long spanMillis,
    long warmUpMillis,
    HabitUse habits,
    long seed,
    Defects defects,
    double meanGapMillis,
    long stopMillis,
    SignIns signIns,
    double knownFromTheStart,
    double neverKnown) {
  private static final long MONTH_MILLIS = 30L * 86_400_000;
  private static final long WARM_UP_MILLIS = 20L * 60_000;

  /**
   * Traffic with so many records a second of event time, at its full rate from the start.
   *
   * @param records when to stop
   */
  public static Traffic live(
      int users, long records, long startMillis, double perSecond, long seed, Defects defects) {
    return new Traffic(
        users,
        records,
        startMillis,
        MONTH_MILLIS,
        WARM_UP_MILLIS,
        HabitUse.FLAT,
        seed,
        defects,
        1000 / perSecond,
        Long.MAX_VALUE,
        SignIns.FOR_GOOD,
        0,
        0);
  }

  /** Traffic of so many records spread over a time, following the hours of the day. */
  public static Traffic spread(
      int users, long records, long startMillis, long spanMillis, long seed, Defects defects) {
    return new Traffic(
        users,
        records,
        startMillis,
        spanMillis,
        0,
        HabitUse.BY_HOUR,
        seed,
        defects,
        (double) spanMillis / Math.max(records, 1),
        Long.MAX_VALUE,
        SignIns.FOR_GOOD,
        0,
        0);
  }

  /**
   * Traffic between two times, following the hours of the day.
   *
   * @param records about how many
   */
  public static Traffic between(
      int users, long records, long startMillis, long stopMillis, long seed, Defects defects) {
    long spanMillis = stopMillis - startMillis;
    return new Traffic(
        users,
        Long.MAX_VALUE,
        startMillis,
        spanMillis,
        0,
        HabitUse.BY_HOUR,
        seed,
        defects,
        (double) spanMillis / Math.max(records, 1),
        stopMillis,
        SignIns.FOR_GOOD,
        0,
        0);
  }

  /**
   * Traffic of a shop that people come back to, for as long as it is read: one week is like the
   * next, with its hours and days. People are as many as come; on each of their devices they are
   * anonymous until they sign in there.
   *
   * @param perSecond records on average
   */
  public static Traffic regulars(long startMillis, double perSecond, long seed, Defects defects) {
    return new Traffic(
        0,
        Long.MAX_VALUE,
        startMillis,
        MONTH_MILLIS,
        0,
        HabitUse.REGULARS,
        seed,
        defects,
        1000 / perSecond,
        Long.MAX_VALUE,
        SignIns.BY_DEVICE,
        0.2,
        0);
  }

  /** The same until a time: no record of that time or later is written. */
  public Traffic until(long stop) {
    return with(stop, signIns, knownFromTheStart, neverKnown);
  }

  /** The same with people who come to be known otherwise. */
  public Traffic with(SignIns others) {
    return with(stopMillis, others, knownFromTheStart, neverKnown);
  }

  /**
   * The same with people of whom some have signed in on all of their devices before, and some never
   * do. The more there are of the first, the less of the traffic is anonymous.
   *
   * @param known the share of people who are known from the start, in [0, 1]
   * @param strangers the share of the others who have no account
   */
  public Traffic with(double known, double strangers) {
    return with(stopMillis, signIns, known, strangers);
  }

  private Traffic with(long stop, SignIns others, double known, double strangers) {
    return new Traffic(
        users,
        records,
        startMillis,
        spanMillis,
        warmUpMillis,
        habits,
        seed,
        defects,
        meanGapMillis,
        stop,
        others,
        known,
        strangers);
  }

  /**
   * What goes wrong on the way, as shares of all records in [0, 1].
   *
   * @param outOfOrder arrive up to {@code maxDelayMillis} after younger ones
   * @param late lie more than {@code lateHorizonMillis} behind the youngest record before them
   * @param duplicates are repeated, byte for byte, within five minutes
   * @param malformed are no events
   */
  public record Defects(
      double outOfOrder,
      long maxDelayMillis,
      double late,
      long lateHorizonMillis,
      double duplicates,
      double malformed) {

    /** Nothing goes wrong. */
    public static final Defects NONE = new Defects(0, 1000, 0, 259_200_000L, 0, 0);
  }
}
