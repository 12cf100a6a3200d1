package io.engagement.core.laws;

import io.engagement.core.event.EventSchema;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.PublishedMetric;
import io.engagement.core.metric.UserContext;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DefinitionNames;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.RowSink;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One metric fed by hand: keeps its users' states, the sums of all deltas and the latest facts, and
 * renders them as rows. What the user timeline and the cells do in production, without their
 * machinery; events are taken as accepted and deduplicated.
 *
 * @param <S> the metric's state
 */
public final class MetricRun<S> {
  private final MetricCase trial;
  private final UserMetric<S> metric;
  private final UserEvents events;
  private final DefinitionNames names;
  private final Map<Integer, CellTable> tables = new HashMap<>();
  private final Map<String, S> states = new TreeMap<>();
  private final Map<CellKey, CellValue> sums = new LinkedHashMap<>();
  private final Map<CellKey, CellValue> warnings = new LinkedHashMap<>();
  private final PublishedRows facts = new PublishedRows();
  private int factChanges;
  private final Context context = new Context();

  private MetricRun(
      MetricCase trial, UserMetric<S> metric, EventSchema schema, DefinitionNames names) {
    this.trial = trial;
    this.metric = metric;
    this.events = new UserEvents(schema);
    this.names = names;
    trial.tables().forEach(table -> tables.put(table.id(), table));
  }

  /** A run that has seen nothing. */
  public static MetricRun<?> of(MetricCase trial) {
    EventSchema.Builder schema = new EventSchema.Builder();
    MetricSetup setup = trial.setup(schema);
    return of(trial, trial.metric().apply(setup), setup, schema.build());
  }

  private static <T> MetricRun<T> of(
      MetricCase trial, UserMetric<T> metric, MetricSetup setup, EventSchema schema) {
    Map<Integer, String> dimensions = new HashMap<>();
    for (Breakdown breakdown : setup.breakdowns().values()) {
      dimensions.put(breakdown.key(), breakdown.name());
    }
    Map<Integer, String> definitions = new HashMap<>();
    Map<Integer, List<String>> labels = new HashMap<>();
    for (PublishedMetric published : metric.published()) {
      definitions.put(published.definition().key(), published.definition().id());
      labels.put(published.definition().key(), published.labels());
    }
    return new MetricRun<>(
        trial, metric, schema, new DefinitionNames(definitions, dimensions, labels));
  }

  public UserMetric<S> metric() {
    return metric;
  }

  /** What its rows and its part of the state are known by. */
  public DefinitionKey definition() {
    return metric.published().get(0).definition();
  }

  /** Takes one event; does not flush. */
  public void accept(RawEvent raw) {
    UserEvent event = events.of(raw);
    if (metric.wants(event)) {
      context.user = raw.user();
      metric.onEvent(state(raw.user()), event, context);
    }
  }

  /** Takes events, flushing after each. */
  public MetricRun<S> acceptAll(RawEvent... raw) {
    for (RawEvent event : raw) {
      accept(event);
      flush();
    }
    return this;
  }

  /** Flushes every user and adds up what they emitted; returns how many cells changed. */
  public int flush() {
    for (Map.Entry<String, S> entry : states.entrySet()) {
      context.user = entry.getKey();
      metric.flush(entry.getValue(), context);
      long deadline = metric.deadlineMillis(entry.getValue());
      if (deadline <= context.watermarkMillis && context.watermarkMillis != Long.MAX_VALUE) {
        throw new LawBroken("a deadline must lie ahead of the watermark after flushing", deadline);
      }
    }
    int[] changed = {0};
    context.deltas.drain(
        delta -> {
          if (!delta.change().isZero()) {
            changed[0]++;
            boolean isWarning = delta.key().tableId() == InputWarnings.TABLE.id();
            CellTable table = isWarning ? InputWarnings.TABLE : tables.get(delta.key().tableId());
            (isWarning ? warnings : sums)
                .computeIfAbsent(delta.key(), absent -> new CellValue(table))
                .merge(delta.change());
          }
        });
    return changed[0];
  }

