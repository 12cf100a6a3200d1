package io.engagement.core.history;

import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a state while it is written or read. Each is spelled out where it occurs first.
 * Reusable: {@link #clear} before the next state.
 *
 * <p>Layout of a text: unsigned 0 = none, else its number in the order of first occurrence, from 1;
 * the text itself follows a number that is new. That of an id is spelled as {@link MessageIds}
 * spells it: UUIDs and other hexadecimal digits in half of the bytes.
 */
public final class Texts {
  /** A map that had to grow beyond this is not kept for the next state. */
  private static final int KEPT = 1_000;

  private static final int NONE = 0;

  private Map<String, Integer> numbers = new HashMap<>();
  private final List<String> texts = new ArrayList<>();

  public void clear() {
    if (numbers.size() > KEPT) {
      numbers = new HashMap<>();
    } else {
      numbers.clear();
    }
    texts.clear();
  }

  public void write(@Nullable String text, StateWriter out) {
    if (isNew(text, out)) {
      out.writeText(text);
    }
  }

  public void writeId(@Nullable String id, StateWriter out) {
    if (isNew(id, out)) {
      MessageIds.write(Objects.requireNonNull(id), out);
    }
  }

  /** Writes the number of a text; whether the text is to follow. */
  private boolean isNew(@Nullable String text, StateWriter out) {
    if (text == null) {
      out.writeUnsigned(NONE);
      return false;
    }
    Integer known = numbers.putIfAbsent(text, numbers.size() + 1);
    out.writeUnsigned(known == null ? numbers.size() : known);
    return known == null;
  }

  /** Writes several, one after the other. */
  public void writeAll(@Nullable String[] several, StateWriter out) {
    for (String text : several) {
      write(text, out);
    }
  }

  public @Nullable String read(StateReader in) {
    return read(in, StateReader::readRequiredText);
  }

  public @Nullable String readId(StateReader in) {
    return read(in, Texts::spelledId);
  }

  private static String spelledId(StateReader in) {
    return new String(MessageIds.utf8(MessageIds.read(in)), StandardCharsets.UTF_8);
  }

  private @Nullable String read(StateReader in, Function<StateReader, String> spelled) {
    int number = in.readUnsignedInt();
    if (number == NONE) {
      return null;
    }
    if (number > texts.size() + 1) {
      throw new IllegalStateException("text " + number + " of " + texts.size());
    }
    if (number > texts.size()) {
      texts.add(spelled.apply(in));
    }
    return texts.get(number - 1);
  }

  /** A text that was never written as null. */
  public String readRequired(StateReader in) {
    return required(read(in), in);
  }

  /** An id that was never written as null. */
  public String readRequiredId(StateReader in) {
    return required(readId(in), in);
  }

  private static String required(@Nullable String text, StateReader in) {
    if (text == null) {
      throw new IllegalStateException("a text is missing before " + in.position());
    }
    return text;
  }

  /**
   * Reads what {@link #writeAll} wrote for the breakdowns of a definition.
   *
   * @param places by breakdown as written, where its value is now; -1 for one that is gone
   * @param values takes them; those of breakdowns that came since stay null
   */
  public void readAll(int[] places, @Nullable String[] values, StateReader in) {
    for (int place : places) {
      String value = read(in);
      if (place >= 0) {
        values[place] = value;
      }
    }
  }
}
