package io.engagement.core.deployment;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DefinitionLife;
import io.engagement.core.table.DefinitionNames;
import io.engagement.core.table.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The definitions that a job counts, and from when on: kept in its state, so that a start can tell
 * what was added, removed and changed. Immutable.
 *
 * <p>Every start with other definitions begins a new epoch. Whatever is put in then carries that
 * epoch in its keys ({@link DefinitionLife}).
 */
public final class Definitions {
  /** Since the first event. */
  public static final long ALWAYS = Long.MIN_VALUE;

  /** Before the first start. */
  public static final Definitions NONE = new Definitions(-1, List.of(), Map.of());

  private static final int VERSION = 1;
  private static final String BREAKDOWN = DefinitionLife.breakdown("");

  /**
   * A definition as it is configured.
   *
   * @param parts its breakdowns with their paths and its periods, as {@link DefinitionLife} calls
   *     them; they come and go without the definition meaning something else
   */
  public record Wanted(String family, String id, String meaning, Map<String, String> parts) {
    public Wanted {
      parts = new TreeMap<>(parts);
    }

    String name() {
      return family + ' ' + id;
    }
  }

  /** When something was put in: the epoch, and the event time from which all is counted. */
  public record Since(int epoch, long millis) {}

  /**
   * A definition that is counted.
   *
   * @param checkpoint the checkpoint it was put in after; 0 for none
   * @param keptToMillis rows of buckets that had ended by then are of an earlier life and stay as
   *     they are
   */
  public record Running(
      Wanted wanted, Since since, long checkpoint, Map<String, Since> parts, long keptToMillis) {

    /** What names it in state. */
    int key() {
      return DefinitionKey.of(wanted.family(), wanted.id(), wanted.meaning(), since.epoch()).key();
    }

    /** How buckets are cut, of a definition with one way; a day where it cannot be configured. */
    public Period bucket() {
      for (Period period : Period.values()) {
        if (wanted.parts().containsKey(DefinitionLife.period(period))) {
          return period;
        }
      }
      return Period.DAY;
    }

    /** From when on a breakdown or period, or without one the definition, has been counted. */
    public long sinceMillis(String part) {
      Since of = parts.get(part);
      return of == null ? since.millis() : Math.max(of.millis(), since.millis());
    }
  }

  /** What becomes of the rows of a definition that was removed or changed. */
  public enum OnChange {
    /** They leave with the first commit. */
    DROP,
    /** Rows of buckets that were complete stay, and facts. */
    KEEP;

    /** The word for it, in lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @return null for no such word
     */
    public static @Nullable OnChange of(String label) {
      for (OnChange change : values()) {
        if (change.label().equals(label)) {
          return change;
        }
      }
      return null;
    }
  }

  /** What a start would do to a definition, or to a breakdown or period of it. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * @param part the breakdown or period; null for the definition itself
   */
  public record Change(Kind kind, String family, String id, @Nullable String part) {

    /** Whether the start needs to be told what becomes of the rows. */
    public boolean needsWord() {
      return part == null && kind != Kind.ADDED;
    }

    @Override
    public String toString() {
      String what = part == null ? "" : ", " + part;
      return "%s %s of %s%s".formatted(kind.name().toLowerCase(Locale.ROOT), id, family, what);
    }
  }

  private final int epoch;
  private final Map<String, Running> running;
  private final Map<String, Long> kept;

  private Definitions(int epoch, List<Running> running, Map<String, Long> kept) {
    this.epoch = epoch;
    this.running = new LinkedHashMap<>();
    running.forEach(one -> this.running.put(one.wanted().name(), one));
    this.kept = Map.copyOf(kept);
  }

  /** Whether they are those of the first start, or there has been none. */
  public boolean areFirst() {
    return epoch <= 0;
  }

  public List<Running> running() {
    return List.copyOf(running.values());
  }

  public @Nullable Running find(String family, String id) {
    return running.get(family + ' ' + id);
  }

  /** How the definition with a key in state cuts its buckets, if it has one way. */
  public Period bucket(int definitionKey) {
    Running of = find(definitionKey);
    return of == null ? Period.DAY : of.bucket();
  }

