package io.engagement.core.yaml;

import java.io.StringReader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Opens a YAML document for reading. Only what reads the same to everybody is taken: one document,
 * no anchors, aliases, merge keys or tags, nothing that YAML versions disagree about.
 */
public final class YamlReader {
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int DEEPEST_NESTING = 32;
  private static final String WHAT_TO_LOOK_AT =
      "look at the indentation, the quotes and the brackets before it";

  private YamlReader() {}

  private static String hint(MarkedYAMLException malformed) {
    String context = malformed.getContext();
    return context == null ? WHAT_TO_LOOK_AT : context;
  }

  /**
   * The root of a document.
   *
   * @param problems takes what is wrong, now and while the root is read; names the file
   * @return null when the text cannot be read at all; then there is at least one problem
   */
  public static @Nullable ConfigNode open(String text, Problems problems) {
    if (text.length() > LONGEST_TEXT) {
      problems.add(1, 1, "", "the document is longer than 1 MiB", "leave out what is no setting");
      return null;
    }
    Yaml yaml = new Yaml(options());
    try {
      if (!isPlain(yaml, text, problems)) {
        return null;
      }
      Node node = yaml.compose(new StringReader(text));
      if (node == null) {
        problems.add(1, 1, "", "the document is empty", "a configuration needs at least metrics");
        return null;
      }
      return ConfigNode.root(node, problems);
    } catch (MarkedYAMLException malformed) {
      Mark mark = malformed.getProblemMark();
      int line = mark == null ? 1 : mark.getLine() + 1;
      int column = mark == null ? 1 : mark.getColumn() + 1;
      problems.add(line, column, "", "not YAML: " + malformed.getProblem(), hint(malformed));
      return null;
    } catch (YAMLException malformed) {
      problems.add(1, 1, "", "not YAML: " + firstLine(malformed.getMessage()), WHAT_TO_LOOK_AT);
      return null;
    }
  }

  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LONGEST_TEXT);
    options.setNestingDepthLimit(DEEPEST_NESTING);
    options.setMaxAliasesForCollections(0);
    return options;
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
  }

  private static boolean isPlain(Yaml yaml, String text, Problems problems) {
    boolean plain = true;
    int documents = 0;
    for (Event event : yaml.parse(new StringReader(text))) {
      if (event instanceof DocumentStartEvent && ++documents == 2) {
        add(problems, event, "a second document begins here", "keep one document in a file");
        plain = false;
      }
      if (event instanceof AliasEvent) {
        add(problems, event, "aliases (*name) are not supported", "write the value out");
        plain = false;
      } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
        add(problems, event, "anchors (&name) are not supported", "write the value out");
        plain = false;
      }
      String tag =
          event instanceof ScalarEvent scalar
              ? scalar.getTag()
              : event instanceof CollectionStartEvent collection ? collection.getTag() : null;
      if (tag != null) {
        add(problems, event, "tags (!name) are not supported", "quote a value to make it text");
        plain = false;
      }
    }
    return plain;
  }

  private static void add(Problems problems, Event event, String message, String hint) {
    Mark mark = event.getStartMark();
    problems.add(mark.getLine() + 1, mark.getColumn() + 1, "", message, hint);
  }
}
