package io.engagement.core.session;

import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.function.LongUnaryOperator;

/**
 * Puts events into sessions, in whatever order they arrive: an event extends a session, makes it
 * start earlier, joins two, begins a new one, or (with the campaign split) parts one.
 *
 * <p>Without the campaign split a session is one fragment. With it, a late event may part a session
 * anywhere, so every event stays a fragment of its own until nothing can come before it any more.
 *
 * <p>Law: the sessions depend on the events only, not on their arrival.
 *
 * @param <F> what is kept of a session's events
 */
public final class Sessionizer<F extends Fragment> {
  /** No session and no part of one is written in fewer. */
  static final int LEAST_BYTES = 4;

  private final SessionRules rules;
  private final FragmentKind<F> kind;
  private final CampaignSplit<F> split;

  public Sessionizer(SessionRules rules, FragmentKind<F> kind) {
    this.rules = rules;
    this.kind = kind;
    this.split = new CampaignSplit<>(rules, kind);
  }

  public SessionRules rules() {
    return rules;
  }

  /** Takes an event. */
  public void add(SessionLine<F> line, UserEvent event, SessionObserver<F> observer) {
    if (rules.splitsOnCampaign()) {
      split.add(line, event, observer);
      return;
    }
    long millis = event.timeMillis;
    int at = line.indexAt(millis);
    boolean hasRight = at + 1 < line.size();
    boolean joinsRight = hasRight && rules.joins(millis, line.get(at + 1).startMillis());
    if (at >= 0) {
      Session<F> left = line.get(at);
      if (rules.joins(left.endMillis(), millis)) {
        takeBack(left, observer);
        include(left.sum, event);
        if (joinsRight) {
          Session<F> right = line.get(at + 1);
          takeBack(right, observer);
          line.vanish(right);
          kind.append(left.sum, right.sum);
          left.sum.span(right.startMillis(), right.endMillis());
          line.sessions.remove(at + 1);
        }
        return;
      }
    }
    if (joinsRight) {
      Session<F> right = line.get(at + 1);
      takeBack(right, observer);
      line.vanish(right);
      right.setClosed(false);
      include(right.sum, event);
      return;
    }
    F fresh = kind.create();
    include(fresh, event);
    line.sessions.add(at + 1, new Session<>(fresh, null));
  }

  private void include(F fragment, UserEvent event) {
    kind.include(fragment, event);
    fragment.span(event.timeMillis, event.timeMillis);
  }

  /** Has a session's contribution taken back before the session changes. */
  public static <F extends Fragment> void takeBack(
      Session<F> session, SessionObserver<F> observer) {
    if (session.isCounted()) {
      observer.takeBack(session);
      session.uncount();
    }
  }

  /**
   * Forgets the sessions that no event can change any more, if they are counted and closed, and the
   * order of events within the others that none can come between.
   *
   * @param acceptedFromMillis the earliest time an event may still have, epoch milliseconds
   */
  public void forget(SessionLine<F> line, long acceptedFromMillis) {
    forget(line, acceptedFromMillis, finals(line, acceptedFromMillis));
  }

  /**
   * The same, but a session is kept as long as another one of its bucket may still change or come.
   *
   * @param bucketOf the bucket of a session that starts at an instant; never smaller for a later
   *     one
   */
  public void forgetWholeBuckets(
      SessionLine<F> line, long acceptedFromMillis, LongUnaryOperator bucketOf) {
    int count = finals(line, acceptedFromMillis);
    if (count != 0) {
      long open = bucketOf.applyAsLong(acceptedFromMillis);
      if (count < line.size()) {
        open = Math.min(open, bucketOf.applyAsLong(line.get(count).startMillis()));
      }
      while (count > 0 && bucketOf.applyAsLong(line.get(count - 1).startMillis()) >= open) {
        count--;
      }
    }
    forget(line, acceptedFromMillis, count);
  }

  private int finals(SessionLine<F> line, long acceptedFromMillis) {
    int count = 0;
    while (count < line.size() && isFinal(line, count, acceptedFromMillis)) {
      count++;
    }
    return count;
  }

  private void forget(SessionLine<F> line, long acceptedFromMillis, int count) {
    if (count != 0) {
      line.sessions.subList(0, count).clear();
    }
    for (int i = 0; i < line.size() && line.get(i).startMillis() < acceptedFromMillis; i++) {
      Session<F> session = line.get(i);
      if (session.parts != null) {
        split.seal(session.parts, acceptedFromMillis);
      }
      kind.seal(session.sum, acceptedFromMillis);
    }
  }

  private boolean isFinal(SessionLine<F> line, int index, long acceptedFromMillis) {
    Session<F> session = line.get(index);
    if (!session.isCounted() || !session.isClosed()) {
      return false;
    }
    return rules.lastJoinableMillis(session.endMillis()) < acceptedFromMillis
        || (rules.splitsOnCampaign()
            && index + 1 < line.size()
            && line.get(index + 1).startMillis() < acceptedFromMillis);
  }

  /**
   * Writes flushed sessions. Layout: how many; each: start as distance from the start before (the
   * first: from 0), end as distance from the start, ordinal * 2 + closed, the bits of the
   * dimensions it is counted under, then its fragment - or, with the campaign split, how many
   * parts, and each as distances of its start and end from the part before's end and its own start,
   * message id, campaign, fragment.
   *
   * @throws IllegalStateException when a session is not flushed
   */
  public void write(SessionLine<F> line, StateWriter out) {
    out.writeUnsigned(line.size());
    long before = 0;
    for (Session<F> session : line.sessions) {
      if (!session.isCounted()) {
        throw new IllegalStateException("a session must be flushed before it is written");
      }
      out.writeSigned(session.startMillis() - before);
      out.writeUnsigned(session.endMillis() - session.startMillis());
      out.writeUnsigned(session.ordinal() * 2L + (session.isClosed() ? 1 : 0));
      out.writeUnsigned(session.countedUnder());
      before = session.startMillis();
      if (session.parts != null) {
        split.write(session.parts, out);
      } else {
        kind.write(session.sum, out);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public SessionLine<F> read(StateReader in, FragmentReader<F> fragments) {
    SessionLine<F> line = new SessionLine<>();
    long start = 0;
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      start += in.readSigned();
      long end = start + in.readUnsigned();
      long ordinalAndClosed = in.readUnsigned();
      long countedUnder = in.readUnsigned();
      Session<F> session;
      if (rules.splitsOnCampaign()) {
        session = split.read(in, start, fragments);
      } else {
        F sum = fragments.read(in, start);
        sum.span(start, end);
        session = new Session<>(sum, null);
      }
      session.ordinal = (int) (ordinalAndClosed >>> 1);
      session.setClosed((ordinalAndClosed & 1) != 0);
      session.count(countedUnder);
      line.sessions.add(session);
    }
    return line;
  }

  /** What the sessions take on the heap, roughly. */
  public int heapBytes(SessionLine<F> line) {
    int bytes = 64;
    for (Session<F> session : line.sessions) {
      bytes += 48 + kind.heapBytes(session.sum);
      if (session.parts != null) {
        for (Session.Part<F> part : session.parts) {
          bytes += 56 + part.messageId.length + kind.heapBytes(part.fragment);
        }
      }
    }
    return bytes;
  }
}
