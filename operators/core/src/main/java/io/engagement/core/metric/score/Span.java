package io.engagement.core.metric.score;

import io.engagement.core.event.UserEvent;
import io.engagement.core.session.Fragment;
import io.engagement.core.session.FragmentKind;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/** A session of which nothing matters but when it starts and ends. */
final class Span extends Fragment {
  /** Reads what {@link Kind#write} wrote. */
  static Span read(StateReader in, long startMillis) {
    return new Span();
  }

  /** Keeps nothing of the events. */
  static final class Kind implements FragmentKind<Span> {
    @Override
    public Span create() {
      return new Span();
    }

    @Override
    public void include(Span fragment, UserEvent event) {}

    @Override
    public void append(Span fragment, Span later) {}

    @Override
    public void seal(Span fragment, long beforeMillis) {}

    @Override
    public void write(Span fragment, StateWriter out) {}

    @Override
    public int heapBytes(Span fragment) {
      return 32;
    }
  }
}
