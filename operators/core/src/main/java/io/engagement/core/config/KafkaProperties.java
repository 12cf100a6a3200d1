package io.engagement.core.config;

import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The client settings that a configuration may make, by an allow-list: transport security and
 * tuning. Whatever loads classes, leaves the guarantees or is decided elsewhere is refused.
 */
final class KafkaProperties {
  private enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    SECRET
  }

  static final KafkaProperties CONSUMER = new KafkaProperties(consumer());
  static final KafkaProperties PRODUCER = new KafkaProperties(producer());

  private static final List<String> PROTOCOLS =
      List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");
  private static final List<String> MECHANISMS =
      List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI");

  private static final Map<String, String> DECIDED_ELSEWHERE =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "use the key brokers"),
          Map.entry("group.id", "the group is named after deployment"),
          Map.entry("client.id", "clients are named after deployment"),
          Map.entry("auto.offset.reset", "use source.kafka.start"),
          Map.entry("enable.auto.commit", "offsets are part of checkpoints"),
          Map.entry("isolation.level", "only committed records are read"),
          Map.entry("transactional.id", "transactions are named after deployment"),
          Map.entry("transaction.timeout.ms", "use sinks.kafka.transaction-timeout"),
          Map.entry("acks", "exactly-once needs all"),
          Map.entry("enable.idempotence", "exactly-once needs true"),
          Map.entry("retries", "exactly-once needs the client's default"),
          Map.entry("max.in.flight.requests.per.connection", "order needs the client's default"));

  private static final Pattern LOADS_CODE =
      Pattern.compile(
          ".*\\.class(es)?|.*\\.reporters|.*serializer.*|config\\.providers.*|ssl\\.engine\\..*"
              + "|sasl\\.oauthbearer\\..*|.*callback.*|security\\.providers|.*\\.factory.*");

  private final Map<String, Kind> allowed;

  private KafkaProperties(Map<String, Kind> allowed) {
    this.allowed = allowed;
  }

  ClientProperties read(ConfigNode node) {
    SortedMap<String, String> plain = new TreeMap<>();
    SortedMap<String, SecretRef> secret = new TreeMap<>();
    node.entries()
        .forEach(
            (name, value) -> {
              Kind kind = allowed.get(name);
              if (kind == null) {
                value.problem("the setting " + name + " is not allowed", whyNot(name));
              } else if (kind == Kind.SECRET) {
                SecretRef reference = Secrets.readOrNull(value);
                if (reference != null) {
                  secret.put(name, reference);
                }
              } else {
                plain.put(name, plain(name, kind, value));
              }
            });
    return new ClientProperties(plain, secret);
  }

  private String whyNot(String name) {
    String elsewhere = DECIDED_ELSEWHERE.get(name);
    if (elsewhere != null) {
      return elsewhere;
    }
    return LOADS_CODE.matcher(name).matches()
        ? "settings that load code are refused"
        : Spelling.hint(name, new TreeSet<>(allowed.keySet()));
  }

  private static String plain(String name, Kind kind, ConfigNode value) {
    String text = value.text();
    if (text.isEmpty()) {
      return text;
    }
    if (kind == Kind.NUMBER) {
      return Long.toString(value.integerOr(0, -1, Long.MAX_VALUE));
    }
    if (kind == Kind.FLAG && !text.equals("true") && !text.equals("false")) {
      value.problem('"' + text + "\" is neither true nor false", "write one of them");
    } else if (name.equals("security.protocol")) {
      choose(text, PROTOCOLS, value);
    } else if (name.equals("sasl.mechanism")) {
      choose(text, MECHANISMS, value);
    } else if (text.contains("${")) {
      value.problem(name + " is no secret, so it takes no reference", "write the value");
    }
    return text;
  }

  private static void choose(String text, List<String> choices, ConfigNode value) {
    if (!choices.contains(text)) {
      String nearest = Spelling.nearest(text, choices);
      value.problem(
          '"' + text + "\" is none of " + String.join(", ", choices),
          nearest == null ? "write one of them" : "did you mean " + nearest + '?');
    }
  }

  private static Map<String, Kind> consumer() {
    Map<String, Kind> allowed = everyClient();
    put(
        allowed,
        Kind.NUMBER,
        "fetch.min.bytes",
        "fetch.max.bytes",
        "fetch.max.wait.ms",
        "max.partition.fetch.bytes",
        "max.poll.records",
        "partition.discovery.interval.ms");
    put(allowed, Kind.FLAG, "check.crcs");
    put(allowed, Kind.TEXT, "client.rack");
    return allowed;
  }

  private static Map<String, Kind> producer() {
    Map<String, Kind> allowed = everyClient();
    put(
        allowed,
        Kind.NUMBER,
        "batch.size",
        "linger.ms",
        "buffer.memory",
        "max.request.size",
        "max.block.ms",
        "delivery.timeout.ms",
        "compression.gzip.level",
        "compression.lz4.level",
        "compression.zstd.level");
    put(allowed, Kind.TEXT, "compression.type");
    return allowed;
  }

  private static Map<String, Kind> everyClient() {
    Map<String, Kind> allowed = new LinkedHashMap<>();
    put(
        allowed,
        Kind.TEXT,
        "security.protocol",
        "sasl.mechanism",
        "sasl.kerberos.service.name",
        "ssl.protocol",
        "ssl.enabled.protocols",
        "ssl.cipher.suites",
        "ssl.endpoint.identification.algorithm",
        "ssl.keystore.location",
        "ssl.keystore.type",
        "ssl.truststore.location",
        "ssl.truststore.type",
        "client.dns.lookup");
    put(
        allowed,
        Kind.SECRET,
        "sasl.jaas.config",
        "ssl.keystore.password",
        "ssl.key.password",
        "ssl.keystore.key",
        "ssl.keystore.certificate.chain",
        "ssl.truststore.password",
        "ssl.truststore.certificates");
    put(
        allowed,
        Kind.NUMBER,
        "connections.max.idle.ms",
        "default.api.timeout.ms",
        "metadata.max.age.ms",
        "receive.buffer.bytes",
        "reconnect.backoff.max.ms",
        "reconnect.backoff.ms",
        "request.timeout.ms",
        "retry.backoff.max.ms",
        "retry.backoff.ms",
        "send.buffer.bytes",
        "socket.connection.setup.timeout.max.ms",
        "socket.connection.setup.timeout.ms");
    return allowed;
  }

  private static void put(Map<String, Kind> allowed, Kind kind, String... names) {
    for (String name : names) {
      allowed.put(name, kind);
    }
  }
}
