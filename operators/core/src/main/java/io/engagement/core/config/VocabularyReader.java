package io.engagement.core.config;

import io.engagement.core.event.Vocabulary;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.JsonPaths;
import io.engagement.core.yaml.Spelling;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads {@code vocabulary}: other names for the fields and events of shops. */
final class VocabularyReader {
  private static final int MOST_NAMES = 20;

  private VocabularyReader() {}

  static Vocabulary read(ConfigNode node) {
    Map<Vocabulary.Field, List<String>> paths = new EnumMap<>(Vocabulary.Field.class);
    Map<Vocabulary.Name, List<String>> names = new EnumMap<>(Vocabulary.Name.class);
    Map<String, String> meanings = new HashMap<>();
    node.entries()
        .forEach(
            (standard, given) -> {
              Vocabulary.Field field = Vocabulary.field(standard);
              Vocabulary.Name name = Vocabulary.name(standard);
              if (field != null) {
                paths.put(field, list(given, JsonPaths::read));
              } else if (name != null) {
                names.put(name, list(given, item -> event(item, standard, meanings)));
              } else {
                given.problem(
                    "no field or event has the standard name " + standard,
                    Spelling.hint(standard, Vocabulary.standardNames()));
              }
            });
    return new Vocabulary(paths, names);
  }

  /** An event has one meaning. */
  private static String event(ConfigNode node, String standard, Map<String, String> meanings) {
    String name = node.text();
    String other = meanings.putIfAbsent(name, standard);
    if (other != null && !other.equals(standard) && !name.isEmpty()) {
      node.problem(name + " cannot mean both " + other + " and " + standard, "name it once");
    }
    return name;
  }

  private static List<String> list(ConfigNode node, Function<ConfigNode, String> reader) {
    Set<String> read = new LinkedHashSet<>();
    for (ConfigNode item : node.itemsOrSelf()) {
      String text = reader.apply(item);
      if (!read.add(text) && !text.isEmpty()) {
        item.repeated(text);
      }
    }
    if (node.isList() && node.items().isEmpty()) {
      node.problem("the list is empty", "name at least one, or leave the key out");
    } else if (read.size() > MOST_NAMES) {
      node.problem(read.size() + " names are too many", "at most " + MOST_NAMES);
    }
    return List.copyOf(read);
  }
}
