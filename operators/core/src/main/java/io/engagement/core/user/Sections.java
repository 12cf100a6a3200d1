package io.engagement.core.user;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.UserMetric;
import java.util.List;

/**
 * The metrics over their sections of a history. Where one of them throws, the facts that are held
 * are dropped, and a {@link MetricMistake} says which metric it was and what it did.
 */
final class Sections {
  private final UserMetric<?>[] metrics;
  private final UserHistoryCodec codec;
  private final TimelineContext context;

  Sections(List<UserMetric<?>> metrics, UserHistoryCodec codec, TimelineContext context) {
    this.metrics = metrics.toArray(new UserMetric<?>[0]);
    this.codec = codec;
    this.context = context;
  }

  int count() {
    return metrics.length;
  }

  boolean has(UserHistory history, int index) {
    return history.states[index] != null || history.encoded[index] != null;
  }

  /** Shows an event to the metrics that want it. */
  void onEvent(UserHistory history, UserEvent event) {
    for (int i = 0; i < metrics.length; i++) {
      if (metrics[i].wants(event)) {
        Object state = codec.state(history, i);
        try {
          metric(i).onEvent(state, event, context);
        } catch (RuntimeException | StackOverflowError thrown) {
          throw mistake("took the event", i, thrown);
        }
      }
    }
  }

  /** Flushes a section and gives the deadline it has then. */
  long flush(UserHistory history, int index) {
    Object state = codec.state(history, index);
    try {
      metric(index).flush(state, context);
      return UserHistoryCodec.deadline(metrics[index], state);
    } catch (RuntimeException | StackOverflowError thrown) {
      throw mistake("was flushed after the event", index, thrown);
    }
  }

  /** Adds a section of one history to that of another, whose user is the context's. */
  void merge(UserHistory into, UserHistory from, int index) {
    Object own = codec.state(into, index);
    Object added = codec.state(from, index);
    try {
      metric(index).merge(own, added, context);
    } catch (RuntimeException | StackOverflowError thrown) {
      throw mistake("merged two ids of a user", index, thrown);
    }
  }

  void contributions(UserHistory history, int index) {
    Object state = codec.state(history, index);
    try {
      metric(index).contributions(state, context);
    } catch (RuntimeException | StackOverflowError thrown) {
      throw mistake("said what it contributes", index, thrown);
    }
  }

  void facts(UserHistory history, int index) {
    Object state = codec.state(history, index);
    try {
      metric(index).facts(state, context);
    } catch (RuntimeException | StackOverflowError thrown) {
      throw mistake("said what it published", index, thrown);
    }
  }

  int heapBytes(UserHistory history, int index) {
    Object state = history.states[index];
    UserHistory.Encoded encoded = history.encoded[index];
    if (state != null) {
      return 16 + metric(index).heapBytes(state);
    }
    return encoded == null ? 0 : 48 + encoded.length();
  }

  private MetricMistake mistake(String what, int index, Throwable thrown) {
    context.dropFacts();
    return new MetricMistake(what, metrics[index], thrown);
  }

  @SuppressWarnings("unchecked")
  private UserMetric<Object> metric(int index) {
    return (UserMetric<Object>) metrics[index];
  }
}
