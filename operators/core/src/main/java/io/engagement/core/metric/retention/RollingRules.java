package io.engagement.core.metric.retention;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.retention.RollingSeries.Start;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/** Returns in steps of equal length from the user's own start. */
final class RollingRules implements CohortRules<RollingSeries> {
  private static final int LEAST_START_BYTES = 2;

  private final PeriodNumbers numbers;
  private final boolean single;
  private final int periods;
  private final int needed;
  private final long stepMillis;

  RollingRules(RetentionDefinition settings, PeriodNumbers numbers) {
    this.numbers = numbers;
    this.single = settings.isSingleCohort();
    this.periods = settings.periods();
    this.needed = settings.minReturns();
    this.stepMillis = numbers.stepMillis();
  }

  @Override
  public FirstEvent first(RollingSeries series) {
    return series.first;
  }

  @Override
  public void start(RollingSeries series, long timeMillis, RetentionCells cells) {
    long cohort = numbers.of(timeMillis);
    int at = placeOf(cohort, series);
    boolean known = isAt(at, cohort, series);
    if (known && series.starts.get(at).timeMillis <= timeMillis) {
      return;
    }
    if (known) {
      addCohort(series, series.starts.remove(at), Long.MIN_VALUE, -1, cells);
    }
    Start start = new Start(cohort, timeMillis, 0);
    series.starts.add(at, start);
    addCohort(series, start, Long.MIN_VALUE, 1, cells);
  }

  private static int placeOf(long cohort, RollingSeries series) {
    int at = series.starts.size();
    while (at > 0 && series.starts.get(at - 1).cohort >= cohort) {
      at--;
    }
    return at;
  }

  private static boolean isAt(int at, long cohort, RollingSeries series) {
    return at < series.starts.size() && series.starts.get(at).cohort == cohort;
  }

  @Override
  public void removeOnly(RollingSeries series, RetentionCells cells) {
    if (!series.starts.isEmpty()) {
      addCohort(series, series.starts.get(0), Long.MIN_VALUE, -1, cells);
      series.starts.clear();
    }
  }

  @Override
  public void addCohort(RollingSeries series, long cohort, RetentionCells cells) {
    addCohort(series, series.starts.get(placeOf(cohort, series)), Long.MIN_VALUE, 1, cells);
  }

  @Override
  public long firstCohort(RollingSeries series) {
    return series.starts.isEmpty() ? Long.MAX_VALUE : series.starts.get(0).cohort;
  }

  @Override
  public boolean hasCohorts(RollingSeries series) {
    return !series.starts.isEmpty();
  }

  /** Adds a start to its cells: the cohort, if its period, and the steps that are not over. */
  private void addCohort(
      RollingSeries series, Start start, long fromMillis, int change, RetentionCells cells) {
    if (fromMillis == Long.MIN_VALUE || start.cohort >= numbers.of(fromMillis)) {
      cells.add(start.cohort, 0, change);
    }
    long latest = series.returns.isEmpty() ? series.cutMillis : series.returns.last();
    if (latest <= start.timeMillis) {
      return;
    }
    long last = Math.min(periods, step(start, latest));
    long known = Math.max(fromMillis, series.cutMillis);
    long first = known > start.timeMillis ? step(start, known) : 0;
    for (long index = Math.max(1, first); index <= last; index++) {
      if (returns(series, start, index) >= needed) {
        cells.add(start.cohort, index, change);
      }
    }
  }

  private long step(Start start, long timeMillis) {
    return Math.floorDiv(timeMillis - start.timeMillis, stepMillis);
  }

  /** Returns in a step that is not over; exact below those needed. */
  private int returns(RollingSeries series, Start start, long index) {
    long from = start.timeMillis + index * stepMillis;
    int count = series.returns.count(from, from + stepMillis);
    return from < series.cutMillis ? count + start.carried : count;
  }

  @Override
  public void comeBack(RollingSeries series, UserEvent event, RetentionCells cells) {
    long timeMillis = event.timeMillis;
    for (int i = 0; i < series.starts.size(); i++) {
      Start start = series.starts.get(i);
      long index = step(start, timeMillis);
      if (index >= 1 && index <= periods && returns(series, start, index) == needed - 1) {
        cells.add(start.cohort, index, 1);
      }
    }
    series.returns.add(timeMillis, needed, stepMillis);
  }

