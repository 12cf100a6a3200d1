package io.engagement.dashboard.view;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** All views, in the order of the page. */
public final class Views {
  private static final String FOLDER = "/io/engagement/dashboard/views/";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Map<String, View> views;

  private Views(Map<String, View> views) {
    this.views = views;
  }

  /** Reads the files that {@code order.yaml} names. */
  public static Views load() {
    Map<String, View> views = new LinkedHashMap<>();
    for (Object name : (List<?>) read("order")) {
      Map<String, Object> content = new LinkedHashMap<>();
      ((Map<?, ?>) read(name.toString())).forEach((key, value) -> content.put("" + key, value));
      content.put("id", name);
      try {
        views.put(name.toString(), MAPPER.convertValue(content, View.class));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException("view " + name + ": " + e.getMessage(), e);
      }
    }
    return new Views(views);
  }

  private static Object read(String name) {
    try (@Nullable InputStream file = Views.class.getResourceAsStream(FOLDER + name + ".yaml")) {
      if (file == null) {
        throw new IllegalStateException("no view " + name);
      }
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<View> all() {
    return List.copyOf(views.values());
  }

  /** The view of that id; null when there is none. */
  public @Nullable View view(String id) {
    return views.get(id);
  }
}
