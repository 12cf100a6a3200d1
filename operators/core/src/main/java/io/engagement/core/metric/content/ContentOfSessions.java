package io.engagement.core.metric.content;

import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.SessionMetric;
import io.engagement.core.metric.UserContext;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionEnds;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.session.SessionTerms;
import io.engagement.core.session.UserSessions;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DefinitionKey;

/**
 * Content that goes by sessions: beside its views it counts the entries, exits and bounces of
 * sessions, in the bucket and under the dimension values of the session.
 */
final class ContentOfSessions implements SessionMetric<ContentState> {
  private final ContentMetric views;
  private final ContentCells cells;
  private final SessionTerms terms;
  private final SessionSlot<SessionEnds> slot;

  ContentOfSessions(
      ContentMetric views, ContentCells cells, SessionTerms terms, SessionSlot<SessionEnds> slot) {
    this.views = views;
    this.cells = cells;
    this.terms = terms;
    this.slot = slot;
  }

  @Override
  public DefinitionKey definition() {
    return views.definition();
  }

  @Override
  public int periods() {
    return views.periods();
  }

  @Override
  public int top() {
    return views.top();
  }

  @Override
  public int stateVersion() {
    return views.stateVersion();
  }

  @Override
  public ContentState create() {
    return views.create();
  }

  @Override
  public ContentState read(StateReader in, int version) {
    return views.read(in, version);
  }

  @Override
  public void write(ContentState state, StateWriter out) {
    views.write(state, out);
  }

  @Override
  public boolean isEmpty(ContentState state) {
    return views.isEmpty(state);
  }

  @Override
  public int heapBytes(ContentState state) {
    return views.heapBytes(state);
  }

  @Override
  public boolean wants(UserEvent event) {
    return views.wants(event);
  }

  @Override
  public void onEvent(ContentState state, UserEvent event, UserContext user) {
    views.onEvent(state, event, user);
  }

  @Override
  public void add(
      ContentState state, UserSessions sessions, Session session, int sign, UserContext user) {
    SessionEnds ends = slot.part(session);
    if (ends.entry() == null && ends.exit() == null) {
      return;
    }
    boolean bounced = ends.entry() != null && terms.isBounce(session.sum());
    cells.addEnds(user.deltas(), session, slot, bounced ? sign : 0, sign);
  }

  @Override
  public void merge(ContentState into, ContentState from, UserContext user) {
    views.merge(into, from, user);
  }

  @Override
  public void flush(ContentState state, UserSessions sessions, UserContext user) {
    views.flush(state, user);
  }

  @Override
  public long deadlineMillis(ContentState state) {
    return views.deadlineMillis(state);
  }

  @Override
  public void contributions(ContentState state, UserSessions sessions, UserContext user) {
    views.contributions(state, user);
    for (int i = 0; i < sessions.size(); i++) {
      if (slot.counts(sessions.get(i))) {
        add(state, sessions, sessions.get(i), 1, user);
      }
    }
  }
}
