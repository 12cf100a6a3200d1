package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What pages and package comments say holds: the types and options they name, who imports whom. */
class DocumentationTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("..").normalize();

  private static final Set<String> NOT_OURS = Set.of("target", "node_modules");

  private static final Set<String> OTHERS_NAMES =
      Set.of(
          "BigDecimal",
          "ClickHouse",
          "ConfigMap",
          "CreateTime",
          "DataStream",
          "DuckDB",
          "FlinkDeployment",
          "JobManager",
          "JsonTemplateLayout",
          "KiB",
          "LogAppendTime",
          "MiB",
          "NaN",
          "PostHog",
          "PostgreSQL",
          "RocksDB",
          "SupportsPreCommitTopology",
          "TaskManager",
          "TaskManagers");

  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final Pattern NAME =
      Pattern.compile("(?<![-\\w])[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+\\b");
  private static final Set<String> OPTIONS_OF_OTHERS =
      Set.of("--build", "--drain", "--fromSavepoint", "--full-refresh", "--savepointPath");
  private static final Pattern OPTION = Pattern.compile("(?<![-\\w])--[a-z][-a-zA-Z]*");

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?io\\.engagement\\.([a-z.]+)\\.[A-Z]");
  private static final Pattern MAY_IMPORT = Pattern.compile("May import (.*?)\\.\\s");
  private static final Pattern ROOM =
      Pattern.compile("\\{@code ((?:core|flink|jobs|local|generate|dashboard|cli)\\b[a-z.]*)");

  private static final List<Source> SOURCES = new ArrayList<>();
  private static final List<Path> PAGES = new ArrayList<>();

  private record Source(Path file, String text) {
    boolean isMain() {
      return file.toString().contains("/src/main/");
    }

    /** Without {@code io.engagement}. */
    String room() {
      Matcher matcher = PACKAGE.matcher(text);
      return matcher.find() ? matcher.group(1).replaceFirst("^io\\.engagement\\.?", "") : "";
    }
  }

  @BeforeAll
  static void read() throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean isOurs =
                folder.equals(ROOT) || !(NOT_OURS.contains(name) || name.startsWith("."));
            return isOurs ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".java")) {
              SOURCES.add(new Source(file, Files.readString(file)));
            } else if (file.toString().endsWith(".md")) {
              PAGES.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void pagesNameTypesThatExist() throws IOException {
    Set<String> known = new HashSet<>(OTHERS_NAMES);
    for (Source source : SOURCES) {
      TYPE.matcher(source.text()).results().forEach(type -> known.add(type.group(1)));
    }
    ALERT
        .matcher(Files.readString(ROOT.resolve("ops/prometheus/alerts.yml")))
        .results()
        .forEach(alert -> known.add(alert.group(1)));
    Set<String> unknown = new TreeSet<>();
    for (Path page : PAGES) {
      NAME.matcher(Files.readString(page))
          .results()
          .map(name -> name.group())
          .filter(name -> !known.contains(name))
          .forEach(name -> unknown.add(ROOT.relativize(page) + ": " + name));
    }
    assertThat(PAGES).as("pages").hasSizeGreaterThan(15);
    assertThat(unknown).as("names of types that are not there").isEmpty();
  }

  @Test
  void pagesNameOptionsThatExist() throws IOException {
    Set<String> known = new HashSet<>(OPTIONS_OF_OTHERS);
    addOptions(Engage.commandLine(), known);
    Set<String> unknown = new TreeSet<>();
    for (Path page : PAGES) {
      OPTION
          .matcher(Files.readString(page))
          .results()
          .map(option -> option.group())
          .filter(option -> !known.contains(option))
          .forEach(option -> unknown.add(ROOT.relativize(page) + ": " + option));
    }
    assertThat(unknown).as("options that are not there").isEmpty();
  }

  private static void addOptions(CommandLine command, Set<String> options) {
    command.getCommandSpec().options().forEach(option -> options.addAll(List.of(option.names())));
    command.getSubcommands().values().forEach(below -> addOptions(below, options));
  }

  /** A room may always import what lies below it; package {@code flink} is for all rooms in it. */
  @Test
  void roomsImportOnlyWhatTheirPackageCommentSays() {
    Set<String> undeclared = new TreeSet<>();
    int rooms = 0;
    for (Source comment : SOURCES) {
      String text = comment.text().replaceAll("\\s*\\n \\*\\s*", " ");
      Matcher declared = MAY_IMPORT.matcher(text);
      if (!comment.isMain() || !comment.file().endsWith("package-info.java") || !declared.find()) {
        continue;
      }
      String room = comment.room();
      Set<String> allowed =
          ROOM.matcher(declared.group(1))
              .results()
              .map(name -> name.group(1).replaceFirst("\\.$", ""))
              .collect(Collectors.toSet());
      if (allowed.isEmpty() && !declared.group(1).contains("nothing of the project")) {
        continue;
      }
      rooms++;
      allowed.add(room);
      boolean isFlink = room.startsWith("flink");
      SOURCES.stream()
          .filter(source -> source.isMain() && source.room().equals(room))
          .flatMap(source -> IMPORT.matcher(source.text()).results())
          .map(imported -> imported.group(1))
          .filter(imported -> !(isFlink && imported.equals("flink")))
          .filter(imported -> allowed.stream().noneMatch(of -> isWithin(imported, of)))
          .forEach(imported -> undeclared.add(room + " imports " + imported));
    }
    assertThat(rooms).as("package comments that say what a room may import").isGreaterThan(30);
    assertThat(undeclared).as("imports that the package comment does not name").isEmpty();
  }

  private static boolean isWithin(String room, String of) {
    return room.equals(of) || room.startsWith(of + ".");
  }
}
