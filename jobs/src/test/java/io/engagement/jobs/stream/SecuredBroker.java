package io.engagement.jobs.stream;

import static org.apache.kafka.clients.admin.ScramMechanism.SCRAM_SHA_512;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.local.LocalKafka;
import io.engagement.local.process.LoopbackPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker with two listeners: a plain one for administrators, and one that wants TLS and a
 * password, behind which a principal may do what the worked example of ACLs says.
 */
final class SecuredBroker implements AutoCloseable {
  private static final Path ACLS = Path.of("..", "ops", "security", "kafka-acls.sh");
  private static final String PASSWORD = "correct horse";

  private final LocalKafka kafka;
  private final Path secrets;
  private final String address;

  private SecuredBroker(LocalKafka kafka, Path secrets, String address) {
    this.kafka = kafka;
    this.secrets = secrets;
    this.address = address;
  }

  /**
   * Starts it.
   *
   * @param folder for its data and for the files of secrets
   */
  static SecuredBroker start(Path folder) throws Exception {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Path keys = makeKeys(secrets);
    String host = LoopbackPort.HOST;
    int plain = LoopbackPort.free();
    String address = host + ":" + LoopbackPort.free();
    String controller = host + ":" + LoopbackPort.free();
    String clients = "PLAINTEXT://%s:%d,SECURED://%s".formatted(host, plain, address);
    LocalKafka kafka =
        LocalKafka.process()
            .directory(folder.resolve("kafka"))
            .port(plain)
            .property("listeners", clients + ",CONTROLLER://" + controller)
            .property("advertised.listeners", clients)
            .property("controller.quorum.voters", "1@" + controller)
            .property(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_SSL")
            .property("sasl.enabled.mechanisms", SCRAM_SHA_512.mechanismName())
            .property(
                "listener.name.secured.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;")
            .property("listener.name.secured.ssl.keystore.type", "PKCS12")
            .property("listener.name.secured.ssl.keystore.location", keys.toString())
            .property("listener.name.secured.ssl.keystore.password", PASSWORD)
            .property(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
            .property("super.users", "User:ANONYMOUS")
            .start();
    SecuredBroker broker = new SecuredBroker(kafka, secrets, address);
    try {
      broker.admit();
      return broker;
    } catch (Exception e) {
      kafka.close();
      throw e;
    }
  }

  /** A key that signs itself, and its certificate, which clients trust. */
  private static Path makeKeys(Path secrets) throws IOException, InterruptedException {
    Path keys = secrets.resolve("broker.p12");
    String store = "-keystore %s -storetype PKCS12".formatted(keys);
    keytool(
        "-genkeypair -alias broker -keyalg EC -dname CN=broker -ext san=ip:%s -validity 2 %s"
            .formatted(LoopbackPort.HOST, store));
    keytool(
        "-exportcert -rfc -alias broker -file %s %s"
            .formatted(secrets.resolve("kafka-ca.pem"), store));
    return keys;
  }

  private static void keytool(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ", -1)));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private void admit() throws Exception {
    writeLogin(PASSWORD);
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "engagement", new ScramCredentialInfo(SCRAM_SHA_512, 4096), PASSWORD)))
          .all()
          .get();
      admin.createAcls(acls()).all().get();
      admin
          .createTopics(List.of(new NewTopic("control", Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }

  /** The login of the job's principal, with this password. */
  void writeLogin(String password) throws IOException {
    Files.writeString(
        secrets.resolve("jaas"),
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"engagement\" password=\"%s\";%n".formatted(password));
  }

  /** With the right password again. */
  void writeLogin() throws IOException {
    writeLogin(PASSWORD);
  }

  private static List<AclBinding> acls() throws IOException {
    List<AclBinding> bindings = new ArrayList<>();
    String script = Files.readString(ACLS).replaceAll("\\\\\n *", "");
    for (String line : script.lines().filter(each -> each.startsWith("acls --")).toList()) {
      bindings.addAll(acls(line.split("\\s+", -1)));
    }
    assertThat(bindings).hasSizeGreaterThan(10);
    return bindings;
  }

  private static List<AclBinding> acls(String[] words) {
    List<AclOperation> operations = new ArrayList<>();
    ResourceType type = ResourceType.ANY;
    String name = Resource.CLUSTER_NAME;
    PatternType pattern = PatternType.LITERAL;
    for (int i = 1; i < words.length; i++) {
      switch (words[i]) {
        case "--operation" -> operations.add(operation(words[++i]));
        case "--topic" -> {
          type = ResourceType.TOPIC;
          name = words[++i];
        }
        case "--group" -> {
          type = ResourceType.GROUP;
          name = words[++i];
        }
        case "--transactional-id" -> {
          type = ResourceType.TRANSACTIONAL_ID;
          name = words[++i];
        }
        case "--cluster" -> type = ResourceType.CLUSTER;
        case "--resource-pattern-type" ->
            pattern = PatternType.valueOf(words[++i].toUpperCase(Locale.ROOT));
        default -> throw new AssertionError("an option that this test does not know: " + words[i]);
      }
    }
    ResourcePattern resource = new ResourcePattern(type, name, pattern);
    return operations.stream()
        .map(
            operation ->
                new AclBinding(
                    resource,
                    new AccessControlEntry(
                        "User:engagement", "*", operation, AclPermissionType.ALLOW)))
        .toList();
  }

  /** {@code DescribeConfigs} as {@code DESCRIBE_CONFIGS}. */
  private static AclOperation operation(String word) {
    return AclOperation.fromString(word.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
  }

  /** An administrator, on the plain listener. */
  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  /** The plain listener. */
  LocalKafka kafka() {
    return kafka;
  }

  /** The secured listener. */
  String address() {
    return address;
  }

  /** Where the files are that the worked example names below {@code /run/secrets}. */
  Path secrets() {
    return secrets;
  }

  @Override
  public void close() {
    kafka.close();
  }
}
