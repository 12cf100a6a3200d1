package io.engagement.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/** A record of a benchmark as JSON, and as a page that needs nothing else. */
public final class ReportPage {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReportPage() {}

  /**
   * Writes {@code bench.json} and {@code bench.html}.
   *
   * @param page a resource, with places for the style of all pages, the record and the library that
   *     draws
   */
  public static void write(Path folder, String page, JsonNode content) throws IOException {
    String record = JSON.writeValueAsString(content);
    Files.writeString(folder.resolve("bench.json"), record + '\n');
    Files.writeString(
        folder.resolve("bench.html"),
        resource(page)
            .replace("/* style */", resource("/io/engagement/bench/report.css"))
            .replace("/* chart.js */", chartJs())
            // Nothing in a text may end the script.
            .replace("/* record */", record.replace("<", "\\u003c")));
  }

  /** What it was measured on. */
  public static ObjectNode machine(int heapMegabytes) {
    ObjectNode machine = JSON.createObjectNode();
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put("heap_megabytes", heapMegabytes);
    return machine;
  }

  private static String chartJs() throws IOException {
    Properties pom = new Properties();
    try (InputStream in =
        ReportPage.class.getResourceAsStream(
            "/META-INF/maven/org.webjars.npm/chart.js/pom.properties")) {
      pom.load(Objects.requireNonNull(in, "chart.js"));
    }
    return resource(
        "/META-INF/resources/webjars/chart.js/"
            + pom.getProperty("version")
            + "/dist/chart.umd.min.js");
  }

  private static String resource(String path) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