  /**
   * An anonymous id gets an owner: all that it did becomes the owner's, as the timeline does it.
   * Flushes before and after.
   */
  public void claim(String anonymousId, String owner) {
    flush();
    S claimed = states.remove(anonymousId);
    if (claimed == null) {
      return;
    }
    S own = state(owner);
    takeBack(anonymousId, claimed);
    takeBack(owner, own);
    context.user = owner;
    int changed = context.deltas.size();
    metric.merge(own, claimed, context);
    if (context.deltas.size() != changed) {
      throw new LawBroken("a merge must emit nothing before the next flush", owner);
    }
    flush();
  }

  private void takeBack(String user, S state) {
    Context taken = context.copy();
    taken.user = user;
    taken.takesFactsBack = true;
    metric.contributions(state, taken);
    metric.facts(state, taken);
    context.deltas.subtractAll(taken.deltas);
  }

  /** Moves event time on; flushes if a user's deadline has been reached, as the timeline does. */
  public void advanceTo(long watermarkMillis) {
    context.watermarkMillis = Math.max(context.watermarkMillis, watermarkMillis);
    boolean due =
        states.values().stream()
            .anyMatch(state -> metric.deadlineMillis(state) <= context.watermarkMillis);
    if (due) {
      flush();
    }
  }

  /**
   * What a restart can do to event time: the watermark begins again further back, or the late
   * horizon is longer. Events are still accepted from the same instant on.
   */
  public void watermarkGoesBackTo(long watermarkMillis) {
    context.heldFromMillis = context.acceptedFromMillis();
    context.heldRestatedFromMillis = context.restatedFromMillis();
    context.watermarkMillis = Math.min(context.watermarkMillis, watermarkMillis);
  }

  /** The end of the input: flushes everything. */
  public MetricRun<S> finish() {
    context.watermarkMillis = Long.MAX_VALUE;
    flush();
    return this;
  }

  public long watermarkMillis() {
    return context.watermarkMillis;
  }

  public long acceptedFromMillis() {
    return context.acceptedFromMillis();
  }

  public long restatedFromMillis() {
    return context.restatedFromMillis();
  }

  /** The earliest deadline of any user. */
  public long deadlineMillis() {
    return states.values().stream().mapToLong(metric::deadlineMillis).min().orElse(Long.MAX_VALUE);
  }

  /** Writes every state and goes on with what is read back. Only valid right after flushing. */
  public void restart() {
    for (Map.Entry<String, S> entry : states.entrySet()) {
      byte[] written = bytes(entry.getKey());
      S restored =
          metric.isEmpty(entry.getValue()) ? metric.create() : read(written, metric.stateVersion());
      entry.setValue(restored);
      if (!metric.isEmpty(restored) && !Arrays.equals(written, bytes(entry.getKey()))) {
        throw new LawBroken("a state that was read must write the same bytes", entry.getKey());
      }
      if (metric.heapBytes(restored) <= 0) {
        throw new LawBroken("a state takes room on the heap", metric.heapBytes(restored));
      }
    }
  }

  /** A user's state as it would be stored. */
  public byte[] bytes(String user) {
    StateWriter out = new StateWriter(64);
    metric.write(state(user), out);
    return out.toBytes();
  }

  /** What a user's state takes on the heap, as a cache is told. */
  public int heapBytes(String user) {
    return metric.heapBytes(state(user));
  }

  /** Gives a user a stored state. */
  public void restore(String user, byte[] bytes, int version) {
    states.put(user, read(bytes, version));
  }

  /**
   * Goes on where a run of other definitions was stopped: with its states as they were written, and
   * with what it published.
   */
  public void continueFrom(MetricRun<?> before) {
    int version = before.metric.stateVersion();
    before.states.keySet().forEach(user -> restore(user, before.bytes(user), version));
    before.sums.forEach(
        (key, value) -> {
          CellTable table = tables.get(key.tableId());
          if (table.publishedKey(key, names) != null) {
            sums.computeIfAbsent(key, absent -> new CellValue(table)).merge(value);
          }
        });
    facts.putAll(before.facts);
    context.watermarkMillis = before.context.watermarkMillis;
  }

  /** A user's state itself. */
  public S state(String user) {
    return states.computeIfAbsent(user, absent -> metric.create());
  }

  private S read(byte[] bytes, int version) {
    // Amid other bytes, as a section of a history is.
    byte[] amid = new byte[bytes.length + 5];
    Arrays.fill(amid, (byte) 0x55);
    System.arraycopy(bytes, 0, amid, 3, bytes.length);
    StateReader in = new StateReader().over(amid, 3, bytes.length);
    S state = metric.readIfKnown(in, version);
    in.expectEnd();
    return state;
  }

