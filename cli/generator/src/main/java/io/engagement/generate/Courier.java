package io.engagement.generate;

import io.engagement.generate.Traffic.Defects;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Carries records from the visits to the sink, as networks and phones do: some late, some twice,
 * some broken. What it holds back is released in order of arrival.
 */
final class Courier {
  /** Records that must have been written before one can be called late in every partition. */
  private static final int SETTLED_RECORDS = 500;

  private static final long HOUR_MILLIS = 3_600_000L;

  private final Defects defects;
  private final long records;
  private final Population people;
  private final EventEncoder encoder;
  private final RecordSink sink;
  private final Manifest manifest;
  private final Dice dice;
  private final MalformedRecords malformed;
  private final boolean flawless;
  private final PriorityQueue<Held> held =
      new PriorityQueue<>(
          Comparator.comparingLong(Held::arrivalMillis).thenComparingLong(Held::order));
  private final JsonBytes out = new JsonBytes();
  private long taken;
  private long youngestMillis = Long.MIN_VALUE;

  private record Held(
      long arrivalMillis,
      long order,
      int person,
      long timeMillis,
      Happening happening,
      Delivery delivery,
      byte[] bytes) {}

  Courier(
      Traffic traffic,
      Population people,
      EventEncoder encoder,
      RecordSink sink,
      Manifest manifest) {
    long seed = traffic.seed();
    this.people = people;
    this.defects = traffic.defects();
    this.records = traffic.records();
    this.encoder = encoder;
    this.sink = sink;
    this.manifest = manifest;
    this.dice = new Dice(Dice.mix(seed, 201));
    this.malformed = new MalformedRecords(Dice.mix(seed, 202));
    this.flawless =
        traffic.signIns() == SignIns.FOR_GOOD
            && defects.outOfOrder() + defects.late() + defects.duplicates() + defects.malformed()
                == 0;
  }

  /** Records written or held back. */
  long taken() {
    return taken;
  }

  /** Encodes what happens in a visit at that time and sends it on its way. */
  void take(Visit visit, Happening happening, long timeMillis) throws IOException {
    if (flawless) {
      encoder.encode(visit, happening, timeMillis, timeMillis, out);
      deliverNow(visit.person, timeMillis, happening, Delivery.ORDERLY);
      return;
    }
    release(timeMillis);
    double draw = dice.nextDouble();
    if (draw < defects.late() && manifest.records() > SETTLED_RECORDS) {
      takeLate(visit, happening, timeMillis);
      return;
    }
    long arrival = timeMillis;
    if (happening == Happening.IDENTIFY && people.isSignInDelayed(dice)) {
      arrival += dice.below(6 * (int) HOUR_MILLIS);
      encoder.encode(visit, happening, timeMillis, arrival, out);
      hold(arrival, visit.person, timeMillis, happening, Delivery.OUT_OF_ORDER);
    } else if (draw >= defects.late() && draw < defects.late() + defects.outOfOrder()) {
      arrival += delayMillis();
      encoder.encode(visit, happening, timeMillis, arrival, out);
      hold(arrival, visit.person, timeMillis, happening, Delivery.OUT_OF_ORDER);
    } else {
      encoder.encode(visit, happening, timeMillis, arrival, out);
      deliverNow(visit.person, timeMillis, happening, Delivery.ORDERLY);
    }
    if (dice.chance(defects.duplicates()) && taken < records) {
      long again = arrival + 200 + dice.below(300_000);
      hold(again, visit.person, timeMillis, happening, Delivery.DUPLICATE);
    }
    if (dice.chance(defects.malformed()) && taken < records) {
      malformed.next(timeMillis, out);
      deliverNow(visit.person, timeMillis, happening, Delivery.MALFORMED);
    }
  }

  private void takeLate(Visit visit, Happening happening, long timeMillis) throws IOException {
    long age = defects.lateHorizonMillis() + HOUR_MILLIS + dice.below(24 * (int) HOUR_MILLIS);
    encoder.encode(visit, happening, youngestMillis - age, timeMillis, out);
    deliverNow(visit.person, timeMillis, happening, Delivery.LATE);
  }

  /** Most delays are short: their logarithm is uniform between one second and the longest. */
  private long delayMillis() {
    double longest = Math.max(defects.maxDelayMillis(), 1000) / 1000.0;
    return (long) (1000 * StrictMath.pow(longest, dice.nextDouble()));
  }

  private void hold(
      long arrival, int person, long timeMillis, Happening happening, Delivery delivery) {
    held.add(new Held(arrival, taken++, person, timeMillis, happening, delivery, out.copy()));
  }

  private void deliverNow(int person, long timeMillis, Happening happening, Delivery delivery)
      throws IOException {
    taken++;
    if (delivery == Delivery.ORDERLY) {
      youngestMillis = Math.max(youngestMillis, timeMillis);
    }
    manifest.count(delivery, happening, timeMillis, out.length());
    sink.accept(person, timeMillis, out.array(), out.length());
  }

  /** Delivers what arrives until that time. */
  private void release(long untilMillis) throws IOException {
    while (!held.isEmpty() && held.peek().arrivalMillis() <= untilMillis) {
      Held next = held.remove();
      manifest.count(next.delivery(), next.happening(), next.timeMillis(), next.bytes().length);
      sink.accept(next.person(), next.arrivalMillis(), next.bytes(), next.bytes().length);
    }
  }

  /** Delivers everything that is held back. */
  void finish() throws IOException {
    release(Long.MAX_VALUE);
  }
}
