package io.engagement.core.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A place in a YAML document, with a value or without. Readers never throw: what is wrong is added
 * to the {@link Problems} of the document, and a harmless value is returned in its place. So a
 * result may be used only when there are no problems.
 *
 * <p>A reader whose name ends in {@code Or} gives its default when there is no value; one without
 * reports that a value is needed. A map remembers the keys that were looked for; {@link
 * #reportUnknownKeys} reports the others.
 */
public final class ConfigNode {
  private final Problems problems;
  private final KnownKeys knownKeys;
  private final String path;
  private final String shape;
  private final int line;
  private final int column;
  private final @Nullable Node node;
  private final Set<String> looked = new LinkedHashSet<>();
  private @Nullable Map<String, ConfigNode> children;
  private @Nullable List<ConfigNode> items;
  private boolean freeKeys;

  private ConfigNode(
      Problems problems,
      KnownKeys knownKeys,
      String path,
      String shape,
      Mark place,
      @Nullable Node node) {
    this(problems, knownKeys, path, shape, place.getLine() + 1, place.getColumn() + 1, node);
  }

  private ConfigNode(
      Problems problems,
      KnownKeys knownKeys,
      String path,
      String shape,
      int line,
      int column,
      @Nullable Node node) {
    this.problems = problems;
    this.knownKeys = knownKeys;
    this.path = path;
    this.shape = shape;
    this.line = line;
    this.column = column;
    this.node = node;
  }

  static ConfigNode root(Node node, Problems problems) {
    return new ConfigNode(problems, new KnownKeys(), "", "", node.getStartMark(), node);
  }

  /** Where it is, for example {@code metrics.sessions[0].gap}; {@code ""} for the root. */
  public String path() {
    return path;
  }

  /** From 1; of a place without a value, that of the map it belongs to. */
  public int line() {
    return line;
  }

  /** From 1. */
  public int column() {
    return column;
  }

  public boolean isPresent() {
    return node != null;
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  public boolean isScalar() {
    return node instanceof ScalarNode;
  }

  /** Reports that something is wrong with the value here. */
  public void problem(String message, @Nullable String hint) {
    problems.add(line, column, path, message, hint);
  }

  /** The value of a key of this map; a place without a value when the key is not there. */
  public ConfigNode child(String key) {
    looked.add(key);
    knownKeys.looked(shapeOf(key));
    ConfigNode child = children().get(key);
    return child != null
        ? child
        : new ConfigNode(problems, knownKeys, pathOf(key), shapeOf(key), line, column, null);
  }

  /** Reports a key that is understood but cannot be served, if it is there. */
  public void refuse(String key, String message, @Nullable String hint) {
    ConfigNode child = children().get(key);
    if (child != null) {
      looked.add(key);
      child.problem(message, hint);
    }
  }

  /** Whether this is a map; reports it when it is not. */
  public boolean requireMap() {
    if (!isMap()) {
      new ScalarReader(this).expected("a map", "for example {key: value}");
    }
    return isMap();
  }

  /** The keys of this map as they are written, without looking for any. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(children().keySet());
  }

  /** All entries of a map whose keys are free, in the order of the document; empty when absent. */
  public Map<String, ConfigNode> entries() {
    freeKeys = true;
    return Collections.unmodifiableMap(children());
  }

  /** The elements of a list; empty when absent. */
  public List<ConfigNode> items() {
    if (items == null) {
      items = readItems();
    }
    return items;
  }

  /** The elements of a list, or the value itself when it is none; empty when absent. */
  public List<ConfigNode> itemsOrSelf() {
    return node == null || isList() ? items() : List.of(this);
  }

  /** Text that is not blank. */
  public String text() {
    return new ScalarReader(this).text();
  }

  public String textOr(String absent) {
    return node == null ? absent : text();
  }

  public @Nullable String textOrNull() {
    return node == null ? null : text();
  }

  /** A whole number from {@code least} to {@code most}, both included. */
  public long integerOr(long absent, long least, long most) {
    return node == null ? absent : new ScalarReader(this).integer(absent, least, most);
  }

  /** Milliseconds of a duration from {@code least} to {@code most} milliseconds, both included. */
  public long durationMillisOr(long absent, long least, long most) {
    return node == null ? absent : new ScalarReader(this).durationMillis(absent, least, most);
  }

  /** One of some constants, written {@code like-this}. */
  public <E extends Enum<E>> E oneOf(Collection<E> allowed) {
    return new ScalarReader(this).oneOf(allowed);
  }

  /** One of the constants of an enum, written {@code like-this}. */
  public <E extends Enum<E>> E oneOfOr(E absent) {
    return node == null ? absent : oneOf(List.of(absent.getDeclaringClass().getEnumConstants()));
  }

  /** Some of the constants, none twice and at least one; a list or a single one. */
  public <E extends Enum<E>> List<E> someOfOr(List<E> absent, Collection<E> allowed) {
    if (node == null) {
      return absent;
    }
    Set<E> read = new LinkedHashSet<>();
    for (ConfigNode item : itemsOrSelf()) {
      E constant = item.oneOf(allowed);
      if (!read.add(constant)) {
        item.repeated(ScalarReader.label(constant));
      }
    }
    if (isList() && items().isEmpty()) {
      problem("the list is empty", "one or more of " + ScalarReader.labels(allowed));
    }
    return List.copyOf(read);
  }

  /** Texts, none twice and at least one; a list or a single one. */
  public List<String> textsOr(List<String> absent) {
    if (node == null) {
      return absent;
    }
    Set<String> read = new LinkedHashSet<>();
    for (ConfigNode item : itemsOrSelf()) {
      String text = item.text();
      if (!read.add(text)) {
        item.repeated(text);
      }
    }
    if (isList() && items().isEmpty()) {
      problem("the list is empty", "name at least one, or leave the key out");
    }
    return List.copyOf(read);
  }

  /**
   * A scalar with its JSON type: {@link String}, {@link Boolean}, {@link Long} or {@link
   * java.math.BigDecimal}, numbers in the canonical form of {@link
   * io.engagement.core.event.UserEvent}. A quoted scalar is always text.
   *
   * @return null when there is none that could be read, which is reported
   */
  public @Nullable Object value() {
    return new ScalarReader(this).value();
  }

  /** Reports an element that its list already has. */
  public void repeated(String what) {
    problem(what + " is listed twice", "remove one of them");
  }

  /** Reports the keys that nobody looked for, here and in everything that was read below. */
  public void reportUnknownKeys() {
    if (children != null) {
      children.forEach(
          (key, child) -> {
            if (freeKeys || looked.contains(key)) {
              child.reportUnknownKeys();
            } else {
              child.problem("unknown key " + key, Spelling.hint(key, looked));
            }
          });
    }
    if (items != null) {
      items.forEach(ConfigNode::reportUnknownKeys);
    }
  }

  /** All keys that were looked for in the document so far, list positions written {@code []}. */
  public SortedSet<String> knownKeys() {
    return knownKeys.looked();
  }

  /** Those of {@link #knownKeys} that the document has nowhere. */
  public SortedSet<String> absentKeys() {
    return knownKeys.missing();
  }

  @Nullable Node yaml() {
    return node;
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + '.' + key;
  }

  private String shapeOf(String key) {
    return shape.isEmpty() ? key : shape + '.' + key;
  }

  private List<ConfigNode> readItems() {
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      new ScalarReader(this).expected("a list", "for example [first, second]");
      return List.of();
    }
    List<ConfigNode> read = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      String position = path + '[' + read.size() + ']';
      read.add(
          new ConfigNode(problems, knownKeys, position, shape + "[]", item.getStartMark(), item));
    }
    return List.copyOf(read);
  }

  private Map<String, ConfigNode> children() {
    if (children == null) {
      children = readChildren();
    }
    return children;
  }

  private Map<String, ConfigNode> readChildren() {
    Map<String, ConfigNode> read = new LinkedHashMap<>();
    if (node == null) {
      return read;
    }
    if (!requireMap() || !(node instanceof MappingNode mapping)) {
      return read;
    }
    for (NodeTuple entry : mapping.getValue()) {
      Mark mark = entry.getKeyNode().getStartMark();
      if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
        problems.add(mark.getLine() + 1, mark.getColumn() + 1, path, "a key must be text", null);
        continue;
      }
      String key = keyNode.getValue();
      Node value = entry.getValueNode();
      Mark place = value instanceof ScalarNode ? value.getStartMark() : mark;
      ConfigNode child =
          new ConfigNode(problems, knownKeys, pathOf(key), shapeOf(key), place, value);
      if (keyNode.getTag().equals(Tag.MERGE)) {
        child.problem("merge keys (<<) are not supported", "write the keys out");
        looked.add(key);
      } else if (read.containsKey(key)) {
        child.problem("the key is there twice", "first at line " + read.get(key).line());
        continue;
      }
      knownKeys.present(shapeOf(key));
      read.put(key, child);
    }
    return read;
  }
}