  /** The definition that has a key in state. */
  public @Nullable Running find(int definitionKey) {
    for (Running one : running.values()) {
      if (one.key() == definitionKey) {
        return one;
      }
    }
    return null;
  }

  /** The life of a configured definition. */
  public DefinitionLife life(String family, String id) {
    Running found = find(family, id);
    if (found == null) {
      return DefinitionLife.FIRST;
    }
    Map<String, Integer> parts = new HashMap<>();
    found
        .parts()
        .forEach(
            (part, since) -> {
              if (since.epoch() != found.since().epoch()) {
                parts.put(part, since.epoch());
              }
            });
    return new DefinitionLife(found.since().epoch(), Math.max(0, epoch), parts);
  }

  /** The published names behind the keys of these definitions, without labels. */
  public DefinitionNames names() {
    Map<Integer, String> ids = new HashMap<>();
    Map<Integer, String> dimensions = new HashMap<>();
    for (Running one : running.values()) {
      Wanted wanted = one.wanted();
      int own = one.since().epoch();
      ids.put(one.key(), wanted.id());
      wanted
          .parts()
          .forEach(
              (part, path) -> {
                if (part.startsWith(BREAKDOWN)) {
                  String name = part.substring(BREAKDOWN.length());
                  int epochOfPart = one.parts().getOrDefault(part, one.since()).epoch();
                  Breakdown breakdown =
                      Breakdown.of(name, path, 0).putInAt(epochOfPart == own ? 0 : epochOfPart);
                  dimensions.put(breakdown.key(), name);
                }
              });
    }
    return new DefinitionNames(ids, dimensions);
  }

  /** What other definitions than these would change; nothing at the first start. */
  public List<Change> changes(List<Wanted> wanted) {
    List<Change> changes = new ArrayList<>();
    if (epoch < 0) {
      return changes;
    }
    Map<String, Wanted> byName = new HashMap<>();
    for (Wanted one : wanted) {
      byName.put(one.name(), one);
      Running before = running.get(one.name());
      if (before == null) {
        changes.add(new Change(Kind.ADDED, one.family(), one.id(), null));
      } else if (!before.wanted().meaning().equals(one.meaning())) {
        changes.add(new Change(Kind.CHANGED, one.family(), one.id(), null));
      } else {
        changesOfParts(before.wanted(), one, changes);
      }
    }
    running.forEach(
        (name, before) -> {
          if (!byName.containsKey(name)) {
            Wanted gone = before.wanted();
            changes.add(new Change(Kind.REMOVED, gone.family(), gone.id(), null));
          }
        });
    return changes;
  }

  private static void changesOfParts(Wanted before, Wanted now, List<Change> changes) {
    now.parts()
        .forEach(
            (part, meaning) -> {
              String was = before.parts().get(part);
              if (!meaning.equals(was)) {
                Kind kind = was == null ? Kind.ADDED : Kind.CHANGED;
                changes.add(new Change(kind, now.family(), now.id(), part));
              }
            });
    for (String part : before.parts().keySet()) {
      if (!now.parts().containsKey(part)) {
        changes.add(new Change(Kind.REMOVED, now.family(), now.id(), part));
      }
    }
  }

