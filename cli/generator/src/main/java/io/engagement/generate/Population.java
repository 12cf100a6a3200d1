package io.engagement.generate;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The people: how active each is, when they joined and lost interest, at what time of day they
 * come, what devices they use. Attributes are functions of (seed, number of the person); only who
 * is here, who has signed in and how many records each has written is stored, a few bytes a person.
 */
public final class Population {
  static final long DAY_MILLIS = 86_400_000L;

  /** Shape of activity by rank: share of rank r falls with (r + offset)^-0.8. */
  private static final double ACTIVITY_ROOT = 0.2;

  /** Chance to come in each hour of the local day, in percent: commuters, office, evening. */
  private static final int[][] HABITS = {
    {5, 2, 1, 1, 2, 10, 45, 90, 80, 35, 20, 25, 45, 30, 20, 25, 50, 90, 80, 55, 45, 40, 30, 15},
    {5, 2, 1, 1, 1, 2, 8, 20, 60, 90, 85, 75, 90, 80, 70, 75, 70, 50, 35, 30, 30, 25, 15, 8},
    {25, 12, 6, 3, 2, 2, 5, 10, 15, 20, 25, 28, 35, 32, 30, 32, 35, 45, 55, 75, 95, 100, 80, 50},
  };

  private final long seed;
  private final int size;
  private final long startMillis;
  private final long spanMillis;
  private final HabitUse habitUse;
  private final double rankFloor;
  private final double rankRange;
  private final double rankOffset;
  private final BitSet here = new BitSet();
  private final BitSet signedIn = new BitSet();
  private final SignIns signIns;
  private final double known;
  private final double strangers;
  private int[] written;

  /** How visits follow the hours of the day. */
  public enum HabitUse {
    /** A crowd that comes with the hours of the day. */
    BY_HOUR,
    /** A crowd that comes evenly. */
    FLAT,
    /**
     * People who come back, or do not, at their own hours, in weeks that are alike; they shop in
     * two currencies, and experiments have an effect on them.
     */
    REGULARS
  }

  Population(Traffic traffic) {
    this.signIns = traffic.signIns();
    this.known = traffic.knownFromTheStart();
    this.strangers = traffic.neverKnown();
    this.seed = Dice.mix(traffic.seed(), 101);
    this.size = traffic.users();
    this.startMillis = traffic.startMillis();
    this.spanMillis = traffic.spanMillis();
    this.habitUse = traffic.habits();
    this.rankOffset = 1 + size * 0.01;
    this.rankFloor = StrictMath.pow(rankOffset, ACTIVITY_ROOT);
    this.rankRange = StrictMath.pow(size + rankOffset, ACTIVITY_ROOT) - rankFloor;
    this.written = new int[size];
  }

  /** Someone who comes now and is not here yet, or -1 when nobody was found to come. */
  int arriving(long atMillis, Dice dice) {
    for (int attempt = 0; attempt < 200; attempt++) {
      int person = byActivity(dice);
      if (here.get(person)) {
        continue;
      }
      boolean willing = isMember(person, atMillis) && isTheirHour(person, atMillis, dice);
      if (willing || attempt > 100) {
        here.set(person);
        return person;
      }
    }
    return -1;
  }

  /** Whether the visitor is known by their user id on the device they have in their hands. */
  boolean isSignedIn(Visit visit) {
    if (isShare(visit.person, 48, known)) {
      return true;
    }
    if (signIns == SignIns.FOR_GOOD) {
      return signedIn.get(visit.person) || isBit(visit.person, 3, 42);
    }
    return isRobot(visit.person) || signedIn.get(2 * visit.person + visit.deviceSlot);
  }

  void signIn(Visit visit) {
    signedIn.set(signIns == SignIns.FOR_GOOD ? visit.person : 2 * visit.person + visit.deviceSlot);
  }

  /** Ends the visit of a signed-in person, who may sign out. */
  void left(Visit visit, Dice dice) {
    here.clear(visit.person);
    if (signIns != SignIns.FOR_GOOD && dice.chance(0.1)) {
      signedIn.clear(2 * visit.person + visit.deviceSlot);
    }
  }

  /** How likely somebody who has an account signs in at the door. */
  double signInAtTheDoor() {
    if (habitUse == HabitUse.REGULARS) {
      return 0.12;
    }
    return signIns == SignIns.FOR_GOOD ? 0.06 : 0.5;
  }

  /** Whether word of a sign-in arrives hours later. */
  boolean isSignInDelayed(Dice dice) {
    return signIns != SignIns.FOR_GOOD && dice.chance(0.1);
  }

