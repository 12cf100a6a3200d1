package io.engagement.core.metric.experiments;

import io.engagement.core.history.Texts;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.time.UtcDay;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a user's section is written.
 *
 * <p>Layout 4: number of experiments; if there are any: number of dimensions, their keys (4),
 * number of goals; each: 1 when excluded, plus 2, 4 or 6 when its day is known, which is the UTC
 * day before, the same or the one after, plus 8 when its message id is kept; its id; time of the
 * first exposure minus that of the experiment before; message id; variant; values of the
 * dimensions; if not excluded, sums of the goals. Then the log. Texts as {@link Texts} writes them.
 *
 * <p>Layout 3: number of experiments; each: its id; time, message id and variant of the first
 * exposure; number of dimensions, each: key (4), value; flags as above; if not excluded, number of
 * goals, each: sum. Then the log. Layout 2 is written alike, but nobody's assignment had been
 * published; layout 1 knows no days either.
 */
final class ExperimentsLayout {
  static final int VERSION = 4;

  /** The last that spells every text out. */
  private static final int LAYOUT_3 = 3;

  /** The first whose assignments have been published when it is written. */
  private static final int WITH_ASSIGNMENTS = 3;

  private static final int EXCLUDED = 1;
  private static final int DAY_SHIFT = 1;
  private static final int SAME_DAY = 2;
  private static final int DAY_BITS = 3;
  private static final int HAS_ID = 1 << 3;
  private static final int LEAST_PARTICIPATION_BYTES = 4;
  private static final int LEAST_DIMENSION_BYTES = 5;

  private final List<Breakdown> breakdowns;
  private final int goals;
  private final Texts texts = new Texts();

  ExperimentsLayout(List<Breakdown> breakdowns, int goals) {
    this.breakdowns = breakdowns;
    this.goals = goals;
  }

  void write(ExperimentsState state, StateWriter out) {
    texts.clear();
    out.writeUnsigned(state.participations.size());
    if (!state.participations.isEmpty()) {
      out.writeUnsigned(breakdowns.size());
      breakdowns.forEach(breakdown -> out.writeInt(breakdown.key()));
      out.writeUnsigned(goals);
    }
    long before = 0;
    for (Participation one : state.participations) {
      out.writeByte(flags(one));
      texts.writeId(one.experiment, out);
      out.writeSigned(one.timeMillis() - before);
      before = one.timeMillis();
      if (!one.messageId().isEmpty()) {
        texts.writeId(one.messageId(), out);
      }
      texts.writeId(one.variant(), out);
      texts.writeAll(one.values, out);
      if (!one.isExcluded()) {
        for (GoalSum sum : one.sums) {
          sum.write(out);
        }
      }
    }
    state.log.write(out);
  }

  private static int flags(Participation one) {
    int day =
        one.hasDay()
            ? SAME_DAY + (int) (one.day() - Math.floorDiv(one.timeMillis(), UtcDay.MILLIS))
            : 0;
    return (one.isExcluded() ? EXCLUDED : 0)
        | day << DAY_SHIFT
        | (one.messageId().isEmpty() ? 0 : HAS_ID);
  }

  ExperimentsState read(StateReader in, int version) {
    Participation[] participations = new Participation[in.readCount(LEAST_PARTICIPATION_BYTES)];
    if (version <= LAYOUT_3) {
      for (int i = 0; i < participations.length; i++) {
        participations[i] = spelledOut(in, version);
      }
    } else if (participations.length > 0) {
      read(participations, in);
    }
    ExperimentsState state = new ExperimentsState(GoalLog.read(in, goals, version));
    state.participations.addAll(List.of(participations));
    if (version >= WITH_ASSIGNMENTS) {
      state.participations.forEach(Participation::setPublished);
    } else {
      state.unflushed = true;
    }
    return state;
  }

  private void read(Participation[] participations, StateReader in) {
    texts.clear();
    int[] places = new int[in.readCount(Integer.BYTES)];
    for (int i = 0; i < places.length; i++) {
      places[i] = placeOf(in.readInt());
    }
    expectGoals(in);
    long time = 0;
    for (int i = 0; i < participations.length; i++) {
      int flags = in.readByte();
      String experiment = texts.readRequiredId(in);
      time += in.readSigned();
      String messageId = (flags & HAS_ID) == 0 ? "" : texts.readRequiredId(in);
      String variant = texts.readRequiredId(in);
      @Nullable String[] values = new String[breakdowns.size()];
      texts.readAll(places, values, in);
      participations[i] = new Participation(experiment, time, messageId, variant, values, goals);
      finish(participations[i], flags & ~HAS_ID, VERSION, in);
    }
  }

  private Participation spelledOut(StateReader in, int version) {
    String experiment = in.readRequiredText();
    long time = in.readSigned();
    String messageId = in.readRequiredText();
    String variant = in.readRequiredText();
    Participation read = new Participation(experiment, time, messageId, variant, values(in), goals);
    finish(read, in.readByte(), version, in);
    return read;
  }

  private void finish(Participation read, int flags, int version, StateReader in) {
    int most = version == 1 ? EXCLUDED : EXCLUDED | DAY_BITS << DAY_SHIFT;
    if (flags < 0 || flags > most) {
      throw new IllegalStateException("a participation of kind " + flags);
    }
    int day = flags >> DAY_SHIFT;
    if (day != 0) {
      read.setDay(Math.floorDiv(read.timeMillis(), UtcDay.MILLIS) + day - SAME_DAY);
    }
    if ((flags & EXCLUDED) != 0) {
      read.exclude();
    } else {
      if (version <= LAYOUT_3) {
        expectGoals(in);
      }
      for (GoalSum sum : read.sums) {
        sum.read(in, version);
      }
    }
    read.setAllCounted();
  }

  private void expectGoals(StateReader in) {
    int written = in.readUnsignedInt();
    if (written != goals) {
      throw new IllegalStateException(written + " goals were written, there are " + goals);
    }
  }

  private @Nullable String[] values(StateReader in) {
    @Nullable String[] values = new String[breakdowns.size()];
    for (int count = in.readCount(LEAST_DIMENSION_BYTES); count > 0; count--) {
      int place = placeOf(in.readInt());
      String value = in.readText();
      if (place >= 0) {
        values[place] = value;
      }
    }
    return values;
  }

  /** Where a dimension is now, -1 for one that is gone. */
  private int placeOf(int key) {
    int place = breakdowns.size() - 1;
    while (place >= 0 && breakdowns.get(place).key() != key) {
      place--;
    }
    return place;
  }
}
