package io.engagement.local;

import io.engagement.local.postgres.PostgresDatabases;
import io.engagement.local.postgres.PostgresPrograms;
import io.engagement.local.postgres.PostgresServer;
import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.LoopbackPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server: the one that was configured, else an installed one started on loopback, else
 * the programs that the build brought along. A server started here ends with the JVM that started
 * it, even when that one is killed; a configured server is only used, never stopped.
 */
public final class LocalPostgres implements AutoCloseable {
  /** How much a crash of the machine may cost; a crash of the server alone costs nothing. */
  public enum Durability {
    /** Every commit reaches the disk. */
    FSYNC,
    /** Quicker; a power failure may break the data. For tests. */
    NO_FSYNC
  }

  /** Which server to use. */
  public enum Origin {
    /** The first of the others that is there. */
    ANY,
    /** The one of {@code engage.postgres.url} or {@code ENGAGE_POSTGRES_URL}. */
    CONFIGURED,
    /** Programs found on this machine. */
    INSTALLED,
    /** Programs that came as a Maven artifact. */
    BUNDLED
  }

  private final Builder options;
  private final PostgresDatabases databases;
  private final @Nullable PostgresServer server;
  private final @Nullable ServerFiles files;
  private final String description;

  private LocalPostgres(
      Builder options,
      PostgresDatabases databases,
      @Nullable PostgresServer server,
      @Nullable ServerFiles files,
      String description) {
    this.options = options;
    this.databases = databases;
    this.server = server;
    this.files = files;
    this.description = description;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The JDBC URL of a database of this server, without user and password. */
  public String jdbcUrl(String database) {
    return databases.jdbcUrl(database);
  }

  public String user() {
    return databases.user();
  }

  public String password() {
    return databases.password();
  }

  public int port() {
    return databases.port();
  }

  /** Which server this is, for people. */
  public String description() {
    return description;
  }

  /** Makes a database unless it is there; its JDBC URL. */
  public String createDatabase(String name) {
    databases.create(name);
    return jdbcUrl(name);
  }

  /** The process id of the server; empty when it is stopped or not ours. */
  public Optional<Long> pid() {
    return server == null ? Optional.empty() : server.pid();
  }

  /** Stops the server as a crash would; {@link #restart()} brings it back. */
  public void stopImmediate() {
    own().stop(PostgresServer.Stop.IMMEDIATE);
  }

  /** Stops the server in order; {@link #restart()} brings it back. */
  public void stop() {
    own().stop(PostgresServer.Stop.FAST);
  }

  /** Kills the server's main process with {@code kill -9}; {@link #restart()} brings it back. */
  public void kill() {
    own().kill();
  }

  /** Starts the server again on the same data and port, stopping it first if it runs. */
  public void restart() {
    own().stop(PostgresServer.Stop.FAST);
    own().start(port(), options.settings(), options.startupTimeout);
  }

  /** Stops a server started here and deletes its data if it lies in a temporary folder. */
  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
    }
    if (files != null) {
      files.release();
    }
  }

  private PostgresServer own() {
    if (server == null) {
      throw new LocalServerException(
          description + " was not started here and is not stopped from here. Unset its URL.");
    }
    return server;
  }

  /** Which server, where its data lies, and its settings. */
  public static final class Builder {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable Path directory;
    private int port;
    private Origin origin = Origin.ANY;
    private Durability durability = Durability.FSYNC;
    private Duration startupTimeout = Duration.ofSeconds(60);
    private Consumer<String> progress = line -> {};

    private Builder() {}

    /** Where data, password and log go and stay; without it, a temporary folder. */
    public Builder directory(Path value) {
      directory = value;
      return this;
    }

    /** The port; 0, the default, takes a free one. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder origin(Origin value) {
      origin = value;
      return this;
    }

    public Builder durability(Durability value) {
      durability = value;
      return this;
    }

    /** A setting of {@code postgresql.conf}, over the ones chosen here. */
    public Builder setting(String key, String value) {
      settings.put(key, value);
      return this;
    }

    public Builder startupTimeout(Duration value) {
      startupTimeout = value;
      return this;
    }

    /** Receives a line when something begins or is done. */
    public Builder progress(Consumer<String> listener) {
      progress = listener;
      return this;
    }

    /**
     * Returns a server that takes connections.
     *
     * @throws LocalServerException when none can be had, with the reason of each
     */
    public LocalPostgres start() {
      Optional<PostgresDatabases> configured = PostgresDatabases.configured();
      if (origin == Origin.CONFIGURED || (origin == Origin.ANY && configured.isPresent())) {
        return use(configured.orElseThrow(PostgresDatabases::notConfigured));
      }
      StringBuilder reasons = new StringBuilder();
      if (origin != Origin.BUNDLED) {
        try {
          return run(PostgresPrograms.installed().orElseThrow(PostgresPrograms::notInstalled));
        } catch (LocalServerException e) {
          reasons.append("\n- installed: ").append(e.getMessage());
          progress.accept("PostgreSQL: no installed server can be used");
        }
      }
      if (origin != Origin.INSTALLED) {
        try {
          return run(PostgresPrograms.bundled(progress));
        } catch (LocalServerException e) {
          reasons.append("\n- bundled: ").append(e.getMessage());
        }
      }
      throw new LocalServerException(
          "No PostgreSQL server can be started:" + reasons + "\n" + PostgresDatabases.REMEDY);
    }

    private LocalPostgres use(PostgresDatabases databases) {
      databases.check();
      String description = "The configured PostgreSQL at " + databases.jdbcUrl("");
      progress.accept("PostgreSQL: " + description);
      return new LocalPostgres(this, databases, null, null, description);
    }

    private LocalPostgres run(PostgresPrograms programs) {
      ServerFiles files = ServerFiles.in(directory, "postgres");
      long startNanos = System.nanoTime();
      progress.accept("PostgreSQL: starting " + programs);
      try {
        PostgresServer server = PostgresServer.in(files.root(), programs);
        PostgresDatabases databases = start(server);
        long millis = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
        String place = LoopbackPort.HOST + ":" + databases.port();
        progress.accept("PostgreSQL: ready on " + place + " after " + millis + " ms");
        LocalPostgres postgres =
            new LocalPostgres(this, databases, server, files, programs + " on " + place);
        files.closeAtExit(postgres::close);
        return postgres;
      } catch (LocalServerException e) {
        files.release();
        throw e;
      }
    }

    private PostgresDatabases start(PostgresServer server) {
      try {
        return LoopbackPort.serve(
            port,
            chosen -> {
              server.start(chosen, settings(), startupTimeout);
              return PostgresDatabases.own(chosen, PostgresServer.USER, server.password());
            });
      } catch (LocalServerException e) {
        server.close();
        throw e;
      }
    }

    private Map<String, String> settings() {
      Map<String, String> all = new LinkedHashMap<>();
      all.put("shared_buffers", "64MB");
      all.put("max_connections", "60");
      String durable = durability == Durability.FSYNC ? "on" : "off";
      all.put("fsync", durable);
      // Whole pages in the log mend what a power failure tore.
      all.put("full_page_writes", durable);
      all.putAll(settings);
      return all;
    }
  }
}
