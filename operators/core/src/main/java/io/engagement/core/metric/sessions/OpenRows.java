package io.engagement.core.metric.sessions;

import io.engagement.core.session.Publish;
import io.engagement.core.session.Session;
import io.engagement.core.session.UserSessions.Identity;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What the published rows of a user's open sessions say, where a row is published at most once in a
 * time. A session without one here is published with its next change.
 */
final class OpenRows {
  private static final int LEAST_BYTES = 4;
  private static final int EMPTY_HEAP_BYTES = 40;
  private static final int HEAP_BYTES = 80;

  private final List<Row> rows = new ArrayList<>(0);

  /** {@code isFirst}: whether the row says that the session is its user's first. */
  private record Row(Identity session, long endMillis, boolean isFirst) {}

  /** Whether a changed session that is open is published now; it notes that it is. */
  boolean publishes(Session session, boolean isFirst, Publish publish) {
    Identity identity = new Identity(session.startMillis(), session.ordinal());
    long end = session.endMillis();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.session().equals(identity)) {
        if (row.isFirst() == isFirst && publish.waits(row.endMillis(), end)) {
          return false;
        }
        rows.set(i, new Row(identity, end, isFirst));
        return true;
      }
    }
    rows.add(new Row(identity, end, isFirst));
    return true;
  }

  /** The session has closed, or its row is no longer what it was. */
  void forget(Identity session) {
    // One that stays empty is every user's, in all threads.
    if (!rows.isEmpty()) {
      rows.removeIf(row -> row.session().equals(session));
    }
  }

  /** All rows: none of the next ones waits. */
  void clear() {
    if (!rows.isEmpty()) {
      rows.clear();
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  int heapBytes() {
    return EMPTY_HEAP_BYTES + rows.size() * HEAP_BYTES;
  }

  /** How many; each: start, ordinal, milliseconds from the start to where its row ends, first. */
  void write(StateWriter out) {
    out.writeUnsigned(rows.size());
    for (Row row : rows) {
      long start = row.session().startMillis();
      out.writeSigned(start);
      out.writeUnsigned(row.session().ordinal());
      out.writeUnsigned(row.endMillis() - start);
      out.writeBoolean(row.isFirst());
    }
  }

  static OpenRows read(StateReader in) {
    OpenRows read = new OpenRows();
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      long start = in.readSigned();
      Identity session = new Identity(start, in.readUnsignedInt());
      read.rows.add(new Row(session, start + in.readUnsigned(), in.readBoolean()));
    }
    return read;
  }
}
