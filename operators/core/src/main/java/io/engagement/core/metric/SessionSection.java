package io.engagement.core.metric;

import io.engagement.core.event.UserEvent;
import io.engagement.core.session.PartKind;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionObserver;
import io.engagement.core.session.SessionRules;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.session.SessionSummaryKind;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.session.Sessionizer;
import io.engagement.core.session.SessionsCodec;
import io.engagement.core.session.UserSessions;
import io.engagement.core.session.UserSessions.Identity;
import io.engagement.core.state.NewerLayoutException;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.time.UtcDay;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One section of state for all definitions that mean the same by a session. Events are put into
 * sessions once, and what the definitions need of a session is kept once: its times, dimension
 * values, counts and engagement. Each definition observes ({@link SessionMetric}).
 *
 * <p>The first change to a session after it was flushed has its contributions taken back at once;
 * {@link #flush} has the new ones added, so that any number of events in between costs one update.
 *
 * <p>A session is closed once the watermark has passed the last instant at which an event would
 * continue it: last event + gap (one millisecond less where a pause of exactly the gap ends it), or
 * the last millisecond of its day where midnight ends it. A late event may open the session again.
 *
 * <p>Kept of a user: the start of the first session ever, every session that an accepted event
 * could still change or an observer still needs, and what the observers keep.
 */
public final class SessionSection implements UserMetric<SessionSection.State>, SessionObserver {
  private static final int LAYOUT_1 = 1;
  private static final int LAYOUT_2 = 2;
  private static final int LAYOUT_3 = 3;

  /** The least an observer takes: key, version, length. */
  private static final int LEAST_OBSERVER_BYTES = 6;

  private final DefinitionKey key;
  private final int matcher;
  private final long lateHorizonMillis;

  /** Of the deployment's definitions now, and by observer the one in which it was put in. */
  private final int epoch;

  private final List<Integer> observerEpochs = new ArrayList<>();
  private final SessionRules rules;
  private final SessionSummaryKind kind;
  private final Sessionizer sessionizer;
  private final SessionsCodec codec;
  private final List<SessionSlot<?>> slots = new ArrayList<>();
  private final StateWriter block = new StateWriter(256);
  private final StateReader blockReader = StateReader.ofRepeatedTexts();
  private final List<SessionMetric<Object>> observers = new ArrayList<>();

  private final LongUnaryOperator keptFrom = this::keptFromMillis;

  /** Whose session is being changed. */
  private @Nullable State changing;

  private @Nullable UserContext changingUser;

  /** One user's section. */
  public static final class State {
    private final UserSessions sessions;

    /** By observer: what it keeps besides its parts of sessions. */
    private final Object[] own;

    private State(UserSessions sessions, Object[] own) {
      this.sessions = sessions;
      this.own = own;
    }

    /** The user's sessions that may still change or are still needed. */
    public UserSessions sessions() {
      return sessions;
    }
  }

  /** Sessions of a deployment that nobody observes yet. */
  SessionSection(SessionTerms terms, long gapMillis, MetricSetup setup) {
    String meaning =
        String.join(
            "\n",
            Long.toString(gapMillis),
            terms.sessionMeaning(),
            setup.calendar().zone().getId());
    this.key = DefinitionKey.of("session-section", "", meaning);
    this.matcher = setup.schema().matcher(terms.sessionEvents());
    this.lateHorizonMillis = setup.lateHorizonMillis();
    this.epoch = setup.life().now();
    this.rules = terms.rules(gapMillis, setup.schema(), setup.calendar());
    this.kind = new SessionSummaryKind(setup.schema(), terms.pings(), terms.keyEvents());
    this.sessionizer = new Sessionizer(rules, kind);
    this.codec = new SessionsCodec(rules, kind);
  }

  /**
   * Makes room for what an observer keeps of each session. {@link #observe} must follow before the
   * next observer.
   */
  public <P> SessionSlot<P> slot(PartKind<P> part, List<Breakdown> breakdowns) {
    SessionSlot<P> slot =
        kind.add(
            part,
            breakdowns.stream().mapToInt(Breakdown::key).toArray(),
            breakdowns.stream().mapToInt(Breakdown::slot).toArray());
    slots.add(slot);
    return slot;
  }

  /** Adds the observer whose slot was made last, in the life that its definition is set up in. */
  @SuppressWarnings("unchecked")
  public SessionSection observe(SessionMetric<?> observer, MetricSetup setup) {
    observers.add((SessionMetric<Object>) observer);
    observerEpochs.add(setup.life().epoch());
    return this;
  }

  @Override
  public DefinitionKey definition() {
    return key;
  }

  @Override
  public List<PublishedMetric> published() {
    return List.copyOf(observers);
  }

  @Override
  public int stateVersion() {
    return LAYOUT_3;
  }

  @Override
  public State create() {
    return new State(new UserSessions(), own());
  }

  private Object[] own() {
    Object[] own = new Object[observers.size()];
    for (int i = 0; i < own.length; i++) {
      own[i] = observers.get(i).create();
    }
    return own;
  }

  @Override
  public boolean wants(UserEvent event) {
    if (event.matches(matcher)) {
      return true;
    }
    for (int i = 0; i < observers.size(); i++) {
      if (observers.get(i).wants(event)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void onEvent(State state, UserEvent event, UserContext user) {
    for (int i = 0; i < observers.size(); i++) {
      SessionMetric<Object> observer = observers.get(i);
      if (observer.wants(event)) {
        observer.onEvent(state.own[i], event, user);
      }
    }
    if (event.matches(matcher)) {
      changing = state;
      changingUser = user;
      sessionizer.add(state.sessions, event, this);
    }
  }

  /** Called by the sessionizer while an event is added. */
  @Override
  public void takeBack(Session session) {
    add(Objects.requireNonNull(changing), session, -1, Objects.requireNonNull(changingUser));
  }

  private void add(State state, Session session, int sign, UserContext user) {
    for (int i = 0; i < observers.size(); i++) {
      if (slots.get(i).counts(session)) {
        observers.get(i).add(state.own[i], state.sessions, session, sign, user);
      }
    }
  }

  @Override
  public void flush(State state, UserContext user) {
    UserSessions sessions = state.sessions;
    if (!sessions.vanished().isEmpty()) {
      vanish(state, user);
    }
    for (int i = 0; i < sessions.size(); i++) {
      flush(state, sessions.get(i), user);
    }
    sessionizer.expire(sessions, user.acceptedFromMillis(), keptFrom);
    for (int i = 0; i < observers.size(); i++) {
      observers.get(i).flush(state.own[i], sessions, user);
    }
  }

  @Override
  public void merge(State into, State from, UserContext user) {
    for (int i = 0; i < observers.size(); i++) {
      SessionMetric<Object> observer = observers.get(i);
      uncount(into, i);
      uncount(from, i);
      observer.merge(into.own[i], from.own[i], user);
    }
    sessionizer.merge(into.sessions, from.sessions);
  }

  private void uncount(State state, int observer) {
    for (int i = 0; i < state.sessions.size(); i++) {
      Session session = state.sessions.get(i);
      if (slots.get(observer).counts(session)) {
        observers.get(observer).uncount(state.own[observer], session);
      }
    }
  }

  private void vanish(State state, UserContext user) {
    for (Identity identity : state.sessions.vanished()) {
      Session now = state.sessions.find(identity);
      boolean closed = now != null && isClosed(now, user);
      for (int i = 0; i < observers.size(); i++) {
        observers.get(i).vanish(state.own[i], identity, now, closed, user);
      }
    }
    state.sessions.clearVanished();
  }

  private void flush(State state, Session session, UserContext user) {
    boolean closed = isClosed(session, user);
    if (session.isCounted() && closed == session.isClosed()) {
      return;
    }
    if (!session.isCounted()) {
      add(state, session, 1, user);
      session.count();
    }
    for (int i = 0; i < observers.size(); i++) {
      if (slots.get(i).counts(session)) {
        observers.get(i).publish(state.own[i], state.sessions, session, closed, user);
      }
    }
    session.setClosed(closed);
  }

  /** An unchanged session stays closed, also right after a restart, before the first watermark. */
  private boolean isClosed(Session session, UserContext user) {
    return (session.isClosed() && !session.hasChanged())
        || user.watermarkMillis() >= rules.closesAtMillis(session.endMillis());
  }

  private long keptFromMillis(long changingFromMillis) {
    long kept = Long.MAX_VALUE;
    for (int i = 0; i < observers.size(); i++) {
      kept = Math.min(kept, observers.get(i).keptFromMillis(changingFromMillis));
    }
    return kept;
  }

  /** When a session closes, if that is published; else when all can be expired. */
  @Override
  public long deadlineMillis(State state) {
    long deadline = Long.MAX_VALUE;
    boolean publishesClosing = false;
    for (int i = 0; i < observers.size(); i++) {
      SessionMetric<Object> observer = observers.get(i);
      deadline = Math.min(deadline, observer.deadlineMillis(state.own[i]));
      publishesClosing |= observer.publishesClosing();
    }
    UserSessions sessions = state.sessions;
    boolean allClosed = true;
    for (int i = 0; publishesClosing && i < sessions.size(); i++) {
      Session session = sessions.get(i);
      if (!session.isClosed() || !session.isCounted()) {
        deadline = Math.min(deadline, rules.closesAtMillis(session.endMillis()));
        allClosed = false;
      }
    }
    return allClosed && sessions.size() > 0
        ? Math.min(deadline, expiryMillis(sessions.get(sessions.size() - 1)))
        : deadline;
  }

  private long expiryMillis(Session last) {
    long neededUntil = rules.closesAtMillis(last.endMillis()) - 1;
    for (int i = 0; i < observers.size(); i++) {
      neededUntil = Math.max(neededUntil, observers.get(i).keptUntilMillis(last));
    }
    return UtcDay.endMillis(neededUntil) + lateHorizonMillis;
  }

  @Override
  public void contributions(State state, UserContext user) {
    for (int i = 0; i < observers.size(); i++) {
      observers.get(i).contributions(state.own[i], state.sessions, user);
    }
  }

  @Override
  public void facts(State state, UserContext user) {
    for (int i = 0; i < observers.size(); i++) {
      observers.get(i).facts(state.own[i], state.sessions, user);
    }
  }

  /**
   * Layout 3: the sessions ({@link SessionsCodec#write}); how many observers have something, each:
   * key, version, length, then its parts if there are sessions ({@link SessionsCodec#writeParts})
   * and what else it keeps; the epoch it was written in, which tells who observed without having
   * anything. Layout 2 has at its end how many those are, each: key. In layout 1 all observers have
   * something, and always parts.
   */
  @Override
  public void write(State state, StateWriter out) {
    codec.write(state.sessions, out);
    boolean hasParts = state.sessions.size() > 0;
    int written = 0;
    for (int i = 0; i < observers.size(); i++) {
      written += hasParts || !observers.get(i).isEmpty(state.own[i]) ? 1 : 0;
    }
    out.writeUnsigned(written);
    for (int i = 0; i < observers.size(); i++) {
      SessionMetric<Object> observer = observers.get(i);
      if (hasParts || !observer.isEmpty(state.own[i])) {
        block.clear();
        if (hasParts) {
          codec.writeParts(slots.get(i), state.sessions, block);
        }
        observer.write(state.own[i], block);
        out.writeInt(observer.definition().key());
        out.writeUnsigned(observer.stateVersion());
        out.writeUnsigned(block.size());
        out.writeBytes(block.array(), 0, block.size());
      }
    }
    out.writeUnsigned(epoch);
  }

  @Override
  public State read(StateReader in, int version) {
    if (version < LAYOUT_1 || version > LAYOUT_3) {
      throw new NewerLayoutException("sessions", version, LAYOUT_3);
    }
    SessionsCodec.Shared shared = codec.read(in, version);
    State state = new State(shared.sessions(), own());
    boolean hasParts = version == LAYOUT_1 || state.sessions.size() > 0;
    boolean isObserved = false;
    for (int count = in.readCount(LEAST_OBSERVER_BYTES); count > 0; count--) {
      int observer = observerOf(in.readInt());
      int layout = in.readUnsignedInt();
      int length = in.readCount(1);
      if (observer >= 0) {
        isObserved = true;
        blockReader.over(in.array(), in.position(), length);
        readBlock(state, shared, observer, layout, hasParts);
      }
      in.skip(length);
    }
    if (version == LAYOUT_2) {
      isObserved |= isAnyIdle(in);
    } else if (version == LAYOUT_3) {
      int writtenIn = in.readUnsignedInt();
      isObserved |= !hasParts && observerEpochs.stream().anyMatch(putIn -> putIn <= writtenIn);
    }
    if (!isObserved) {
      // Nobody has kept it up since its last observer left.
      return create();
    }
    codec.finish(state.sessions);
    return state;
  }

  private boolean isAnyIdle(StateReader in) {
    boolean isAny = false;
    for (int count = in.readCount(Integer.BYTES); count > 0; count--) {
      isAny |= observerOf(in.readInt()) >= 0;
    }
    return isAny;
  }

  private void readBlock(
      State state, SessionsCodec.Shared shared, int observer, int layout, boolean hasParts) {
    SessionMetric<Object> metric = observers.get(observer);
    if (layout > metric.newestVersion()) {
      throw new NewerLayoutException(
          metric.definition().family() + ' ' + metric.definition().id(),
          layout,
          metric.newestVersion());
    }
    if (hasParts) {
      codec.readParts(slots.get(observer), shared, layout, blockReader);
    }
    state.own[observer] = metric.read(blockReader, layout);
    blockReader.expectEnd();
  }

  private int observerOf(int definitionKey) {
    int at = observers.size() - 1;
    while (at >= 0 && observers.get(at).definition().key() != definitionKey) {
      at--;
    }
    return at;
  }

  @Override
  public int heapBytes(State state) {
    int bytes = 40 + sessionizer.heapBytes(state.sessions);
    for (int i = 0; i < observers.size(); i++) {
      bytes += 4 + observers.get(i).heapBytes(state.own[i]);
    }
    return bytes;
  }
}
