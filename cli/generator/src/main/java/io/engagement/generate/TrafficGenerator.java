package io.engagement.generate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * Plays the visits of a population in order of time and writes what happens. The same {@link
 * Traffic} gives the same bytes. Memory grows with the people (some tens of bytes each at most) and
 * with the visits in progress, not with the records.
 */
public final class TrafficGenerator {
  private static final long PROGRESS_EVERY = 1 << 14;

  private final Traffic traffic;
  private final Population people;
  private final Dice dice;
  private final Shopper shopper;
  private final EventEncoder encoder;
  private final Manifest manifest = new Manifest();
  private final Courier courier;
  private final LongConsumer progress;
  private final Arrivals arrivals;
  private final PriorityQueue<Visit> visits =
      new PriorityQueue<>(
          Comparator.comparingLong((Visit visit) -> visit.nextAtMillis)
              .thenComparingLong(visit -> visit.order));
  private final ArrayDeque<Visit> idle = new ArrayDeque<>();
  private long order;

  /**
   * @param sink takes the records; left open
   * @param progress is told now and then how many records were written
   */
  public TrafficGenerator(Traffic traffic, RecordSink sink, LongConsumer progress) {
    this.traffic = traffic;
    long seed = traffic.seed();
    this.people = new Population(traffic);
    this.dice = new Dice(Dice.mix(seed, 1));
    this.shopper = new Shopper(people, new Dice(Dice.mix(seed, 2)));
    this.encoder = new EventEncoder(people, new Dice(Dice.mix(seed, 3)));
    this.courier = new Courier(traffic, people, encoder, sink, manifest);
    this.progress = progress;
    this.arrivals =
        traffic.habits() == Population.HabitUse.REGULARS
            ? new Regulars(traffic, people, dice)
            : new Crowd(traffic, people, dice);
  }

  /** Writes all records and tells what they were. */
  public Manifest run() throws IOException {
    long nextReport = PROGRESS_EVERY;
    while (courier.taken() < traffic.records()) {
      Visit next = visits.peek();
      long arrivalMillis = arrivals.nextMillis();
      long nextMillis = next == null ? arrivalMillis : Math.min(arrivalMillis, next.nextAtMillis);
      if (nextMillis >= traffic.stopMillis()) {
        break;
      }
      if (next == null || arrivalMillis <= next.nextAtMillis) {
        begin(arrivalMillis, arrivals.next());
      } else {
        step(visits.remove());
      }
      if (courier.taken() >= nextReport) {
        nextReport += PROGRESS_EVERY;
        progress.accept(manifest.records());
      }
    }
    courier.finish();
    progress.accept(manifest.records());
    return manifest;
  }

  private void begin(long atMillis, int person) {
    if (person < 0) {
      return;
    }
    Visit visit = idle.isEmpty() ? new Visit() : idle.pop();
    visit.reset(person);
    encoder.begin(visit);
    shopper.plan(visit);
    proceed(visit, atMillis);
  }

  private void step(Visit visit) throws IOException {
    long atMillis = visit.nextAtMillis;
    Happening happening = visit.takeNext();
    if (happening == Happening.IDENTIFY) {
      people.signIn(visit);
    }
    if (atMillis >= traffic.startMillis()) {
      courier.take(visit, happening, atMillis);
    } else if (happening == Happening.PAGE) {
      encoder.skipPage(visit);
    }
    if (happening == Happening.PRODUCT_REMOVED) {
      visit.cart.dropTouched();
    }
    proceed(visit, atMillis);
  }

  private void proceed(Visit visit, long atMillis) {
    if (!visit.hasPlan()) {
      shopper.plan(visit);
    }
    if (visit.hasPlan()) {
      visit.nextAtMillis = atMillis + visit.nextPauseMillis();
      visit.order = order++;
      visits.add(visit);
    } else {
      people.left(visit, dice);
      idle.push(visit);
    }
  }
}
