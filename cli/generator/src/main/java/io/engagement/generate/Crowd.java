package io.engagement.generate;

/** A fixed number of people, each visit by one of them: the active ones far more often. */
final class Crowd implements Arrivals {
  /** Visits begun in each hour of the day (UTC) relative to the mean, in percent. */
  private static final int[] DAY_CURVE = {
    78, 70, 62, 55, 52, 58, 74, 92, 104, 110, 112, 115, 120, 118, 114, 112, 116, 122, 130, 136, 138,
    126, 108, 88
  };

  private final Population people;
  private final Population.HabitUse habits;
  private final double meanGapMillis;
  private final Dice dice;
  private long nextMillis;

  Crowd(Traffic traffic, Population people, Dice dice) {
    this.people = people;
    this.habits = traffic.habits();
    this.meanGapMillis = traffic.meanGapMillis() * Shopper.RECORDS_PER_VISIT;
    this.dice = dice;
    this.nextMillis = traffic.startMillis() - traffic.warmUpMillis();
  }

  /** How many visits begin in the hour of that time relative to the mean, in percent. */
  static int hourPercent(long atMillis) {
    return DAY_CURVE[(int) (Math.floorMod(atMillis, Population.DAY_MILLIS) / 3_600_000)];
  }

  @Override
  public long nextMillis() {
    return nextMillis;
  }

  @Override
  public int next() {
    int person = people.arriving(nextMillis, dice);
    int percent = habits == Population.HabitUse.FLAT ? 100 : hourPercent(nextMillis);
    nextMillis += 1 + (long) dice.exponential(meanGapMillis * 100 / percent);
    return person;
  }
}
