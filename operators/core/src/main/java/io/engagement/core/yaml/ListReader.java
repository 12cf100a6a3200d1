package io.engagement.core.yaml;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads lists whose elements differ; a single value counts as a list of one. */
final class ListReader {
  private final ConfigNode node;

  ListReader(ConfigNode node) {
    this.node = node;
  }

  <E extends Enum<E>> List<E> someOf(Collection<E> allowed) {
    return read(
        item -> new ScalarReader(item).oneOfOrNull(allowed),
        ScalarReader::label,
        "one or more of " + ScalarReader.labels(allowed));
  }

  List<String> texts() {
    return read(
        item -> {
          String text = item.text();
          return text.isEmpty() ? null : text;
        },
        Function.identity(),
        "name at least one, or leave the key out");
  }

  /** Elements that cannot be read are reported and left out: nothing else is said of them. */
  private <T> List<T> read(
      Function<ConfigNode, @Nullable T> reader, Function<T, String> name, String whenEmpty) {
    Set<T> read = new LinkedHashSet<>();
    for (ConfigNode item : node.itemsOrSelf()) {
      T element = reader.apply(item);
      if (element != null && !read.add(element)) {
        item.repeated(name.apply(element));
      }
    }
    if (node.isList() && node.items().isEmpty()) {
      node.problem("the list is empty", whenEmpty);
    }
    return List.copyOf(read);
  }
}
