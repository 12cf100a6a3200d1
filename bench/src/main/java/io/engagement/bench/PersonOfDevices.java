package io.engagement.bench;

import io.engagement.bench.DeviceStateBenchmark.StateOf;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.Identity;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Claim;
import io.engagement.core.identity.Device;
import io.engagement.core.identity.UserDevices;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.user.HistoryMerge;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A {@link Visitor} with one device or two, and the state that is kept of them.
 *
 * <p>Six in ten have an account: on each of their devices they are anonymous until a visit in which
 * they sign in, which is every other one; afterwards one visit in ten is signed out. The others are
 * never known.
 */
final class PersonOfDevices {
  static final int MOST_DEVICES = 2;

  private static final long OUT_OF_ORDERNESS = 10_000;

  private final Metrics metrics;
  private final int number;
  private final int periods;
  private final Map<StateOf, StateSizes> sizes;
  private final SplittableRandom random;
  private final SegmentDecoder decoder;
  private final UserTimeline timeline;
  private final HistoryMerge merging;
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final StateWriter writer = new StateWriter(1 << 14);
  private final UserEvent event = new UserEvent();
  private final String user;
  private final Kept ofUser;
  private final List<Kept> ofDevices = new ArrayList<>();
  private final UserDevices claimed = new UserDevices();
  private final Device ownId = new Device();
  private final boolean hasAccount;
  private int inHand;
  private int visit;
  private boolean isSignedIn;
  private int period;
  private long events;
  private long moved;

  /** A history under an id. */
  private final class Kept {
    private final String id;
    private final Device device = new Device();
    private boolean everSignedIn;
    private UserHistory history = timeline.create();
    private boolean isWritten = true;
    private int bytes;

    private Kept(String id) {
      this.id = id;
    }

    private void write() {
      timeline.flush(id, history, writer);
      deltas.drain(delta -> {});
      written();
    }

    /** What the writer holds is the history. */
    private void written() {
      bytes = writer.size();
      history = timeline.read(writer.toBytes());
      isWritten = true;
    }
  }

  PersonOfDevices(Metrics metrics, int number, int periods, Map<StateOf, StateSizes> sizes) {
    this.metrics = metrics;
    this.number = number;
    this.periods = periods;
    this.sizes = sizes;
    this.random = new SplittableRandom(0xD51CEL + number);
    this.decoder = new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
    this.timeline =
        new UserTimeline(metrics.metrics(), metrics.timelineOptions(), deltas, row -> {});
    this.merging = new HistoryMerge(timeline);
    this.user = "u" + number;
    this.ofUser = new Kept(user);
    this.hasAccount = random.nextInt(10) < 6;
    int devices = random.nextInt(10) < 6 ? 1 : MOST_DEVICES;
    for (int i = 0; i < devices; i++) {
      ofDevices.add(new Kept("device-" + number + "-" + i));
    }
  }

  long events() {
    return events;
  }

  /** How many histories went to the user. */
  long moved() {
    return moved;
  }

  int devices() {
    return ofDevices.size();
  }

  void live() {
    Visitor visitor =
        new Visitor(
            number, DeviceStateBenchmark.START, periods * DeviceStateBenchmark.DAYS_PER_PERIOD);
    long end = endOf(periods - 1);
    long watermark = Long.MIN_VALUE;
    while (visitor.millis < end) {
      if (visitor.visits != visit) {
        visit = visitor.visits;
        writeAll(watermark);
        waitUntil(visitor.millis - OUT_OF_ORDERNESS);
        pickDevice();
      } else if (!isSignedIn && hasAccount && !device().everSignedIn && random.nextInt(10) == 0) {
        isSignedIn = true;
      }
      watermark = visitor.millis - OUT_OF_ORDERNESS;
      visitor.ids = ids();
      take(visitor.record(), watermark);
      visitor.next();
    }
    writeAll(watermark);
    waitUntil(end);
    record(end);
  }

  private Kept device() {
    return ofDevices.get(inHand);
  }

