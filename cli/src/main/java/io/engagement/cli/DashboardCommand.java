package io.engagement.cli;

import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.dashboard.DashboardServer;
import io.engagement.dashboard.cut.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code engage dashboard}: the web page over PostgreSQL. */
@Command(
    name = "dashboard",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serve a page over the tables in PostgreSQL.",
      "It reads only, through connections that cannot write, and needs neither Kafka nor Flink."
          + " Ctrl-C ends it.",
      ""
    },
    footer = {
      "",
      "Bound to another address than loopback it asks for a token, which is printed unless a file"
          + " holds it. It speaks plain HTTP: put it behind what speaks TLS.",
      "",
      "Example:",
      "  engage dashboard --config engagement.yaml",
      "  engage dashboard --config engagement.yaml --bind 0.0.0.0 --name metrics.example.com \\",
      "    --user dashboard --password-file /run/secrets/dashboard"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DashboardCommand implements Callable<Integer> {
  private static final int SHORTEST_TOKEN = 16;

  @Spec CommandSpec spec;

  @Mixin ConfigOption config;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "Where to listen; 0 for any free port. Default: ${DEFAULT-VALUE}.")
  int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address of this machine to listen on. Default: ${DEFAULT-VALUE}.")
  String bind;

  @Option(
      names = "--name",
      paramLabel = "HOST",
      description =
          "A host name that browsers use for it, beside localhost and plain addresses; may be"
              + " repeated. Under other names nothing is answered.")
  List<String> names = new ArrayList<>();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Holds the token that browsers must show, of at least 16 characters. Also asks for it on"
              + " loopback.")
  @Nullable Path tokenFile;

  @Option(
      names = "--user",
      paramLabel = "ROLE",
      description = "Role of PostgreSQL to read as. Default: that of the configuration.")
  @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Holds the password of --user.")
  @Nullable Path passwordFile;

  @Mixin Console console;

  @Override
  public Integer call() throws Exception {
    EngagementConfig read = config.read();
    PostgresSink sink = read.sinks().postgres();
    if (sink == null) {
      throw new InvalidInputException(
          config.file()
              + ": there is no sinks.postgres\nhint: the dashboard reads the tables in PostgreSQL");
    }
    if (passwordFile != null && user == null) {
      throw new ParameterException(
          spec.commandLine(), "--password-file is the password of --user, which is missing");
    }
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9.-]+")) {
        throw new ParameterException(
            spec.commandLine(), "--name is a host name alone, like metrics.example.com: " + name);
      }
    }
    Ports.requireFree(port, "--port");
    boolean isLoopback = InetAddress.getByName(bind).isLoopbackAddress();
    String token = token(isLoopback);
    Database.Address address =
        new Database.Address(
            sink.url(),
            user == null ? sink.user() : user,
            user == null ? password(sink) : passwordFile == null ? null : secret(passwordFile),
            sink.schema(),
            read.deployment(),
            read.time().zone());
    try (DashboardServer server = start(address, token)) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "ending"));
      console.say("Dashboard   " + server.uri());
      if (token != null && tokenFile == null) {
        console.say("Token       " + token);
      }
      console.say("Reads       " + address);
      console.say("Ctrl-C ends it.");
      new CountDownLatch(1).await();
    }
    return Engage.DONE;
  }

  private DashboardServer start(Database.Address address, @Nullable String token)
      throws CommandFailedException {
    try {
      return DashboardServer.start(address, new DashboardServer.Listen(bind, port, names, token));
    } catch (SQLException e) {
      throw new CommandFailedException(
          "the tables at %s cannot be read: %s".formatted(address, e.getMessage()));
    } catch (IOException e) {
      throw new CommandFailedException(
          "cannot listen on %s, port %d: %s".formatted(bind, port, e.getMessage()));
    }
  }

  private @Nullable String token(boolean isLoopback) throws IOException, InvalidInputException {
    if (tokenFile != null) {
      String token = secret(tokenFile);
      if (token.length() < SHORTEST_TOKEN) {
        throw new InvalidInputException(
            "error: the token in %s is shorter than %d characters%nhint: head -c 24 /dev/urandom | base64 > %s"
                .formatted(tokenFile, SHORTEST_TOKEN, tokenFile));
      }
      return token;
    }
    if (isLoopback) {
      return null;
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static @Nullable String password(PostgresSink sink) {
    SecretRef password = sink.password();
    return password == null ? null : password.resolve(System::getenv);
  }

  private static String secret(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