  /** Whose device a visitor has in their hands: most often their own. */
  int deviceOwner(Visit visit) {
    return signIns == SignIns.CONTESTED && isBit(visit.person, 44, 10)
        ? (int) Long.remainderUnsigned(trait(visit.person, 45), size)
        : visit.person;
  }

  /** Whether it is the one that claims a new id with every record. */
  boolean isRobot(int person) {
    return signIns == SignIns.CONTESTED && person == 0;
  }

  /** Somebody whose id the robot claims. */
  int claimed(int sequence) {
    return (int) Long.remainderUnsigned(trait(sequence, 46), size);
  }

  /** Whether the person ever makes an account. */
  boolean signsUp(int person) {
    return isBit(person, 4, 75) && !isShare(person, 49, strangers);
  }

  /** The number of the person's next record, from 1. */
  int nextSequence(int person) {
    if (person >= written.length) {
      written = Arrays.copyOf(written, Math.max(2 * written.length, person + 1000));
    }
    return ++written[person];
  }

  /** A fixed number of this person for the given purpose. */
  long trait(int person, int purpose) {
    return Dice.mix(seed + purpose * 0x632BE59BD9B4E019L, person);
  }

  /** Whether a fixed draw of the person for the purpose falls within the percentage. */
  boolean isBit(int person, int purpose, int percent) {
    return Long.remainderUnsigned(trait(person, purpose), 100) < percent;
  }

  private boolean isShare(int person, int purpose, double share) {
    return share > 0 && (trait(person, purpose) >>> 11) * 0x1p-53 < share;
  }

  private int byActivity(Dice dice) {
    double root = dice.nextDouble() * rankRange + rankFloor;
    double square = root * root;
    int rank = (int) (square * square * root - rankOffset);
    return Math.min(Math.max(rank, 0), size - 1);
  }

  /** 60 of 100 were there before the start; some lose interest before the end. */
  private boolean isMember(int person, long atMillis) {
    long elapsed = atMillis - startMillis;
    long share = trait(person, 1) >>> 1;
    long joined = share % 100 < 60 ? 0 : (share >>> 8) % Math.max(spanMillis, 1);
    if (elapsed < joined) {
      return false;
    }
    long life = trait(person, 2) >>> 1;
    long stays = life % 100 < 70 ? Long.MAX_VALUE : (life >>> 8) % Math.max(spanMillis, DAY_MILLIS);
    return elapsed - joined <= stays;
  }

  private boolean isTheirHour(int person, long atMillis, Dice dice) {
    if (habitUse == HabitUse.FLAT) {
      return true;
    }
    long local = atMillis + Surroundings.country(this, person).offsetMillis();
    int hour = (int) (Math.floorMod(local, DAY_MILLIS) / 3_600_000);
    return dice.below(100) < habits(person, Math.floorDiv(local, DAY_MILLIS))[hour];
  }

  /** An hour of the person's own day at which they like to come. */
  int likedHour(int person, long localEpochDay, Dice dice) {
    int[] percents = habits(person, localEpochDay);
    int hour = dice.below(24);
    while (dice.below(100) >= percents[hour]) {
      hour = dice.below(24);
    }
    return hour;
  }

  private int[] habits(int person, long localEpochDay) {
    boolean weekend = dayOfWeek(localEpochDay) >= 5;
    return HABITS[weekend ? 2 : (int) Long.remainderUnsigned(trait(person, 5), HABITS.length)];
  }

  /** 0 for Monday to 6 for Sunday. */
  static int dayOfWeek(long epochDay) {
    return (int) Math.floorMod(epochDay + 3, 7L);
  }

  /** What the person pays with. */
  String currency(Surroundings.Country country) {
    if (habitUse != HabitUse.REGULARS) {
      return country.currency();
    }
    return country.isEuropean() ? "EUR" : "USD";
  }

  /** Whether the person sees the short form of the checkout, by the experiment about it. */
  boolean hasShortCheckout(int person) {
    return isBit(person, 52, 50);
  }

  /** Whether the person is told in the cart what is missing until shipping is free. */
  boolean hasShippingHint(int person) {
    return isBit(person, 54, 50);
  }

  /** How many products a list shows. */
  int listedProducts() {
    return areRegulars() ? Visit.MOST_IN_LIST : 4;
  }

  /** How many items are recommended at once. */
  int recommendedItems() {
    return areRegulars() ? Visit.MOST_IN_LIST : 3;
  }

  /** Whether there is the experiment in the cart, and experiments change what people do. */
  boolean areRegulars() {
    return habitUse == HabitUse.REGULARS;
  }

  /** Whether the person takes part in the experiment of the checkout. */
  boolean isInCheckoutExperiment(int person) {
    return isBit(person, 21, 60);
  }
}
