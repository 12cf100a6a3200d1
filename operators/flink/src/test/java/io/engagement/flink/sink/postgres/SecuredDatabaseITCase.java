package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.SecretRef;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sslmode} as in the worked examples, against a server with TLS and one without. */
class SecuredDatabaseITCase {
  private static final String PASSWORD = "correct horse";

  @TempDir static Path folder;

  private static LocalPostgres plain;
  private static LocalPostgres secured;
  private static Path ca;
  private static Path otherCa;

  @BeforeAll
  static void start() throws Exception {
    plain = LocalPostgres.builder().durability(Durability.NO_FSYNC).start();
    secured = LocalPostgres.builder().durability(Durability.NO_FSYNC).start();
    assertThat(secured.pid()).as("a server of our own, to be set up").isPresent();
    ca = makeKeys("database");
    otherCa = makeKeys("another");
    serveTls();
  }

  @AfterAll
  static void stop() {
    plain.close();
    secured.close();
  }

  @Test
  void verifyFullIsEncryptedAndKnowsTheServer() throws Exception {
    PostgresSinkOptions options = options(secured, "127.0.0.1", "verify-full", ca);
    PostgresTables.prepare(options, MetricCatalog.tables());
    try (Connection connection = PostgresSession.connect(options);
        Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getBoolean(1)).isTrue();
        assertThat(row.getString(2)).startsWith("TLSv1.");
      }
    }
  }

  @Test
  void aServerWithoutTlsIsNotSpokenTo() {
    for (String mode : List.of("require", "verify-full")) {
      assertThatThrownBy(() -> prepare(options(plain, "127.0.0.1", mode, ca)))
          .isInstanceOf(SinkRefusedException.class)
          .hasMessageContaining("does not support SSL")
          .hasMessageContaining("Set ssl = on at the server");
    }
  }

  @Test
  void aServerThatNobodyVouchesForIsNotSpokenTo() {
    assertThatThrownBy(() -> prepare(options(secured, "127.0.0.1", "verify-full", otherCa)))
        .isInstanceOf(SinkRefusedException.class)
        .hasMessageContaining("sslrootcert has to be the certificate");
  }

  @Test
  void aCertificateForAnotherNameIsNotEnough() {
    assertThatThrownBy(() -> prepare(options(secured, "localhost", "verify-full", ca)))
        .isInstanceOf(SinkRefusedException.class)
        .hasMessageContaining("localhost")
        .hasMessageContaining("as its certificate has it");
  }

  private static void prepare(PostgresSinkOptions options) throws SinkRefusedException {
    PostgresTables.prepare(options, MetricCatalog.tables());
  }

  private static PostgresSinkOptions options(
      LocalPostgres server, String host, String mode, Path root) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), server.password());
    return new PostgresSinkOptions(
        "shop",
        "jdbc:postgresql://%s:%d/postgres?sslmode=%s&sslrootcert=%s"
            .formatted(host, server.port(), mode, root),
        server.user(),
        new SecretRef.InFile(password.toString()),
        "engagement",
        StartOptions.CONTINUE,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30));
  }

  /** A key that signs itself, and its certificate, which clients trust. */
  private static Path makeKeys(String name) throws Exception {
    Path keys = folder.resolve(name + ".p12");
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(
        List.of(
            ("-genkeypair -alias database -keyalg EC -dname CN="
                    + name
                    + " -ext san=ip:127.0.0.1 -validity 2 -storetype PKCS12 -keystore "
                    + keys)
                .split(" ", -1)));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return Files.writeString(
        folder.resolve(name + ".crt"),
        pem("CERTIFICATE", store(name).getCertificate("database").getEncoded()));
  }

  private static KeyStore store(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static String pem(String kind, byte[] bytes) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, base64);
  }

  /** The server writes the files itself, so that they are its own whatever account it runs as. */
  private static void serveTls() throws Exception {
    byte[] key = store("database").getKey("database", PASSWORD.toCharArray()).getEncoded();
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      write(statement, "server.crt", Files.readString(ca));
      write(statement, "server.key", pem("PRIVATE KEY", key));
      statement.execute("ALTER SYSTEM SET ssl = on");
      statement.execute("SELECT pg_reload_conf()");
    }
    await("TLS")
        .until(
            () -> {
              try (Connection connection = connect("?sslmode=require")) {
                return connection.isValid(1);
              } catch (SQLException notYet) {
                return false;
              }
            });
  }

  private static void write(Statement statement, String file, String text) throws SQLException {
    statement.execute(
        "COPY (SELECT unnest(string_to_array('%s', E'\\n'))) TO PROGRAM 'umask 077; cat > %s'"
            .formatted(text.strip(), file));
  }

  private static Connection connect(String parameters) throws SQLException {
    return DriverManager.getConnection(
        secured.jdbcUrl("postgres") + parameters, secured.user(), secured.password());
  }
}
