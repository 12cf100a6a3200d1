package io.engagement.core.metric.experiments;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.time.UtcDay;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a user's section is written. Layout 3: number of experiments; each: its id; time, message id
 * and variant of the first exposure; number of dimensions, each: key (4), value; 1 when excluded,
 * plus 2, 4 or 6 when its day is known, which is the UTC day before, the same or the one after; if
 * not excluded, number of goals, each: sum. Then the log. Layout 2 is written alike, but nobody's
 * assignment had been published; layout 1 knows no days either.
 */
final class ExperimentsLayout {
  static final int VERSION = 3;

  /** The first whose assignments have been published when it is written. */
  private static final int WITH_ASSIGNMENTS = 3;

  private static final int EXCLUDED = 1;
  private static final int DAY_SHIFT = 1;
  private static final int SAME_DAY = 2;
  private static final int LEAST_PARTICIPATION_BYTES = 6;
  private static final int LEAST_DIMENSION_BYTES = 5;

  private final List<Breakdown> breakdowns;
  private final int goals;

  ExperimentsLayout(List<Breakdown> breakdowns, int goals) {
    this.breakdowns = breakdowns;
    this.goals = goals;
  }

  void write(ExperimentsState state, StateWriter out) {
    out.writeUnsigned(state.participations.size());
    for (Participation one : state.participations) {
      out.writeText(one.experiment);
      out.writeSigned(one.timeMillis());
      out.writeText(one.messageId());
      out.writeText(one.variant());
      out.writeUnsigned(breakdowns.size());
      for (int i = 0; i < breakdowns.size(); i++) {
        out.writeInt(breakdowns.get(i).key());
        out.writeText(one.values[i]);
      }
      out.writeByte(flags(one));
      if (!one.isExcluded()) {
        out.writeUnsigned(goals);
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
    return (one.isExcluded() ? EXCLUDED : 0) | day << DAY_SHIFT;
  }

  ExperimentsState read(StateReader in, int version) {
    int count = in.readCount(LEAST_PARTICIPATION_BYTES);
    Participation[] participations = new Participation[count];
    for (int i = 0; i < count; i++) {
      participations[i] = participation(in, version);
    }
    ExperimentsState state = new ExperimentsState(GoalLog.read(in, goals));
    state.participations.addAll(List.of(participations));
    if (version >= WITH_ASSIGNMENTS) {
      state.participations.forEach(Participation::setPublished);
    } else {
      state.unflushed = true;
    }
    return state;
  }

  private Participation participation(StateReader in, int version) {
    String experiment = in.readRequiredText();
    long time = in.readSigned();
    String messageId = in.readRequiredText();
    String variant = in.readRequiredText();
    Participation read = new Participation(experiment, time, messageId, variant, values(in), goals);
    int flags = in.readByte();
    if (flags > (version == 1 ? EXCLUDED : EXCLUDED | (SAME_DAY + 1) << DAY_SHIFT) || flags < 0) {
      throw new IllegalStateException("a participation of kind " + flags);
    }
    int day = flags >> DAY_SHIFT;
    if (day != 0) {
      read.setDay(Math.floorDiv(time, UtcDay.MILLIS) + day - SAME_DAY);
    }
    if ((flags & EXCLUDED) != 0) {
      read.exclude();
    } else {
      int written = in.readUnsignedInt();
      if (written != goals) {
        throw new IllegalStateException(written + " goals were written, there are " + goals);
      }
      for (GoalSum sum : read.sums) {
        sum.read(in);
      }
    }
    read.setAllCounted();
    return read;
  }

  private @Nullable String[] values(StateReader in) {
    @Nullable String[] values = new String[breakdowns.size()];
    for (int count = in.readCount(LEAST_DIMENSION_BYTES); count > 0; count--) {
      int key = in.readInt();
      String value = in.readText();
      for (int i = 0; i < values.length; i++) {
        if (breakdowns.get(i).key() == key) {
          values[i] = value;
        }
      }
    }
    return values;
  }
}