  @Override
  public void expire(RollingSeries series, long restatedFromMillis) {
    if (restatedFromMillis == Long.MAX_VALUE) {
      series.starts.clear();
    }
    series.starts.removeIf(start -> isOver(start, restatedFromMillis));
    cut(series, restatedFromMillis);
    if (series.starts.isEmpty()) {
      series.cutMillis = RollingSeries.NEVER;
    }
  }

  /** Drops the returns before an instant; starts carry those of the step that contains it. */
  private void cut(RollingSeries series, long cutMillis) {
    if (cutMillis > series.cutMillis) {
      for (Start start : series.starts) {
        start.carried = carried(series, start, cutMillis);
      }
      series.returns.removeBefore(cutMillis);
      series.cutMillis = cutMillis;
    }
  }

  private boolean isOver(Start start, long restatedFromMillis) {
    // The start's period is over as well: no period is as long as two steps.
    return start.timeMillis + (periods + 1) * stepMillis <= restatedFromMillis;
  }

  private int carried(RollingSeries series, Start start, long cutMillis) {
    if (start.timeMillis >= cutMillis) {
      return 0;
    }
    long from = start.timeMillis + step(start, cutMillis) * stepMillis;
    int count = series.returns.count(from, cutMillis);
    return Math.min(needed, from < series.cutMillis ? count + start.carried : count);
  }

  @Override
  public long lastReturnMillis(RollingSeries series) {
    return series.returns.isEmpty() ? Long.MIN_VALUE : series.returns.last();
  }

  /** The returns that one of them carries of a step begun before the cut stay its own. */
  @Override
  public void merge(RollingSeries into, RollingSeries from) {
    cut(into, from.cutMillis);
    cut(from, into.cutMillis);
    boolean begins = single && into.first.isAfter(from.first);
    if (begins) {
      into.first.set(from.first);
      into.starts.clear();
    }
    if (begins || !single) {
      from.starts.forEach(start -> addEarlier(start, into));
    }
    if (into.starts.isEmpty()) {
      into.cutMillis = RollingSeries.NEVER;
    }
    into.returns.addAll(from.returns, needed, stepMillis);
  }

  private static void addEarlier(Start start, RollingSeries series) {
    int at = placeOf(start.cohort, series);
    if (!isAt(at, start.cohort, series)) {
      series.starts.add(at, start);
    } else if (start.timeMillis < series.starts.get(at).timeMillis) {
      series.starts.set(at, start);
    }
  }

  @Override
  public void contribute(RollingSeries series, long restatedFromMillis, RetentionCells cells) {
    for (Start start : series.starts) {
      addCohort(series, start, restatedFromMillis, 1, cells);
    }
  }

  @Override
  public RollingSeries create() {
    return new RollingSeries(new FirstEvent(), new ReturnTimes(), RollingSeries.NEVER);
  }

  @Override
  public boolean isEmpty(RollingSeries series) {
    return !series.first.isPresent() && series.starts.isEmpty() && series.returns.isEmpty();
  }

  @Override
  public int heapBytes(RollingSeries series) {
    return 80 + series.first.heapBytes() + 48 * series.starts.size() + series.returns.heapBytes();
  }

  /**
   * Layout: first event, returns, number of starts; when there are any: whether returns were cut,
   * the cut, then each start: time minus the one before, returns carried.
   */
  @Override
  public void write(RollingSeries series, StateWriter out) {
    series.first.write(out);
    series.returns.write(out);
    out.writeUnsigned(series.starts.size());
    if (!series.starts.isEmpty()) {
      boolean cut = series.cutMillis != RollingSeries.NEVER;
      out.writeBoolean(cut);
      if (cut) {
        out.writeSigned(series.cutMillis);
      }
    }
    long previous = 0;
    for (Start start : series.starts) {
      out.writeSigned(start.timeMillis - previous);
      out.writeUnsigned(start.carried);
      previous = start.timeMillis;
    }
  }

  @Override
  public RollingSeries read(StateReader in, int layout) {
    FirstEvent first = FirstEvent.read(in, layout);
    ReturnTimes returns = ReturnTimes.read(in);
    int count = in.readCount(LEAST_START_BYTES);
    boolean cut = count > 0 && in.readBoolean();
    RollingSeries series =
        new RollingSeries(first, returns, cut ? in.readSigned() : RollingSeries.NEVER);
    long time = 0;
    for (int i = 0; i < count; i++) {
      time += in.readSigned();
      series.starts.add(new Start(numbers.of(time), time, in.readUnsignedInt()));
    }
    return series;
  }
}
