package io.engagement.core.metric.paths;

import io.engagement.core.event.DimensionText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.session.FragmentKind;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.List;

/** Makes trails of events. */
final class TrailKind implements FragmentKind<Trail> {
  /** The least a run of stops takes: the item's length, the number of stops. */
  private static final int LEAST_RUN_BYTES = 2;

  /** The least a stop takes: its distance and its id. */
  private static final int LEAST_STOP_BYTES = 2;

  private final TrailRules rules;
  private final int matcher;
  private final int itemSlot;
  private final int[] dimensionSlots;

  /**
   * @param matcher which events are stops
   * @param dimensionSlots the slots of the dimensions' values
   */
  TrailKind(TrailRules rules, int matcher, int itemSlot, int[] dimensionSlots) {
    this.rules = rules;
    this.matcher = matcher;
    this.itemSlot = itemSlot;
    this.dimensionSlots = dimensionSlots.clone();
  }

  @Override
  public Trail create() {
    return new Trail(dimensionSlots.length);
  }

  @Override
  public void include(Trail into, UserEvent event) {
    into.values.include(event, dimensionSlots);
    if (!event.matches(matcher)) {
      return;
    }
    byte[] id = MessageIds.bytes(event.messageId);
    List<Stop> stops = into.stops;
    int at = stops.size();
    while (at > 0 && stops.get(at - 1).isAfter(event.timeMillis, id)) {
      at--;
    }
    if (at == stops.size() && into.cut) {
      return;
    }
    String item = DimensionText.cut(DimensionText.of(event.field(itemSlot)));
    stops.add(at, new Stop(event.timeMillis, id, item));
    rules.trim(into);
  }

  @Override
  public void append(Trail into, Trail later) {
    into.values.append(later.values);
    if (!into.cut) {
      into.stops.addAll(later.stops);
      into.hidden += later.hidden;
      into.cut = later.cut;
      rules.trim(into);
    }
  }

  @Override
  public void seal(Trail fragment, long beforeMillis) {
    rules.seal(fragment, beforeMillis);
  }

  /**
   * Layout 1: the values of dimensions; hidden * 2 + cut; number of runs of stops with the same
   * item, then each: item, number of stops, then each: milliseconds since the stop before (the
   * first one: since the start), message id.
   */
  @Override
  public void write(Trail fragment, StateWriter out) {
    fragment.values.write(fragment.startMillis(), out);
    out.writeUnsigned(fragment.hidden * 2L + (fragment.cut ? 1 : 0));
    List<Stop> stops = fragment.stops;
    int runs = 0;
    for (int i = 0; i < stops.size(); i = endOfRun(stops, i)) {
      runs++;
    }
    out.writeUnsigned(runs);
    long before = fragment.startMillis();
    for (int from = 0; from < stops.size(); ) {
      int to = endOfRun(stops, from);
      out.writeText(stops.get(from).item());
      out.writeUnsigned(to - from);
      for (Stop stop : stops.subList(from, to)) {
        out.writeUnsigned(stop.millis() - before);
        out.writeBytes(stop.id(), 0, stop.id().length);
        before = stop.millis();
      }
      from = to;
    }
  }

  private static int endOfRun(List<Stop> stops, int from) {
    String item = stops.get(from).item();
    int to = from + 1;
    while (to < stops.size() && stops.get(to).item().equals(item)) {
      to++;
    }
    return to;
  }

  /**
   * Reads layout 1.
   *
   * @param dimensions by dimension of the written state its index now, -1 for one that is gone
   */
  Trail read(StateReader in, long startMillis, int[] dimensions) {
    Trail trail = create();
    trail.values.read(in, startMillis, dimensions);
    long hiddenAndCut = in.readUnsigned();
    trail.hidden = (int) (hiddenAndCut >>> 1);
    trail.cut = (hiddenAndCut & 1) != 0;
    long millis = startMillis;
    for (int runs = in.readCount(LEAST_RUN_BYTES); runs > 0; runs--) {
      String item = in.readRequiredText();
      for (int stops = in.readCount(LEAST_STOP_BYTES); stops > 0; stops--) {
        millis += in.readUnsigned();
        trail.stops.add(new Stop(millis, MessageIds.read(in), item));
      }
    }
    return trail;
  }

  @Override
  public int heapBytes(Trail fragment) {
    int bytes = 96 + fragment.values.heapBytes();
    for (Stop stop : fragment.stops) {
      // Items are shared with other stops more often than not; half of one is charged.
      bytes += 56 + stop.id().length + (48 + stop.item().length()) / 2;
    }
    return bytes;
  }
}
