package io.engagement.core.table;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.engagement.core.event.EventOrder;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A few of the texts that were ever added: the least by code point, so that neither the order of
 * arrival nor the parallelism decides which. Cannot be taken back.
 */
public final class Samples {
  /** How many are kept. */
  public static final int MOST = 3;

  private final List<String> texts = new ArrayList<>(MOST);

  /** Adds a text; the empty one is none. */
  public void add(String text) {
    if (text.isEmpty()) {
      return;
    }
    int at = 0;
    while (at < texts.size()) {
      int order = EventOrder.compareTexts(texts.get(at), text);
      if (order == 0) {
        return;
      }
      if (order > 0) {
        break;
      }
      at++;
    }
    if (at < MOST) {
      texts.add(at, text);
      if (texts.size() > MOST) {
        texts.remove(MOST);
      }
    }
  }

  /** In their order. */
  public List<String> texts() {
    return List.copyOf(texts);
  }

  /** As an array of JSON strings. */
  String json() {
    StringBuilder json = new StringBuilder("[");
    for (String text : texts) {
      json.append(json.length() > 1 ? "," : "").append('"');
      JsonStringEncoder.getInstance().quoteAsString(text, json);
      json.append('"');
    }
    return json.append(']').toString();
  }

  void addAll(Samples others) {
    others.texts.forEach(this::add);
  }

  /** Layout: how many, then the texts. */
  void write(StateWriter out) {
    out.writeUnsigned(texts.size());
    texts.forEach(out::writeText);
  }

  void read(StateReader in) {
    for (int left = in.readCount(1); left > 0; left--) {
      add(in.readRequiredText());
    }
  }
}
