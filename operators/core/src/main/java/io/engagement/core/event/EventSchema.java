package io.engagement.core.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the running definitions want to know of an event: numbered matchers and numbered fields.
 * Definitions register with a {@link Builder} and keep the numbers they get; equal matchers and
 * equal paths share one.
 *
 * <p>Numbers live no longer than the job: nothing of them is persisted.
 */
public final class EventSchema {
  private static final int NONE = -1;

  private final List<EventMatcher> matchers;
  private final List<List<String>> fields;
  private final long[] acceptingWords;
  private final int excluding;
  private final List<AmountField> amounts;
  private final BitSet ids;
  private final @Nullable Supplier<CommerceReader> commerce;

  private EventSchema(
      List<EventMatcher> matchers,
      List<List<String>> fields,
      BitSet accepting,
      int excluding,
      List<AmountField> amounts,
      BitSet ids,
      @Nullable Supplier<CommerceReader> commerce) {
    this.amounts = List.copyOf(amounts);
    this.ids = (BitSet) ids.clone();
    this.commerce = commerce;
    this.excluding = excluding;
    this.matchers = List.copyOf(matchers);
    this.fields = List.copyOf(fields);
    this.acceptingWords = Arrays.copyOf(accepting.toLongArray(), (matchers.size() + 63) >>> 6);
  }

  /**
   * Whether some definition takes the event and no filter rule excludes it; else the record is
   * filtered.
   */
  public boolean accepts(UserEvent event) {
    if (excludes(event)) {
      return false;
    }
    long[] words = event.matchWords();
    for (int i = 0; i < acceptingWords.length; i++) {
      if ((words[i] & acceptingWords[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a filter rule excludes the event. */
  public boolean excludes(UserEvent event) {
    return excluding != NONE && event.matches(excluding);
  }

  /** The matchers by number. */
  public List<EventMatcher> matchers() {
    return matchers;
  }

  /** The JSON paths of {@link UserEvent#field} by slot; the first one that is present counts. */
  public List<List<String>> fields() {
    return fields;
  }

  /** The fields in which events of certain matchers should have an amount. */
  List<AmountField> amounts() {
    return amounts;
  }

  /** Whether the field of a slot holds the id of something. */
  boolean isId(int slot) {
    return ids.get(slot);
  }

  /**
   * A field that some definition reads as an amount, of the events of a matcher.
   *
   * @param reading makes a number of it, {@link Money#UNREADABLE} of what is none
   */
  record AmountField(
      int slot, int matcher, String path, ToLongFunction<@Nullable Object> reading) {}

  /** A reader of {@link UserEvent#commerce}; null when no definition needs it. */
  public @Nullable CommerceReader newCommerceReader() {
    return commerce == null ? null : commerce.get();
  }

  /** Collects what the definitions need. */
  public static final class Builder {
    private final Map<EventMatcher, Integer> matchers = new LinkedHashMap<>();
    private final Map<List<String>, Integer> fields = new LinkedHashMap<>();
    private final BitSet accepting = new BitSet();
    private int excluding = NONE;
    private final List<AmountField> amounts = new ArrayList<>();
    private final BitSet ids = new BitSet();
    private final Set<Commerce.Kind> commerce = EnumSet.noneOf(Commerce.Kind.class);
    private @Nullable Vocabulary vocabulary;

    /** Filters the events of a matcher, whatever the definitions want; at most one such rule. */
    public void exclude(EventMatcher matcher) {
      if (excluding != NONE) {
        throw new IllegalStateException("there is a filter rule already");
      }
      excluding = auxiliary(matcher);
    }

    /**
     * The number of a matcher for {@link UserEvent#matches(int)} that decides whether a definition
     * takes the event.
     */
    public int matcher(EventMatcher matcher) {
      int number = auxiliary(matcher);
      accepting.set(number);
      return number;
    }

    /** The number of a matcher that only qualifies events another matcher takes. */
    public int auxiliary(EventMatcher matcher) {
      return matchers.computeIfAbsent(matcher, absent -> matchers.size());
    }

    /** The slot of a dotted JSON path, for {@link UserEvent#field}. */
    public int field(String path) {
      return field(List.of(path));
    }

    /**
     * The slot of a field that may have one of several paths: of those that hold neither null nor
     * the empty string the first one counts.
     */
    public int field(List<String> paths) {
      return fields.computeIfAbsent(List.copyOf(paths), absent -> fields.size());
    }

    /**
     * The slot of a field that holds the id of something, which {@link Identifiers#text} makes of
     * it: one that is too long is warned about.
     */
    public int id(List<String> paths) {
      int slot = field(paths);
      ids.set(slot);
      return slot;
    }

    /**
     * The slot of a path that holds an amount in the events of a matcher: one that cannot be read
     * is warned about.
     */
    public int amount(String path, int matcher) {
      int slot = field(path);
      amounts.add(new AmountField(slot, matcher, path, Money::amount));
      return slot;
    }

    /**
     * The slot of a path that may hold an {@link EngagementTime}: one that cannot be read is warned
     * about.
     */
    public int engagementTime(String path) {
      int slot = field(path);
      int any = auxiliary(EventMatcher.ANY);
      amounts.add(new AmountField(slot, any, path, EngagementTime::millis));
      return slot;
    }

    /**
     * Says that some definition needs {@link UserEvent#commerce} of some kinds of events.
     *
     * @param names that of the deployment
     */
    public void commerce(Vocabulary names, Collection<Commerce.Kind> kinds) {
      vocabulary = names;
      commerce.addAll(kinds);
    }

    private @Nullable Supplier<CommerceReader> commerce() {
      Vocabulary names = vocabulary;
      if (names == null) {
        return null;
      }
      Set<Commerce.Kind> kinds = EnumSet.copyOf(commerce);
      List<EventMatcher> any = kinds.stream().map(names::track).toList();
      int matcher = auxiliary(new EventMatcher.AnyOf(any));
      return () -> new CommerceReader(names, kinds, matcher);
    }

    public EventSchema build() {
      Supplier<CommerceReader> reader = commerce();
      return new EventSchema(
          new ArrayList<>(matchers.keySet()),
          new ArrayList<>(fields.keySet()),
          accepting,
          excluding,
          amounts,
          ids,
          reader);
    }
  }
}
