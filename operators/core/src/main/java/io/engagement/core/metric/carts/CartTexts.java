package io.engagement.core.metric.carts;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The texts of a state, each written once and referred to by its place from 1; 0 = none. */
final class CartTexts {
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final List<String> texts = new ArrayList<>();

  void add(@Nullable String text) {
    if (text != null) {
      places.putIfAbsent(text, places.size() + 1);
    }
  }

  void addAll(@Nullable String[] several) {
    for (String text : several) {
      add(text);
    }
  }

  void write(StateWriter out) {
    out.writeUnsigned(places.size());
    places.keySet().forEach(out::writeText);
  }

  void writePlace(@Nullable String text, StateWriter out) {
    out.writeUnsigned(text == null ? 0 : places.getOrDefault(text, 0));
  }

  void writePlaces(@Nullable String[] several, StateWriter out) {
    for (String text : several) {
      writePlace(text, out);
    }
  }

  static CartTexts of(StateReader in) {
    CartTexts read = new CartTexts();
    for (int count = in.readCount(1); count > 0; count--) {
      read.texts.add(in.readRequiredText());
    }
    return read;
  }

  /** The text whose place comes next. */
  @Nullable String read(StateReader in) {
    int place = in.readUnsignedInt();
    if (place > texts.size()) {
      throw new IllegalStateException("text " + place + " of " + texts.size());
    }
    return place == 0 ? null : texts.get(place - 1);
  }

  /** The same where there must be one. */
  String readRequired(StateReader in) {
    String text = read(in);
    if (text == null) {
      throw new IllegalStateException("a text is missing");
    }
    return text;
  }
}
