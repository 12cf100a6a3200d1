package io.engagement.core.metric.sessions;

import io.engagement.core.event.EventSchema;
import io.engagement.core.event.UserEvent;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.UserEvents;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SessionSection;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DefinitionNames;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.RowSink;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A sessions metric fed with the events of one user, and everything it emitted. */
final class OneUser implements UserContext {
  static final Map<String, String> PATHS =
      Map.of("platform", "context.device.type", "channel", "context.campaign.source");
  static final long HORIZON_MILLIS = Duration.ofDays(3).toMillis();

  private final UserMetric<SessionSection.State> metric;
  private final UserEvents events;
  private final ZoneCalendar calendar;
  private final DeltaBuffer deltas = new DeltaBuffer();
  private final Map<CellKey, CellValue> sums = new LinkedHashMap<>();
  private final Map<CellKey, CellValue> warnings = new LinkedHashMap<>();
  private final Map<Object, RowChange> published = new LinkedHashMap<>();
  private final Map<Integer, String> dimensionNames = new HashMap<>();
  private SessionSection.State state;
  private String user = "u";
  private long watermarkMillis = Long.MIN_VALUE;

  /** Every fact row emitted, in order. */
  final List<RowChange> emitted = new ArrayList<>();

  OneUser(Definition definition) {
    this(definition, ZoneId.of("UTC"));
  }

  OneUser(Definition definition, ZoneId zone) {
    EventSchema.Builder schema = new EventSchema.Builder();
    Map<String, Breakdown> breakdowns = new TreeMap<>();
    PATHS.forEach(
        (name, path) -> breakdowns.put(name, Breakdown.of(name, path, schema.field(path))));
    breakdowns.values().forEach(one -> dimensionNames.put(one.key(), one.name()));
    calendar = new ZoneCalendar(zone, DayOfWeek.MONDAY);
    metric = of(definition, new MetricSetup(schema, calendar, breakdowns, HORIZON_MILLIS));
    events = new UserEvents(schema.build());
    state = metric.create();
  }

  @SuppressWarnings("unchecked")
  private static UserMetric<SessionSection.State> of(Definition definition, MetricSetup setup) {
    return (UserMetric<SessionSection.State>) new SessionsFamily().metric(definition.made(), setup);
  }

  OneUser named(String name) {
    user = name;
    return this;
  }

  UserMetric<SessionSection.State> metric() {
    return metric;
  }

  DefinitionKey definition() {
    return metric.published().get(0).definition();
  }

  SessionSection.State state() {
    return state;
  }

  /** Takes events in this order and flushes once. */
  OneUser does(RawEvent... raw) {
    takes(raw);
    return flush();
  }

  /** Takes events in this order and does not flush. */
  OneUser takes(RawEvent... raw) {
    for (RawEvent one : raw) {
      UserEvent event = events.of(one);
      if (metric.wants(event)) {
        metric.onEvent(state, event, this);
      }
    }
    return this;
  }

  OneUser flush() {
    metric.flush(state, this);
    deltas.drain(
        delta ->
            (isWarning(delta) ? warnings : sums)
                .computeIfAbsent(
                    delta.key(),
                    absent ->
                        new CellValue(
                            isWarning(delta) ? InputWarnings.TABLE : SessionsTables.CELLS))
                .merge(delta.change()));
    return this;
  }

  /** The watermark has come to an instant. */
  OneUser watermark(long millis) {
    watermarkMillis = millis;
    return flush();
  }

  OneUser watermark(String instant) {
    return watermark(Instant.parse(instant).toEpochMilli());
  }

  byte[] bytes() {
    StateWriter out = new StateWriter(64);
    metric.write(state, out);
    return out.toBytes();
  }

  OneUser restoredFrom(byte[] bytes) {
    return restoredFrom(bytes, metric.stateVersion());
  }

  OneUser restoredFrom(byte[] bytes, int layout) {
    StateReader in = new StateReader().over(bytes);
    state = metric.read(in, layout);
    in.expectEnd();
    return this;
  }

  /** Takes over what another definition has added up. */
  OneUser withSumsOf(OneUser other) {
    other.sums.forEach(
        (key, value) ->
            sums.computeIfAbsent(key, absent -> new CellValue(SessionsTables.CELLS)).merge(value));
    return this;
  }

  /** The facts as they stand, by start. */
  List<Fact> sessions() {
    return published.values().stream()
        .map(Fact::of)
        .sorted(Comparator.comparing(Fact::start).thenComparing(Fact::id))
        .toList();
  }

  Fact session() {
    List<Fact> all = sessions();
    if (all.size() != 1) {
      throw new AssertionError("one session expected: " + all);
    }
    return all.get(0);
  }

  /** The sums of the cells that count something: {@code period bucket dimension value} to row. */
  Map<String, List<Object>> cells() {
    DefinitionNames names =
        new DefinitionNames(Map.of(definition().key(), definition().id()), dimensionNames);
    Map<String, List<Object>> rows = new TreeMap<>();
    sums.forEach(
        (key, value) -> {
          if (!value.isZero()) {
            Object[] columns = SessionsTables.CELLS.publishedKey(key, names);
            String name =
                String.join(" ", Arrays.stream(columns).skip(1).map(Object::toString).toList());
            boolean complete =
                SessionsTables.CELLS.completeAtMillis(key, calendar) <= watermarkMillis;
            rows.put(
                name.strip(), Arrays.asList(SessionsTables.CELLS.publishedValues(value, complete)));
          }
        });
    return rows;
  }

  private static boolean isWarning(CellDelta delta) {
    return delta.key().tableId() == InputWarnings.TABLE.id();
  }

  /** How many warnings there are. */
  long warnings() {
    return warnings.values().stream()
        .mapToLong(value -> (long) InputWarnings.TABLE.publishedValues(value, true)[0])
        .sum();
  }

  /** What the state contributes from nothing, as {@link #cells}. */
  Map<String, List<Object>> contributions() {
    Map<CellKey, CellValue> kept = new LinkedHashMap<>(sums);
    sums.clear();
    metric.contributions(state, this);
    deltas.drain(
        delta -> {
          if (!isWarning(delta)) {
            sums.put(delta.key(), delta.change());
          }
        });
    Map<String, List<Object>> rows = cells();
    sums.clear();
    sums.putAll(kept);
    return rows;
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public long watermarkMillis() {
    return watermarkMillis;
  }

  @Override
  public long acceptedFromMillis() {
    boolean isEnd = watermarkMillis == Long.MIN_VALUE || watermarkMillis == Long.MAX_VALUE;
    return isEnd ? watermarkMillis : watermarkMillis - HORIZON_MILLIS;
  }

  @Override
  public DeltaBuffer deltas() {
    return deltas;
  }

  @Override
  public RowSink facts() {
    return change -> {
      emitted.add(change);
      if (change.isDelete()) {
        published.remove(change.key()[1]);
      } else {
        published.put(change.key()[1], change);
      }
    };
  }
}
