package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.core.config.ConfigResult;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.jobs.EngagementJob;
import io.engagement.local.flink.FlinkDistribution;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The examples below ops can be read, and name what the build makes and Flink knows. */
class DeploymentExamplesTest {
  private static final Path ROOT = Path.of("..");
  private static final Path OPS = ROOT.resolve("ops");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Addresses and sizes are those of where it runs. */
  private static final Pattern OF_THE_PLACE =
      Pattern.compile(
          "(jobmanager|taskmanager)\\.(rpc\\..*|bind-host|host|memory\\..*)|rest\\..*|web\\..*");

  private static final List<Class<?>> OPTIONS =
      List.of(
          CoreOptions.class,
          CheckpointingOptions.class,
          HighAvailabilityOptions.class,
          RestartStrategyOptions.class,
          StateBackendOptions.class,
          RocksDBOptions.class,
          RocksDBConfigurableOptions.class,
          PipelineOptions.class,
          JobManagerOptions.class,
          TaskManagerOptions.class,
          HeartbeatManagerOptions.class,
          RestOptions.class,
          WebOptions.class,
          MetricOptions.class);

  @TempDir Path folder;

  @Test
  void everyFileIsYaml() throws IOException {
    try (Stream<Path> files = Files.walk(OPS)) {
      List<Path> found = files.filter(file -> file.toString().matches(".*\\.ya?ml")).toList();
      assertThat(found).hasSizeGreaterThan(10);
      for (Path file : found) {
        assertThat(documents(Files.readString(file))).as(file.toString()).isNotEmpty();
      }
    }
  }

  @Test
  void configurationsAreValid() throws IOException {
    List<String> texts = new ArrayList<>();
    for (String file :
        List.of(
            "container/engagement.yaml",
            "security/engagement.sasl-ssl.yaml",
            "security/engagement.mtls.yaml")) {
      texts.add(Files.readString(OPS.resolve(file)));
    }
    for (String file : List.of("application.yaml", "session.yaml")) {
      texts.add(text(resource(file, "ConfigMap"), "data", "engagement.yaml"));
    }
    String tutorial = Files.readString(ROOT.resolve("docs/tutorial.md"));
    texts.add(first("(?s)```yaml\n(deployment: .*?)```", tutorial));
    for (String text : texts) {
      ConfigResult result = EngagementConfigReader.read(new ConfigText("example", text));
      assertThat(result).as(text).isInstanceOf(ConfigResult.Valid.class);
    }
  }

  @Test
  void manifestsFitTheSchemaOfTheOperator() throws IOException {
    for (String file : List.of("application.yaml", "session.yaml", "savepoint.yaml")) {
      for (Map<String, Object> resource : documents(Files.readString(kubernetes(file)))) {
        String kind = text(resource, "kind");
        if (!kind.equals("ConfigMap")) {
          List<String> problems = new ArrayList<>();
          JsonNode spec = JSON.valueToTree(resource.get("spec"));
          Schemas.check(Schemas.ofSpec(kind), spec, "spec", problems);
          assertThat(problems).as(file).isEmpty();
        }
      }
    }
  }

  /** What the operator's own chart calls its values, as of 1.10. */
  @Test
  void theOperatorsChartMakesTheAccountThatManifestsUse() throws IOException {
    Map<String, Object> values =
        documents(Files.readString(kubernetes("operator-values.yaml"))).get(0);
    assertThat(values.keySet())
        .isSubsetOf("watchNamespaces", "jobServiceAccount", "rbac", "webhook", "metrics");
    for (String file : List.of("application.yaml", "session.yaml")) {
      assertThat(text(resource(file, "FlinkDeployment"), "spec", "serviceAccount"))
          .isEqualTo(text(values, "jobServiceAccount", "name"));
    }
  }

  @Test
  void whatDoesNotFitTheSchemaIsNoticed() throws IOException {
    String wrong =
        """
        {"flinkVersion": "v1_20", "serviceAcount": "flink", "job": {"parallelism": "4",
         "upgradeMode": "sometimes", "args": [1]}, "flinkConfiguration": {"a": 1}}""";
    List<String> problems = new ArrayList<>();
    Schemas.check(Schemas.ofSpec("FlinkDeployment"), JSON.readTree(wrong), "spec", problems);
    assertThat(problems)
        .containsExactlyInAnyOrder(
            "spec.serviceAcount is unknown",
            "spec.job.parallelism is no integer",
            "spec.job.upgradeMode is none of [\"last-state\",\"savepoint\",\"stateless\"]",
            "spec.job.args[0] is no string",
            "spec.flinkConfiguration.a is no string");
  }

