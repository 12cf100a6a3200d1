package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where pages lead to, what they tell people to type, and the messages they explain. */
class PagesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
  private static final Pattern CODE = Pattern.compile("(?ms)^```[a-z]*$(.*?)^```$");
  private static final Pattern COMMAND = Pattern.compile("(?m)^ *bin/engage (.*)$");
  private static final Pattern INLINE = Pattern.compile("`bin/engage ([^`]*)`");
  private static final Pattern QUOTE = Pattern.compile("(?m)^(?:> |\\| )`([^`]*…[^`]*)`");
  private static final Pattern ALERT = Pattern.compile("(?m)- alert: (\\w+)");

  private static final CommandLine ENGAGE = Engage.commandLine();
  private static final List<Path> PAGES = new ArrayList<>();

  @BeforeAll
  static void find() throws IOException {
    PAGES.clear();
    for (String folder : List.of("", "docs", "conf", "sql", "ops", "local", "bench")) {
      int depth = folder.isEmpty() ? 1 : 3;
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder), depth)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(PAGES::add);
      }
    }
    assertThat(PAGES).hasSizeGreaterThan(30);
  }

  @Test
  void everyLinkLeadsToAPageAndAHeadingThatAreThere() throws IOException {
    Set<String> dead = new TreeSet<>();
    int links = 0;
    for (Path page : PAGES) {
      for (String link : links(page)) {
        links++;
        Path target = target(page, link);
        int hash = link.indexOf('#');
        if (!Files.exists(target)) {
          dead.add(ROOT.relativize(page) + ": " + link);
        } else if (hash >= 0 && !anchors(target).contains(link.substring(hash + 1))) {
          dead.add(ROOT.relativize(page) + ": no heading " + link.substring(hash));
        }
      }
    }
    assertThat(links).isGreaterThan(100);
    assertThat(dead).isEmpty();
  }

  @Test
  void everyPageCanBeReachedFromTheIndex() throws IOException {
    Deque<Path> next = new ArrayDeque<>(List.of(ROOT.resolve("docs/README.md")));
    Set<Path> seen = new HashSet<>(next);
    while (!next.isEmpty()) {
      Path page = next.pop();
      for (String link : links(page)) {
        Path target = target(page, link);
        if (target.toString().endsWith(".md") && Files.exists(target) && seen.add(target)) {
          next.push(target);
        }
      }
    }
    assertThat(seen).containsAll(PAGES);
    assertThat(links(ROOT.resolve("README.md"))).contains("docs/README.md");
  }

  @Test
  void commandsThatPagesTellPeopleToTypeAreUnderstood() throws IOException {
    Set<String> wrong = new TreeSet<>();
    int commands = 0;
    for (Path page : PAGES) {
      String text = Files.readString(page);
      for (boolean whole : new boolean[] {true, false}) {
        for (String typed : whole ? toType(text) : named(text)) {
          commands++;
          String why = whyNot(typed, whole);
          if (why != null) {
            wrong.add("%s: bin/engage %s: %s".formatted(ROOT.relativize(page), typed, why));
          }
        }
      }
    }
    assertThat(commands).isGreaterThan(60);
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatIsNoCommandIsNoticed() {
    assertThat(whyNot("submit --config F --from PATH", true)).isNull();
    assertThat(whyNot("submit --from", false)).isNull();
    assertThat(whyNot("submit --from PATH", true)).contains("--config");
    assertThat(whyNot("submit --config F --form PATH", true)).contains("--form");
    assertThat(whyNot("rejected lst --config F", false)).contains("lst");
    assertThat(whyNot("savepiont --config F", false)).contains("savepiont");
  }

  @Test
  void errorsQuoteMessagesOfTheProgram() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String module : List.of("operators/core", "operators/flink", "jobs", "cli")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          // Literals that the formatter has cut.
          sources.add(
              Files.readString(file)
                  .replaceAll("\"\\s*\\+\\s*\"", "")
                  .replace("\\\"", "\"")
                  .replace("%n", "\n"));
        }
      }
    }
    List<String> quotes =
        QUOTE
            .matcher(Files.readString(ROOT.resolve("docs/errors.md")))
            .results()
            .map(quote -> quote.group(1))
            .toList();
    assertThat(quotes).hasSizeGreaterThan(14);
    for (String quote : quotes) {
      assertThat(sources)
          .as(quote)
          .anySatisfy(
              source ->
                  Stream.of(quote.split("…", -1))
                      .filter(part -> part.strip().length() > 2)
                      .forEach(part -> assertThat(source).contains(part)));
    }
  }

  @Test
  void theRunbookSaysWhatToDoAboutEveryAlert() throws IOException {
    Set<String> headings = anchors(ROOT.resolve("docs/runbook.md"));
    List<String> alerts =
        ALERT
            .matcher(Files.readString(ROOT.resolve("ops/prometheus/alerts.yml")))
            .results()
            .map(alert -> alert.group(1).toLowerCase(Locale.ROOT))
            .toList();
    assertThat(alerts).isNotEmpty();
    assertThat(headings).containsAll(alerts);
  }

  private static List<String> links(Path page) throws IOException {
    return LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains("://"))
        .toList();
  }

  private static Path target(Path page, String link) {
    String path = link.replaceFirst("#.*", "");
    return path.isEmpty() ? page : page.resolveSibling(path).normalize();
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    HEADING
        .matcher(CODE.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("]\\([^)]*\\)", "").replaceAll("[^\\w\\- ]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .forEach(anchors::add);
    return anchors;
  }

  /** The lines of code blocks. */
  private static Collection<String> toType(String page) {
    Set<String> commands = new TreeSet<>();
    Matcher blocks = CODE.matcher(page);
    while (blocks.find()) {
      String block = blocks.group(1).replaceAll("\\\\\n *", " ");
      COMMAND.matcher(block).results().forEach(line -> commands.add(typed(line)));
    }
    return commands;
  }

  /** What a sentence names, with as much of it as it needs. */
  private static Collection<String> named(String page) {
    return INLINE
        .matcher(CODE.matcher(page).replaceAll(""))
        .results()
        .filter(inline -> !inline.group(1).contains("..."))
        .map(PagesTest::typed)
        .toList();
  }

  /** Without a comment behind it; what a shell puts in is one word. */
  private static String typed(MatchResult command) {
    return command
        .group(1)
        .replaceFirst("\\s+#.*", "")
        .replaceAll("\"?\\$\\([^)]*\\)\"?", "2026-01-05")
        .strip();
  }

  /**
   * Why the program would not understand it; placeholders for values may be any text.
   *
   * @param whole whether nothing that it needs may be left out
   */
  private static @Nullable String whyNot(String typed, boolean whole) {
    try {
      ENGAGE.parseArgs(typed.split("\\s+", -1));
      return null;
    } catch (UnmatchedArgumentException e) {
      return e.getMessage();
    } catch (MissingParameterException e) {
      return whole ? e.getMessage() : null;
    } catch (ParameterException placeholder) {
      return null;
    }
  }
}
