package io.engagement.cli.sql;

import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig.KafkaSink;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.config.TimeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a deployment as Flink SQL: the files of {@code sql/ddl} with its addresses filled
 * in. What it gives holds passwords: not to be printed, and kept only where no one else can read.
 */
public final class TableDefinitions {
  /** Name and type of the session's catalog, which is in the module {@code local/sql}. */
  private static final String CATALOG = "engagement";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z.-]+)}");
  private static final Pattern END = Pattern.compile(";\\R");
  private static final Pattern FOR_ANY_CLIENT = Pattern.compile("(security|ssl|sasl)\\..*");

  private final Path folder;
  private final Function<String, @Nullable String> environment;

  /**
   * Reads from a folder.
   *
   * @param folder {@code sql/ddl}
   * @param environment the value of an environment variable or null, usually {@code System::getenv}
   */
  public TableDefinitions(Path folder, Function<String, @Nullable String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * A script for Flink's SQL client that begins a session in the catalog of all tables: in the
   * database {@code postgres} and in batch mode, without PostgreSQL in {@code kafka} and in
   * streaming mode.
   *
   * @param tables the folder that {@link #write} filled
   */
  public static String session(EngagementConfig config, Path tables) {
    boolean postgres = config.sinks().postgres() != null;
    return setting("table.local-time-zone", flinkZone(config.time().zone()))
        + setting("sql-client.execution.result-mode", "tableau")
        + "CREATE CATALOG %1$s WITH ('type' = '%1$s', 'tables' = '%2$s');\nUSE CATALOG %1$s;\n"
            .formatted(CATALOG, literal(tables.toString()))
        + setting("execution.runtime-mode", postgres ? "batch" : "streaming")
        + (postgres ? "USE postgres;\n" : "USE kafka;\n");
  }

  /**
   * The statements that make all tables: the databases {@code kafka} (with the input) and {@code
   * postgres}, as far as they are configured.
   *
   * @throws IllegalStateException when a secret cannot be read
   */
  public List<String> tables(EngagementConfig config) {
    List<String> statements = new ArrayList<>(List.of("CREATE DATABASE kafka"));
    statements.addAll(events(config.source().kafka(), config.time()));
    KafkaSink kafka = config.sinks().kafka();
    if (kafka != null) {
      statements.addAll(kafka(kafka));
    }
    PostgresSink postgres = config.sinks().postgres();
    if (postgres != null) {
      statements.add("CREATE DATABASE postgres");
      statements.addAll(postgres(postgres));
    }
    return statements;
  }

  /**
   * Writes statements for the catalog, each into a file of its own that only the owner reads.
   *
   * @param folder made; its parent exists
   */
  public static void write(List<String> statements, Path folder) throws IOException {
    Files.createDirectory(folder);
    for (int i = 0; i < statements.size(); i++) {
      Path file =
          Files.createFile(
              folder.resolve("%04d.sql".formatted(i)),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, statements.get(i));
    }
  }

  /** The table of the input; needs a database {@code kafka}. */
  private List<String> events(KafkaSource source, TimeConfig time) {
    return fill(
        "events.sql",
        Map.of(
            "events.topics", literal(String.join(";", source.topics())),
            "events.brokers", literal(source.brokers()),
            "events.properties", options(source.properties()),
            "events.out-of-orderness", dayToSecond(time.outOfOrdernessMillis()),
            "events.idle-after", time.idleAfterMillis() + " ms"));
  }

  /** The output tables as topics; needs a database {@code kafka}. */
  private List<String> kafka(KafkaSink sink) {
    return fill(
        "kafka.sql",
        Map.of(
            "kafka.prefix", literal(sink.topicPrefix()),
            "kafka.brokers", literal(sink.brokers()),
            "kafka.properties", options(sink.properties())));
  }

  /** The output tables and views in PostgreSQL; needs a database {@code postgres}. */
  private List<String> postgres(PostgresSink sink) {
    SecretRef password = sink.password();
    Map<String, String> values =
        Map.of(
            "postgres.url", literal(sink.url()),
            "postgres.user", literal(sink.user()),
            // The connector wants a password wherever there is a user.
            "postgres.password", password == null ? "" : literal(password.resolve(environment)),
            "postgres.schema", sink.schema());
    List<String> statements = new ArrayList<>(fill("postgres.sql", values));
    statements.addAll(fill("views.sql", values));
    return statements;
  }

  /** Taken apart before anything is filled in: a value may look like a statement's end. */
  private List<String> fill(String file, Map<String, String> values) {
    String template;
    try {
      template = Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder.resolve(file), e);
    }
    return END.splitAsStream(template)
        .filter(statement -> !statement.isBlank())
        .map(statement -> filled(file, statement, values))
        .toList();
  }

  private static String filled(String file, String statement, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(statement)
        .replaceAll(
            found -> {
              String value = values.get(found.group(1));
              if (value == null) {
                throw new IllegalStateException(file + " has the unknown " + found.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }

  /** Producer settings are of no use to a reader, but for how to get in. */
  private String options(ClientProperties properties) {
    return properties.resolve(environment).entrySet().stream()
        .filter(property -> FOR_ANY_CLIENT.matcher(property.getKey()).matches())
        .map(
            property ->
                "\n  'properties.%s' = '%s',"
                    .formatted(property.getKey(), literal(property.getValue())))
        .collect(Collectors.joining());
  }

  private static String setting(String key, String value) {
    return "SET '%s' = '%s';\n".formatted(key, literal(value));
  }

  /** The zone as Flink understands it: of bare offsets it takes none. */
  private static String flinkZone(ZoneId zone) {
    if (!(zone.normalized() instanceof ZoneOffset offset)) {
      return zone.getId();
    }
    return offset.equals(ZoneOffset.UTC) ? "UTC" : "GMT" + offset.getId();
  }

  private static String literal(String text) {
    return text.replace("'", "''");
  }

  private static String dayToSecond(long millis) {
    long seconds = millis / 1000;
    return String.format(
        Locale.ROOT,
        "%d %02d:%02d:%02d.%03d",
        seconds / 86_400,
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60,
        millis % 1000);
  }
}