  @Test
  void manifestsAndImageNameWhatTheBuildMakes() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    String version = first("<version>(.*?)</version>", pom);
    String flink = first("<flink.version>(.*?)</flink.version>", pom);
    String image = "engagement:" + version;
    String shortVersion = first("(\\d+\\.\\d+)", flink);
    for (String file : List.of("application.yaml", "session.yaml")) {
      Map<String, Object> deployment = resource(file, "FlinkDeployment");
      assertThat(text(deployment, "spec", "image")).isEqualTo(image);
      assertThat(text(deployment, "spec", "flinkVersion"))
          .isEqualTo("v" + shortVersion.replace('.', '_'));
    }
    for (Map<String, Object> job :
        List.of(
            resource("application.yaml", "FlinkDeployment"),
            resource("session.yaml", "FlinkSessionJob"))) {
      assertThat(text(job, "spec", "job", "entryClass")).isEqualTo(EngagementJob.class.getName());
      assertThat(in(job, "spec", "job", "args"))
          .isEqualTo(List.of("--config", "/opt/engagement/engagement.yaml"));
    }
    String dockerfile = Files.readString(OPS.resolve("container/Dockerfile"));
    assertThat(dockerfile).contains("FROM flink:" + flink + "-java17").contains(image);
    Map<String, Object> compose =
        documents(Files.readString(OPS.resolve("container/compose.yaml"))).get(0);
    for (String service : List.of("jobmanager", "taskmanager")) {
      assertThat(text(compose, "services", service, "image")).isEqualTo(image);
      assertThat(in(compose, "services", service, "volumes").toString())
          .contains("./engagement.yaml:/opt/engagement/engagement.yaml:ro");
    }
    assertThat(in(compose, "services", "jobmanager", "command"))
        .isEqualTo(
            List.of(
                "standalone-job",
                "--job-classname",
                EngagementJob.class.getName(),
                "--",
                "--config",
                "/opt/engagement/engagement.yaml"));
  }

  /** What the image is made of is what may reach its build. */
  @Test
  void theImageTakesFilesThatAreThere() throws IOException {
    String dockerfile = Files.readString(OPS.resolve("container/Dockerfile"));
    String allowed = Files.readString(OPS.resolve("container/Dockerfile.dockerignore"));
    List<String> sources =
        Pattern.compile("(?m)^COPY --chown=flink:flink (\\S+) ")
            .matcher(dockerfile)
            .results()
            .map(copy -> copy.group(1))
            .toList();
    assertThat(sources).hasSize(3);
    for (String source : sources) {
      assertThat(allowed.lines())
          .as(source)
          .anyMatch(line -> line.startsWith("!") && source.startsWith(line.substring(1)));
      assertThat(source.contains("*") || Files.exists(ROOT.resolve(source))).as(source).isTrue();
    }
    String sed = first("RUN sed -i '(.*)' /opt/flink/conf/config.yaml", dockerfile);
    Matcher range = Pattern.compile("/\\^(.*?)/,/\\^(.*?)/d").matcher(sed);
    assertThat(range.matches()).isTrue();
    String shipped = Files.readString(ROOT.resolve("conf/config.yaml"));
    int from = shipped.indexOf("\n" + range.group(1));
    int to = shipped.indexOf("\n" + range.group(2));
    assertThat(from).isPositive();
    assertThat(to).isGreaterThan(from);
    Map<String, String> image =
        settings(documents(shipped.substring(0, from) + shipped.substring(to)).get(0));
    assertThat(image.keySet()).noneMatch(key -> key.matches(".*host|rest\\..*|.*address"));
    assertThat(image).containsKey("env.java.opts.all").hasSizeGreaterThan(25);
  }

  @Test
  void everyKeyIsOneOfFlinkAndManifestsHaveAllThatIsShipped() throws Exception {
    Set<String> known = new HashSet<>();
    for (Class<?> options : OPTIONS) {
      for (Field field : options.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          known.add(((ConfigOption<?>) field.get(null)).key());
        }
      }
    }
    Map<String, String> shipped = conf();
    Map<String, String> wanted = new TreeMap<>(shipped);
    wanted.keySet().removeIf(key -> OF_THE_PLACE.matcher(key).matches());
    List<Map<String, String>> all = new ArrayList<>();
    for (String file : List.of("application.yaml", "session.yaml")) {
      Map<String, String> settings =
          settings(in(resource(file, "FlinkDeployment"), "spec", "flinkConfiguration"));
      assertThat(settings).as(file).containsAllEntriesOf(wanted);
      all.add(settings);
    }
    for (String file : List.of("high-availability.yaml", "s3.yaml", "gcs.yaml")) {
      all.add(settings(documents(Files.readString(OPS.resolve("flink").resolve(file))).get(0)));
    }
    Map<String, Object> compose =
        documents(Files.readString(OPS.resolve("container/compose.yaml"))).get(0);
    all.add(settings(documents(text(compose, "x-flink-properties")).get(0)));
    for (Map<String, String> settings : all) {
      assertThat(settings.keySet())
          .allMatch(key -> known.contains(key) || key.startsWith("metrics.reporter.prom."));
    }
  }

  @Test
  void flinksListForTheJdkIsWhole() throws IOException {
    assertThat(String.valueOf(conf().get("env.java.opts.all")).split(" ", -1))
        .containsExactlyElementsOf(FlinkDistribution.jvmFlags());
  }

  @Test
  void theLogIsJsonAndItsFilesAreRotated() throws IOException {
    Path file = OPS.resolve("logging/log4j-console.properties");
    assertThat(
            text(
                resource("application.yaml", "FlinkDeployment"),
                "spec",
                "logConfiguration",
                "log4j-console.properties"))
        .isEqualTo(Files.readString(file));
    System.setProperty("log.file", folder.resolve("flink.log").toString());
    Configuration logging =
        ConfigurationFactory.getInstance()
            .getConfiguration(new LoggerContext("example"), "example", file.toUri());
    try {
      logging.initialize();
      Log4jLogEvent event =
          Log4jLogEvent.newBuilder()
              .setLevel(Level.WARN)
              .setLoggerName("io.engagement.flink")
              .setMessage(new SimpleMessage("a \"line\"\nand another"))
              .setThrown(new IllegalStateException("why"))
              .build();
      String line =
          new String(
              logging.getAppender("Console").getLayout().toByteArray(event),
              StandardCharsets.UTF_8);
      assertThat(line.strip().lines()).hasSize(1);
      JsonNode json = JSON.readTree(line);
      assertThat(json.path("log.level").asText()).isEqualTo("WARN");
      assertThat(json.path("message").asText()).isEqualTo("a \"line\"\nand another");
      assertThat(json.path("error.message").asText()).isEqualTo("why");
      assertThat(logging.<RollingFileAppender>getAppender("File").getFilePattern())
          .endsWith("flink.log.%i");
    } finally {
      logging.stop();
      System.clearProperty("log.file");
    }
  }

  private static Map<String, String> conf() throws IOException {
    return settings(documents(Files.readString(ROOT.resolve("conf/config.yaml"))).get(0));
  }

  private static Path kubernetes(String file) {
    return OPS.resolve("kubernetes").resolve(file);
  }

  private static Map<String, Object> resource(String file, String kind) throws IOException {
    return documents(Files.readString(kubernetes(file))).stream()
        .filter(resource -> kind.equals(resource.get("kind")))
        .findFirst()
        .orElseThrow();
  }

  private static List<Map<String, Object>> documents(String yaml) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document : new Yaml().loadAll(yaml)) {
      @SuppressWarnings("unchecked")
      Map<String, Object> map = (Map<String, Object>) document;
      documents.add(map);
    }
    return documents;
  }

  private static Object in(Object from, String... path) {
    Object at = from;
    for (String key : path) {
      at = ((Map<?, ?>) at).get(key);
    }
    return at;
  }

  private static String text(Object from, String... path) {
    return String.valueOf(in(from, path));
  }

  private static Map<String, String> settings(Object yaml) {
    Map<String, String> settings = new TreeMap<>();
    ((Map<?, ?>) yaml).forEach((key, value) -> settings.put(key.toString(), value.toString()));
    return settings;
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  /** The schemas of the operator's resources, as its artifact has them. */
  private static final class Schemas {
    private static final String CRD = "/META-INF/fabric8/%ss.flink.apache.org-v1.yml";

    static JsonNode ofSpec(String kind) throws IOException {
      String name = CRD.formatted(kind.toLowerCase(Locale.ROOT));
      try (InputStream in =
          Objects.requireNonNull(DeploymentExamplesTest.class.getResourceAsStream(name), name)) {
        JsonNode crd = JSON.valueToTree(new Yaml().load(in));
        return crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
      }
    }

    /** As the API server does with strict validation; a version of Flink is compared elsewhere. */
    static void check(JsonNode schema, JsonNode value, String path, List<String> problems) {
      if (path.endsWith(".flinkVersion") || schema.has("x-kubernetes-int-or-string")) {
        return;
      }
      String type = schema.path("type").asText();
      boolean fits =
          switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> false;
          };
      if (!fits) {
        problems.add(path + " is no " + type);
        return;
      }
      JsonNode choices = schema.path("enum");
      if (choices.isArray() && !contains(choices, value)) {
        problems.add(path + " is none of " + choices);
      }
      value
          .properties()
          .forEach(
              field -> {
                JsonNode below = schema.path("properties").path(field.getKey());
                JsonNode any = below.isMissingNode() ? schema.path("additionalProperties") : below;
                String name = path + '.' + field.getKey();
                if (any.isMissingNode()) {
                  problems.add(name + " is unknown");
                } else {
                  check(any, field.getValue(), name, problems);
                }
              });
      if (value.isArray()) {
        for (int i = 0; i < value.size(); i++) {
          check(schema.path("items"), value.get(i), path + '[' + i + ']', problems);
        }
      }
    }

    private static boolean contains(JsonNode choices, JsonNode value) {
      for (JsonNode choice : choices) {
        if (choice.equals(value)) {
          return true;
        }
      }
      return false;
    }
  }
}
