package io.engagement.dashboard.web;

import io.engagement.dashboard.cut.Ledger;
import io.engagement.dashboard.cut.ViewReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells browsers by server-sent events when the ledger has moved on, and what is told beside the
 * numbers. One look at the ledger a second serves all of them, and none is taken while nobody
 * listens.
 */
final class Events implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final String GREETING = "greeting";
  private static final String COMMIT = "commit";
  private static final String STORY = "story";
  private static final int MOST_LISTENERS = 200;
  private static final int LOOK_EVERY_SECONDS = 1;

  /** An answer without any byte would be cut off by whatever lies between. */
  private static final int QUIET_LOOKS = 15;

  private final ViewReader reader;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dashboard-events");
            thread.setDaemon(true);
            return thread;
          });
  private String last = "";
  private String scene = "";
  private int quiet;

  Events(ViewReader reader) {
    this.reader = reader;
    clock.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** Keeps the answer open and writes to it what happens. */
  void listen(Request request, Response response, Callback callback) {
    if (listeners.size() >= MOST_LISTENERS) {
      Reply.text(request, response, callback, 503, "Too many pages are open.");
      return;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    Listener listener = new Listener(response, callback);
    synchronized (this) {
      listeners.add(listener);
      listener.write(GREETING, "retry: 2000\n\n");
      // What was said last, for whoever has missed it while connecting.
      if (!last.isEmpty()) {
        listener.write(COMMIT, event(COMMIT, last));
      }
      if (!scene.isEmpty()) {
        listener.write(STORY, event(STORY, scene));
      }
    }
  }

  /**
   * Tells those who look, and those who begin to.
   *
   * @param json in one line
   */
  synchronized void tell(String json) {
    scene = json;
    listeners.forEach(listener -> listener.write(STORY, event(STORY, json)));
  }

  private void look() {
    try {
      if (listeners.isEmpty()) {
        return;
      }
      String now = state();
      quiet++;
      if (!now.equals(last)) {
        quiet = 0;
        synchronized (this) {
          last = now;
          listeners.forEach(listener -> listener.write(COMMIT, event(COMMIT, now)));
        }
      } else if (quiet >= QUIET_LOOKS) {
        quiet = 0;
        listeners.forEach(listener -> listener.write(GREETING, ": still here\n\n"));
      }
    } catch (RuntimeException e) {
      LOG.warn("looking at the ledger failed", e);
    }
  }

  private static String event(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }

  /** What a page must be drawn again for: another commit, or another state of health. */
  private String state() {
    try {
      Ledger ledger = reader.ledger();
      return ledger.commit() + " " + ledger.health();
    } catch (SQLException e) {
      return "the database does not answer";
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    listeners.forEach(Listener::end);
  }

  /** An open answer: one write at a time, the newest of each kind that came meanwhile after it. */
  private final class Listener {
    private final Response response;
    private final Callback callback;
    private final Map<String, String> waiting = new LinkedHashMap<>();
    private boolean writing;
    private boolean ended;

    Listener(Response response, Callback callback) {
      this.response = response;
      this.callback = callback;
    }

    void write(String kind, String text) {
      synchronized (this) {
        if (ended) {
          return;
        }
        if (writing) {
          waiting.put(kind, text);
          return;
        }
        writing = true;
      }
      send(text);
    }

    private void send(String text) {
      response.write(
          false,
          ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
          Callback.from(this::written, failure -> fail(failure)));
    }

    private void written() {
      String next;
      synchronized (this) {
        writing = !waiting.isEmpty() && !ended;
        next = String.join("", waiting.values());
        waiting.clear();
        if (!writing) {
          return;
        }
      }
      send(next);
    }

    private void fail(Throwable failure) {
      listeners.remove(this);
      synchronized (this) {
        ended = true;
      }
      callback.failed(failure);
    }

    void end() {
      listeners.remove(this);
      synchronized (this) {
        if (ended) {
          return;
        }
        ended = true;
      }
      callback.succeeded();
    }
  }
}