  /**
   * Why a job of these definitions does not go on with others, in a sentence for a person; empty
   * when it does.
   *
   * @param words what becomes of the rows of definitions that were removed or changed, by id
   */
  public Optional<String> refusal(List<Wanted> wanted, Map<String, OnChange> words) {
    List<Change> open =
        changes(wanted).stream()
            .filter(change -> change.needsWord() && !words.containsKey(change.id()))
            .toList();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "The state was made with other definitions: %s. Say what becomes of their rows: %s (drop: they leave with the first commit; keep: rows of complete buckets stay)."
            .formatted(
                open.stream().map(Change::toString).collect(Collectors.joining(", ")),
                open.stream()
                    .map(change -> "--on-change " + change.id() + "=drop|keep")
                    .collect(Collectors.joining(" "))));
  }

  /**
   * The definitions after a start.
   *
   * @param sinceMillis the first event time of which nothing had been read before the start
   * @param completeToMillis the watermark before the start
   * @param checkpoint the checkpoint that the job goes on from; 0 for none
   * @param words what becomes of the rows of definitions that were removed or changed, by id
   */
  public Definitions next(
      List<Wanted> wanted,
      long sinceMillis,
      long completeToMillis,
      long checkpoint,
      Map<String, OnChange> words) {
    List<Change> changes = changes(wanted);
    if (epoch >= 0 && changes.isEmpty()) {
      return this;
    }
    Map<String, Long> keptNow = new HashMap<>(kept);
    for (Change change : changes) {
      // Rows that an earlier start has kept are in no state any more, so that a drop leaves them.
      if (change.needsWord() && words.get(change.id()) == OnChange.KEEP) {
        keptNow.put(change.family() + ' ' + change.id(), completeToMillis);
      }
    }
    Since now = new Since(epoch + 1, epoch < 0 ? ALWAYS : sinceMillis);
    List<Running> next = new ArrayList<>();
    for (Wanted one : wanted) {
      long keptTo = keptNow.getOrDefault(one.name(), ALWAYS);
      Running before = running.get(one.name());
      if (before == null || !before.wanted().meaning().equals(one.meaning())) {
        Map<String, Since> parts = new TreeMap<>();
        one.parts().keySet().forEach(part -> parts.put(part, now));
        next.add(new Running(one, now, checkpoint, parts, keptTo));
        continue;
      }
      Map<String, Since> parts = new TreeMap<>();
      one.parts()
          .forEach(
              (part, meaning) -> {
                boolean same = meaning.equals(before.wanted().parts().get(part));
                parts.put(part, same ? before.parts().getOrDefault(part, now) : now);
              });
      next.add(new Running(one, before.since(), before.checkpoint(), parts, keptTo));
    }
    return new Definitions(epoch + 1, next, keptNow);
  }

  /** Layout 1: epoch; definitions; ends of kept buckets by name. */
  public void write(StateWriter out) {
    out.writeByte(VERSION);
    out.writeSigned(epoch);
    out.writeUnsigned(running.size());
    for (Running one : running.values()) {
      out.writeText(one.wanted().family());
      out.writeText(one.wanted().id());
      out.writeText(one.wanted().meaning());
      writeSince(one.since(), out);
      out.writeSigned(one.checkpoint());
      out.writeLong(one.keptToMillis());
      out.writeUnsigned(one.wanted().parts().size());
      one.wanted()
          .parts()
          .forEach(
              (part, meaning) -> {
                out.writeText(part);
                out.writeText(meaning);
                writeSince(one.parts().getOrDefault(part, one.since()), out);
              });
    }
    out.writeUnsigned(kept.size());
    new TreeMap<>(kept)
        .forEach(
            (name, millis) -> {
              out.writeText(name);
              out.writeLong(millis);
            });
  }

  private static void writeSince(Since since, StateWriter out) {
    out.writeUnsigned(since.epoch());
    out.writeLong(since.millis());
  }

  private static Since readSince(StateReader in) {
    return new Since(in.readUnsignedInt(), in.readLong());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when the bytes are damaged
   */
  public static Definitions read(StateReader in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalStateException("definitions in layout " + version + ", known is " + VERSION);
    }
    int epoch = (int) in.readSigned();
    List<Running> running = new ArrayList<>();
    for (int count = in.readCount(8); count > 0; count--) {
      String family = in.readRequiredText();
      String id = in.readRequiredText();
      String meaning = in.readRequiredText();
      Since since = readSince(in);
      long checkpoint = in.readSigned();
      long keptTo = in.readLong();
      Map<String, String> parts = new TreeMap<>();
      Map<String, Since> sinces = new TreeMap<>();
      for (int left = in.readCount(4); left > 0; left--) {
        String part = in.readRequiredText();
        parts.put(part, in.readRequiredText());
        sinces.put(part, readSince(in));
      }
      Wanted wanted = new Wanted(family, id, meaning, parts);
      running.add(new Running(wanted, since, checkpoint, sinces, keptTo));
    }
    Map<String, Long> kept = new HashMap<>();
    for (int left = in.readCount(2); left > 0; left--) {
      kept.put(in.readRequiredText(), in.readLong());
    }
    return new Definitions(epoch, running, kept);
  }
}
