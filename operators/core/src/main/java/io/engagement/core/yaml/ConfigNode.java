package io.engagement.core.yaml;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

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
  private final Place place;
  private final Problems problems;
  private final KnownKeys knownKeys;
  private final @Nullable Node node;
  private final Set<String> looked = new LinkedHashSet<>();
  private @Nullable Map<String, ConfigNode> children;
  private @Nullable List<ConfigNode> items;
  private boolean freeKeys;

  ConfigNode(Place place, Problems problems, KnownKeys knownKeys, @Nullable Node node) {
    this.place = place;
    this.problems = problems;
    this.knownKeys = knownKeys;
    this.node = node;
  }

  static ConfigNode root(Node node, Problems problems) {
    return new ConfigNode(Place.root(node.getStartMark()), problems, new KnownKeys(), node);
  }

  /** Where it is, for example {@code metrics.sessions[0].gap}; {@code ""} for the root. */
  public String path() {
    return place.path();
  }

  /** From 1; of a place without a value, that of the map it belongs to. */
  public int line() {
    return place.line();
  }

  /** From 1. */
  public int column() {
    return place.column();
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
  public void problem(String message, String hint) {
    problems.add(line(), column(), path(), message, hint);
  }

  /** The value of a key of this map; a place without a value when the key is not there. */
  public ConfigNode child(String key) {
    Place below = place.key(key);
    looked.add(key);
    knownKeys.looked(below.shape());
    ConfigNode child = children().get(key);
    return child != null ? child : new ConfigNode(below, problems, knownKeys, null);
  }

  /** Reports a key that is understood but cannot be served, if it is there. */
  public void refuse(String key, String message, String hint) {
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
      items = node instanceof SequenceNode list ? below().items(list) : List.of();
      if (node != null && !isList()) {
        new ScalarReader(this).expected("a list", "for example [first, second]");
      }
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

  /** {@code true} or {@code false}, not quoted. */
  public boolean flagOr(boolean absent) {
    return node == null ? absent : new ScalarReader(this).flag(absent);
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
    return node == null ? absent : new ListReader(this).someOf(allowed);
  }

  /** Texts, none twice and at least one; a list or a single one. */
  public List<String> textsOr(List<String> absent) {
    return node == null ? absent : new ListReader(this).texts();
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

  private Map<String, ConfigNode> children() {
    if (children == null) {
      children = node instanceof MappingNode map ? below().entries(map) : Map.of();
      if (node != null) {
        requireMap();
      }
    }
    return children;
  }

  private ChildReader below() {
    return new ChildReader(place, problems, knownKeys);
  }
}
