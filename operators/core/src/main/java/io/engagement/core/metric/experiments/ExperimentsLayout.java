package io.engagement.core.metric.experiments;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a user's section is written. Layout 1: number of experiments; each: its id; time, message id
 * and variant of the first exposure; number of dimensions, each: key (4), value; whether excluded;
 * if not, number of goals, each: sum. Then the log.
 */
final class ExperimentsLayout {
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
      out.writeBoolean(one.isExcluded());
      if (!one.isExcluded()) {
        out.writeUnsigned(goals);
        for (GoalSum sum : one.sums) {
          sum.write(out);
        }
      }
    }
    state.log.write(out);
  }

  ExperimentsState read(StateReader in) {
    int count = in.readCount(LEAST_PARTICIPATION_BYTES);
    Participation[] participations = new Participation[count];
    for (int i = 0; i < count; i++) {
      participations[i] = participation(in);
    }
    ExperimentsState state = new ExperimentsState(GoalLog.read(in, goals));
    state.participations.addAll(List.of(participations));
    return state;
  }

  private Participation participation(StateReader in) {
    String experiment = in.readRequiredText();
    long time = in.readSigned();
    String messageId = in.readRequiredText();
    String variant = in.readRequiredText();
    Participation read = new Participation(experiment, time, messageId, variant, values(in), goals);
    if (in.readBoolean()) {
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