  private void pickDevice() {
    inHand = random.nextInt(ofDevices.size());
    isSignedIn = device().everSignedIn && random.nextInt(10) > 0;
  }

  private String ids() {
    String anonymous = "\"anonymousId\":\"" + device().id + '"';
    if (!isSignedIn) {
      return anonymous;
    }
    device().everSignedIn = true;
    return anonymous + ",\"userId\":\"" + user + '"';
  }

  private void take(byte[] record, long watermark) {
    if (decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event) != null) {
      throw new IllegalStateException(decoder.rejectionDetail());
    }
    Identity.USER_OR_ANONYMOUS.assign(event);
    event.partitionWatermarkMillis = watermark;
    if (metrics.isStitched() && isSignedIn) {
      claim();
    }
    boolean isOfUser = isSignedIn || device().device.owner() != null;
    Kept kept = isOfUser ? ofUser : device();
    event.user = kept.id;
    timeline.accept(kept.history, event);
    if (!isOfUser) {
      kept.device.count(1, event.timeMillis);
    }
    kept.isWritten = false;
    events++;
  }

  private void claim() {
    ownId.claim(new Claim(user, user, event.timeMillis, false, 0), metrics.claimRules());
    Kept from = device();
    claimed.add(from.id, metrics.claimRules().mostDevices());
    Claim claim = new Claim(from.id, user, event.timeMillis, false, 0);
    if (from.device.claim(claim, metrics.claimRules()) == Device.Outcome.OWNED
        && from.device.hasHistory()) {
      merging.takeBack(from.id, from.history, writer);
      from.device.hasHistory(false);
      from.history = timeline.create();
      from.isWritten = true;
      merging.merge(user, ofUser.history, writer.toBytes(), writer);
      ofUser.written();
      moved++;
    }
  }

  private void writeAll(long watermark) {
    if (watermark != Long.MIN_VALUE) {
      timeline.advanceTo(watermark);
      all().stream().filter(kept -> !kept.isWritten).forEach(Kept::write);
    }
  }

  private List<Kept> all() {
    List<Kept> all = new ArrayList<>(ofDevices);
    all.add(ofUser);
    return all;
  }

  /** Fires timers, the earliest first, and takes measures up to an instant. */
  private void waitUntil(long millis) {
    while (true) {
      Kept next = ofUser;
      for (Kept kept : ofDevices) {
        next = kept.history.timerMillis() < next.history.timerMillis() ? kept : next;
      }
      long timer = next.history.timerMillis();
      if (timer > millis) {
        record(millis);
        return;
      }
      record(timer);
      timeline.advanceTo(timer);
      next.history.timerMillis(UserHistory.NO_TIMER);
      next.write();
    }
  }

  private static long endOf(int period) {
    return DeviceStateBenchmark.START
        + (period + 1L) * DeviceStateBenchmark.DAYS_PER_PERIOD * DeviceStateBenchmark.DAY;
  }

  /** Notes what is written for the periods that end until an instant. */
  private void record(long millis) {
    while (period < periods && endOf(period) <= millis) {
      for (int i = 0; i < ofDevices.size(); i++) {
        record(ofDevices.get(i), number * MOST_DEVICES + i);
      }
      set(StateOf.PEOPLE, number, ofUser.bytes);
      if (ownId.isClaimed()) {
        set(StateOf.OWN_IDS, number, sizeOf(ownId));
        set(StateOf.LISTS, number, claimed.toBytes().length);
      }
      period++;
    }
  }

  private void record(Kept kept, int place) {
    if (kept.device.owner() != null) {
      set(StateOf.OWNED, place, sizeOf(kept.device));
    } else if (kept.bytes > 0) {
      set(StateOf.NOBODYS, place, kept.bytes + (metrics.isStitched() ? sizeOf(kept.device) : 0));
    }
  }

  private void set(StateOf part, int place, int bytes) {
    sizes.get(part).set(period, StateSizes.WHOLE, place, bytes);
  }

  private static int sizeOf(Device device) {
    StateWriter out = new StateWriter(64);
    device.write(out);
    return out.size();
  }
}
