package io.engagement.core.metric.recommendations;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The texts of a state, each written once and then referred to by its position from 1. */
final class SurfaceTexts {
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  /** Collects the texts of a state in the order in which they are written. */
  static SurfaceTexts of(RecommendationState state) {
    SurfaceTexts texts = new SurfaceTexts();
    for (View view : state.views.moments) {
      texts.collect(view.surface);
    }
    for (Click click : state.clicks.moments) {
      texts.collect(click.own.surface());
    }
    for (Purchase purchase : state.purchases.moments) {
      for (Line line : purchase.lines) {
        if (!line.currency.isEmpty()) {
          texts.collect(line.currency);
        }
      }
    }
    for (Touch touch : state.touches) {
      texts.collect(touch.spot().surface());
    }
    return texts;
  }

  private void collect(Surface surface) {
    collect(surface.placement());
    collect(surface.model());
    for (String value : surface.values()) {
      if (value != null) {
        collect(value);
      }
    }
  }

  private void collect(String text) {
    numbers.putIfAbsent(text, numbers.size() + 1);
  }

  void write(StateWriter out) {
    out.writeUnsigned(numbers.size());
    numbers.keySet().forEach(out::writeText);
  }

  /** Refers to a text; null is none. */
  void write(@Nullable String text, StateWriter out) {
    out.writeUnsigned(text == null ? 0 : numbers.getOrDefault(text, 0));
  }

  void write(Surface surface, StateWriter out) {
    write(surface.placement(), out);
    write(surface.model(), out);
    for (String value : surface.values()) {
      write(value, out);
    }
  }

  /**
   * What {@link #write(StateWriter)} wrote.
   *
   * @param breakdowns by the breakdowns it was written with: where the value is now, or -1
   * @param configured how many breakdowns there are now
   */
  static Reader read(StateReader in, int[] breakdowns, int configured) {
    @Nullable String[] texts = new String[in.readCount(1) + 1];
    for (int i = 1; i < texts.length; i++) {
      texts[i] = in.readRequiredText();
    }
    return new Reader(texts, breakdowns, configured);
  }

  /** Follows references. */
  record Reader(@Nullable String[] texts, int[] breakdowns, int configured) {

    @Nullable String text(StateReader in) {
      int number = in.readUnsignedInt();
      if (number >= texts.length) {
        throw new IllegalStateException("text " + number + " of " + (texts.length - 1));
      }
      return texts[number];
    }

    private String required(StateReader in) {
      String text = text(in);
      if (text == null) {
        throw new IllegalStateException("a surface without a name at " + in.position());
      }
      return text;
    }

    Surface surface(StateReader in, long bucket) {
      String placement = required(in);
      String model = required(in);
      @Nullable String[] values = configured == 0 ? Surface.NO_VALUES : new String[configured];
      for (int breakdown : breakdowns) {
        String value = text(in);
        if (breakdown >= 0) {
          values[breakdown] = value;
        }
      }
      return new Surface(bucket, placement, model, values);
    }
  }
}
