package io.engagement.core.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Finds what is directly below a node. */
final class ChildReader {
  private final Place parent;
  private final Problems problems;
  private final KnownKeys knownKeys;

  ChildReader(Place parent, Problems problems, KnownKeys knownKeys) {
    this.parent = parent;
    this.problems = problems;
    this.knownKeys = knownKeys;
  }

  List<ConfigNode> items(SequenceNode list) {
    List<ConfigNode> items = new ArrayList<>();
    for (Node item : list.getValue()) {
      Place place = parent.item(items.size(), item.getStartMark());
      items.add(new ConfigNode(place, problems, knownKeys, item));
    }
    return List.copyOf(items);
  }

  /** The values by key, in the order of the document; of a repeated key the first. */
  Map<String, ConfigNode> entries(MappingNode map) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    for (NodeTuple entry : map.getValue()) {
      Mark mark = entry.getKeyNode().getStartMark();
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        int line = mark.getLine() + 1;
        problems.add(
            line, mark.getColumn() + 1, parent.path(), "a key must be text", "write key: value");
      } else if (key.getTag().equals(Tag.MERGE)) {
        node(key.getValue(), mark, entry.getValueNode())
            .problem("merge keys (<<) are not supported", "write the keys out");
      } else {
        add(key.getValue(), mark, entry.getValueNode(), entries);
      }
    }
    return entries;
  }

  private void add(String key, Mark mark, Node value, Map<String, ConfigNode> entries) {
    ConfigNode node = node(key, value instanceof ScalarNode ? value.getStartMark() : mark, value);
    ConfigNode before = entries.putIfAbsent(key, node);
    if (before != null) {
      node.problem("the key is there twice", "first at line " + before.line());
    }
    knownKeys.present(parent.key(key).shape());
  }

  private ConfigNode node(String key, Mark mark, Node value) {
    return new ConfigNode(parent.key(key, mark), problems, knownKeys, value);
  }
}
