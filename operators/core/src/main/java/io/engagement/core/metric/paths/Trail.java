package io.engagement.core.metric.paths;

import io.engagement.core.session.FirstValues;
import io.engagement.core.session.Fragment;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session's path follows from: its first matching events, as many as the path needs. Filled
 * by {@link TrailKind}.
 */
final class Trail extends Fragment {
  /** In order; always a beginning of the session's matching events, but for hidden ones. */
  final List<Stop> stops = new ArrayList<>(4);

  /** How many events among the first ones have been left out: they change no path any more. */
  int hidden;

  /** Whether there are matching events after the stops, which make no difference. */
  boolean cut;

  final FirstValues values;

  Trail(int dimensions) {
    values = new FirstValues(dimensions);
  }
}
