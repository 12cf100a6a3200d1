package io.engagement.generate;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * People who find the shop and come back, or do not: most never, some now and then, a few every
 * other day for months. As many find it as are lost, so one week is like the next. They come at
 * their own hours, and the days of the week differ.
 */
final class Regulars implements Arrivals {
  /** Records of a visit on average; people who know the shop look less around. */
  static final double RECORDS_PER_VISIT = 9.7;

  /**
   * How long people come and go before the first visit is written, until one week is like the next.
   */
  private static final int SETTLING_DAYS = 300;

  /** Newcomers and returns by day, Monday first, in percent of Sunday's. */
  private static final int[] WEEK_CURVE = {88, 84, 82, 80, 76, 80, 100};

  private static final int MEAN_OF_WEEK = 84;
  private static final long HOUR_MILLIS = 3_600_000L;

  /**
   * How faithful somebody is.
   *
   * @param percent of the people who are like that
   * @param again the chance that a visit is followed by another
   * @param gapDays mean time until then
   */
  private record Loyalty(int percent, double again, double gapDays) {
    private static final Loyalty[] ALL = {
      new Loyalty(58, 0.10, 6), new Loyalty(28, 0.72, 7), new Loyalty(14, 0.965, 2.2)
    };

    static double visitsPerPerson() {
      double visits = 0;
      for (Loyalty loyalty : ALL) {
        visits += loyalty.percent / 100.0 / (1 - loyalty.again);
      }
      return visits;
    }

    static Loyalty of(int drawn) {
      int left = drawn;
      for (Loyalty loyalty : ALL) {
        left -= loyalty.percent;
        if (left < 0) {
          return loyalty;
        }
      }
      throw new IllegalArgumentException("not a percentage: " + drawn);
    }
  }

  private record Return(long atMillis, int person) {}

  private final Population people;
  private final Dice dice;
  private final double newcomerGapMillis;
  private final PriorityQueue<Return> returns =
      new PriorityQueue<>(
          Comparator.comparingLong(Return::atMillis).thenComparingInt(Return::person));
  private long newcomerMillis;
  private int known;

  Regulars(Traffic traffic, Population people, Dice dice) {
    this.people = people;
    this.dice = dice;
    this.newcomerGapMillis =
        traffic.meanGapMillis() * RECORDS_PER_VISIT * Loyalty.visitsPerPerson();
    this.newcomerMillis = traffic.startMillis() - SETTLING_DAYS * Population.DAY_MILLIS;
    while (nextMillis() < traffic.startMillis()) {
      next();
    }
  }

  @Override
  public long nextMillis() {
    return returns.isEmpty() ? newcomerMillis : Math.min(newcomerMillis, returns.peek().atMillis());
  }

  @Override
  public int next() {
    long atMillis = nextMillis();
    int person;
    if (atMillis == newcomerMillis) {
      person = known++;
      double percent =
          Crowd.hourPercent(atMillis)
              * weekPercent(Math.floorDiv(atMillis, Population.DAY_MILLIS))
              / (double) MEAN_OF_WEEK;
      newcomerMillis += 1 + (long) dice.exponential(newcomerGapMillis * 100 / percent);
    } else {
      person = returns.remove().person();
    }
    returnLater(person, atMillis);
    return person;
  }

  private void returnLater(int person, long atMillis) {
    Loyalty loyalty = Loyalty.of((int) Long.remainderUnsigned(people.trait(person, 61), 100));
    if (!dice.chance(loyalty.again())) {
      return;
    }
    long offset = Surroundings.country(people, person).offsetMillis();
    long local = atMillis + offset;
    long day =
        Math.floorDiv(
            local + (long) dice.exponential(loyalty.gapDays() * Population.DAY_MILLIS),
            Population.DAY_MILLIS);
    while (dice.below(100) >= weekPercent(day)) {
      day++;
    }
    long liked =
        day * Population.DAY_MILLIS
            + people.likedHour(person, day, dice) * HOUR_MILLIS
            + dice.below((int) HOUR_MILLIS);
    long soonest = local + HOUR_MILLIS;
    long next = liked >= soonest ? liked : soonest + dice.below(6 * (int) HOUR_MILLIS);
    returns.add(new Return(next - offset, person));
  }

  private static int weekPercent(long epochDay) {
    return WEEK_CURVE[Population.dayOfWeek(epochDay)];
  }
}
