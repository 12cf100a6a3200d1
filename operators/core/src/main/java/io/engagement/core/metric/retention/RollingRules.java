package io.engagement.core.metric.retention;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.retention.RollingLine.Start;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/** Returns in steps of equal length from the user's own start. */
final class RollingRules implements CohortRules<RollingLine> {
  private static final int LEAST_START_BYTES = 2;

  private final PeriodNumbers numbers;
  private final int periods;
  private final int needed;
  private final long stepMillis;

  RollingRules(RetentionDefinition settings, PeriodNumbers numbers) {
    this.numbers = numbers;
    this.periods = settings.periods();
    this.needed = settings.minReturns();
    this.stepMillis = numbers.stepMillis();
  }

  @Override
  public FirstEvent first(RollingLine line) {
    return line.first;
  }

  @Override
  public void start(RollingLine line, long timeMillis, RetentionCells cells) {
    long cohort = numbers.of(timeMillis);
    int at = line.starts.size();
    while (at > 0 && line.starts.get(at - 1).cohort >= cohort) {
      at--;
    }
    boolean known = at < line.starts.size() && line.starts.get(at).cohort == cohort;
    if (known && line.starts.get(at).timeMillis <= timeMillis) {
      return;
    }
    if (known) {
      addCohort(line, line.starts.remove(at), -1, cells);
    }
    Start start = new Start(cohort, timeMillis, 0);
    line.starts.add(at, start);
    addCohort(line, start, 1, cells);
  }

  @Override
  public void removeOnly(RollingLine line, RetentionCells cells) {
    if (!line.starts.isEmpty()) {
      addCohort(line, line.starts.get(0), -1, cells);
      line.starts.clear();
    }
  }

  @Override
  public boolean hasCohorts(RollingLine line) {
    return !line.starts.isEmpty();
  }

  private void addCohort(RollingLine line, Start start, int change, RetentionCells cells) {
    cells.add(start.cohort, 0, change);
    long latest = line.returns.isEmpty() ? line.cutMillis : line.returns.last();
    if (latest <= start.timeMillis) {
      return;
    }
    long last = Math.min(periods, step(start, latest));
    long first = line.cutMillis > start.timeMillis ? step(start, line.cutMillis) : 0;
    for (long index = Math.max(1, first); index <= last; index++) {
      if (returns(line, start, index) >= needed) {
        cells.add(start.cohort, index, change);
      }
    }
  }

  private long step(Start start, long timeMillis) {
    return Math.floorDiv(timeMillis - start.timeMillis, stepMillis);
  }

  /** Returns in a step that is not over; exact below those needed. */
  private int returns(RollingLine line, Start start, long index) {
    long from = start.timeMillis + index * stepMillis;
    int count = line.returns.count(from, from + stepMillis);
    return from < line.cutMillis ? count + start.carried : count;
  }

  @Override
  public void comeBack(RollingLine line, UserEvent event, RetentionCells cells) {
    long timeMillis = event.timeMillis;
    for (int i = 0; i < line.starts.size(); i++) {
      Start start = line.starts.get(i);
      long index = step(start, timeMillis);
      if (index >= 1 && index <= periods && returns(line, start, index) == needed - 1) {
        cells.add(start.cohort, index, 1);
      }
    }
    line.returns.add(timeMillis, needed, stepMillis);
  }

  @Override
  public void expire(RollingLine line, long acceptedFromMillis) {
    line.first.expire(acceptedFromMillis);
    if (acceptedFromMillis == Long.MAX_VALUE) {
      line.starts.clear();
    }
    line.starts.removeIf(start -> isOver(start, acceptedFromMillis));
    if (line.starts.isEmpty()) {
      line.returns.removeBefore(acceptedFromMillis);
      line.cutMillis = RollingLine.NEVER;
    } else if (acceptedFromMillis > line.cutMillis) {
      for (Start start : line.starts) {
        start.carried = carried(line, start, acceptedFromMillis);
      }
      line.returns.removeBefore(acceptedFromMillis);
      line.cutMillis = acceptedFromMillis;
    }
  }

  private boolean isOver(Start start, long acceptedFromMillis) {
    // The start's period is over as well: no period is as long as two steps.
    return start.timeMillis + (periods + 1) * stepMillis <= acceptedFromMillis;
  }

  private int carried(RollingLine line, Start start, long cutMillis) {
    if (start.timeMillis >= cutMillis) {
      return 0;
    }
    long from = start.timeMillis + step(start, cutMillis) * stepMillis;
    int count = line.returns.count(from, cutMillis);
    return Math.min(needed, from < line.cutMillis ? count + start.carried : count);
  }

  @Override
  public void contribute(RollingLine line, RetentionCells cells) {
    for (Start start : line.starts) {
      addCohort(line, start, 1, cells);
    }
  }

  @Override
  public RollingLine create() {
    return new RollingLine(new FirstEvent(), new ReturnTimes(), RollingLine.NEVER);
  }

  @Override
  public boolean isEmpty(RollingLine line) {
    return !line.first.isPresent() && line.starts.isEmpty() && line.returns.isEmpty();
  }

  @Override
  public int heapBytes(RollingLine line) {
    return 80 + line.first.heapBytes() + 48 * line.starts.size() + line.returns.heapBytes();
  }

  /**
   * Layout: first event, returns, number of starts; when there are any: whether returns were cut,
   * the cut, then each start: time minus the one before, returns carried.
   */
  @Override
  public void write(RollingLine line, StateWriter out) {
    line.first.write(out);
    line.returns.write(out);
    out.writeUnsigned(line.starts.size());
    if (!line.starts.isEmpty()) {
      boolean cut = line.cutMillis != RollingLine.NEVER;
      out.writeBoolean(cut);
      if (cut) {
        out.writeSigned(line.cutMillis);
      }
    }
    long previous = 0;
    for (Start start : line.starts) {
      out.writeSigned(start.timeMillis - previous);
      out.writeUnsigned(start.carried);
      previous = start.timeMillis;
    }
  }

  @Override
  public RollingLine read(StateReader in) {
    FirstEvent first = FirstEvent.read(in);
    ReturnTimes returns = ReturnTimes.read(in);
    int count = in.readCount(LEAST_START_BYTES);
    boolean cut = count > 0 && in.readBoolean();
    RollingLine line = new RollingLine(first, returns, cut ? in.readSigned() : RollingLine.NEVER);
    long time = 0;
    for (int i = 0; i < count; i++) {
      time += in.readSigned();
      line.starts.add(new Start(numbers.of(time), time, in.readUnsignedInt()));
    }
    return line;
  }
}