  /** The table a cell belongs to. */
  CellTable table(CellKey key) {
    return tables.get(key.tableId());
  }

  /** The sums of all deltas so far, by cell. */
  public Map<CellKey, CellValue> sums() {
    return sums;
  }

  /** The warnings so far: how many of a code and field. */
  public Map<String, Object> warnings() {
    Map<String, Object> counts = new TreeMap<>();
    warnings.forEach(
        (key, value) -> {
          Object[] published = InputWarnings.TABLE.publishedKey(key, names);
          if (!value.isZero()) {
            counts.put(
                published[1] + " " + published[2],
                InputWarnings.TABLE.publishedValues(value, true)[0]);
          }
        });
    return counts;
  }

  /** How many facts were emitted so far, whether they differed from what was there or not. */
  public int factChanges() {
    return factChanges;
  }

  /** What all users contribute, by cell. */
  public Map<CellKey, CellValue> contributions() {
    Map<CellKey, CellValue> contributed = new LinkedHashMap<>();
    Context fresh = context.copy();
    fresh.factsForbidden = true;
    states.forEach(
        (user, state) -> {
          fresh.user = user;
          byte[] before = bytes(user);
          metric.contributions(state, fresh);
          if (!Arrays.equals(before, bytes(user))) {
            throw new LawBroken("contributions must not change the state", user);
          }
        });
    fresh.deltas.drain(
        delta -> {
          if (delta.key().tableId() != InputWarnings.TABLE.id()) {
            contributed.put(delta.key(), delta.change());
          }
        });
    return contributed;
  }

  /** Everything published so far: the sums as rows, and the facts. */
  public PublishedRows rows() {
    PublishedRows rows = new PublishedRows();
    sums.forEach(
        (key, value) -> {
          CellTable table = tables.get(key.tableId());
          Object[] published = table.publishedKey(key, names);
          if (published == null) {
            throw new LawBroken("a cell must have a name", Arrays.toString(key.bytes()));
          }
          if (!value.isZero()) {
            boolean complete =
                table.completeAtMillis(key, trial.calendar()) <= context.watermarkMillis;
            rows.put(
                table.name(),
                Arrays.asList(published),
                Arrays.asList(table.publishedValues(key, value, complete, names)));
          }
        });
    return rows.putAll(facts);
  }

  private final class Context implements UserContext {
    private String user = "";
    private long watermarkMillis = Long.MIN_VALUE;
    private long heldFromMillis = Long.MIN_VALUE;
    private long heldRestatedFromMillis = Long.MIN_VALUE;
    private boolean factsForbidden;
    private boolean takesFactsBack;
    private final DeltaBuffer deltas = new DeltaBuffer();

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
      boolean ends = watermarkMillis == Long.MAX_VALUE || watermarkMillis == Long.MIN_VALUE;
      long behind = ends ? watermarkMillis : watermarkMillis - trial.lateHorizonMillis();
      return Math.max(behind, heldFromMillis);
    }

    @Override
    public long restatedFromMillis() {
      boolean ends = watermarkMillis == Long.MAX_VALUE || watermarkMillis == Long.MIN_VALUE;
      long behind = ends ? watermarkMillis : watermarkMillis - trial.restateHorizonMillis();
      return Math.max(behind, heldRestatedFromMillis);
    }

    @Override
    public DeltaBuffer deltas() {
      return deltas;
    }

    /** The same moment for another pass over states. */
    private Context copy() {
      Context copy = new Context();
      copy.watermarkMillis = watermarkMillis;
      copy.heldFromMillis = heldFromMillis;
      copy.heldRestatedFromMillis = heldRestatedFromMillis;
      return copy;
    }

    @Override
    public RowSink facts() {
      return this::accept;
    }

    private void accept(RowChange change) {
      if (factsForbidden) {
        throw new LawBroken("contributions must not publish facts", change);
      }
      factChanges++;
      if (change.values() == null || takesFactsBack) {
        facts.remove(change.table().name(), Arrays.asList(change.key()));
      } else {
        facts.put(
            change.table().name(), Arrays.asList(change.key()), Arrays.asList(change.values()));
      }
    }
  }
}
