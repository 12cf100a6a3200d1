package io.engagement.core.session;

import io.engagement.core.state.StateReader;

/** Reads what {@link FragmentKind#write} wrote, in the layout at hand. */
@FunctionalInterface
public interface FragmentReader<F extends Fragment> {

  /**
   * @param startMillis the fragment's first event, epoch milliseconds
   */
  F read(StateReader in, long startMillis);
}
