package io.engagement.dashboard;

import io.engagement.dashboard.cut.Database;
import io.engagement.dashboard.cut.ViewReader;
import io.engagement.dashboard.view.Views;
import io.engagement.dashboard.web.Access;
import io.engagement.dashboard.web.Pages;
import io.engagement.dashboard.web.Scene;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The page over the tables, served until it is closed. */
public final class DashboardServer implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int HEADER_BYTES = 16_384;
  private static final int IDLE_MILLIS = 60_000;

  private final Server server;
  private final ServerConnector connector;
  private final Pages pages;
  private final Database database;

  /**
   * Where to listen.
   *
   * @param host a name or address of this machine
   * @param port 0 for any free one
   * @param names under which browsers may ask, beside localhost and plain addresses
   * @param token what they must show first; null when everybody who reaches it may look
   */
  public record Listen(String host, int port, List<String> names, @Nullable String token) {
    public Listen {
      names = List.copyOf(names);
    }

    /** For this machine alone. */
    public static Listen loopback(int port) {
      return new Listen("127.0.0.1", port, List.of(), null);
    }
  }

  private DashboardServer(
      Server server, ServerConnector connector, Pages pages, Database database) {
    this.server = server;
    this.connector = connector;
    this.pages = pages;
    this.database = database;
  }

  /**
   * Starts to serve. The tables need not be there yet.
   *
   * @throws SQLException when the database cannot be reached
   * @throws IOException when it cannot listen there
   */
  public static DashboardServer start(Database.Address address, Listen listen)
      throws SQLException, IOException {
    Views views = Views.load();
    Database database = Database.connect(address);
    Pages pages =
        new Pages(new Access(listen.names(), listen.token()), views, new ViewReader(database));
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("dashboard");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(listen.host());
    connector.setPort(listen.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setHandler(pages);
    server.setErrorHandler(DashboardServer::plainly);
    DashboardServer dashboard = new DashboardServer(server, connector, pages, database);
    try {
      server.start();
      return dashboard;
    } catch (Exception e) {
      dashboard.close();
      throw e instanceof IOException refused ? refused : new IOException(e);
    }
  }

  /** What Jetty refuses before any of it is ours: without a word of how it is made. */
  private static boolean plainly(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, java.nio.ByteBuffer.allocate(0), callback);
    return true;
  }

  /** Says it on every page that is open, until the next one. */
  public void tell(Scene scene) {
    pages.tell(scene);
  }

  /** Where it is. */
  public URI uri() {
    String host = connector.getHost();
    return URI.create(
        "http://%s:%d/"
            .formatted(host.contains(":") ? '[' + host + ']' : host, connector.getLocalPort()));
  }

  @Override
  public void close() {
    pages.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the dashboard did not stop", e);
    } finally {
      database.close();
    }
  }
}
