package io.engagement.jobs.oracle;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every table of a deployment from its records: verdicts by the rules of arrival, then the naive
 * oracle of each definition over what was accepted.
 *
 * <p>Takes the records of a partition in the order of their offsets. Lateness is judged by the
 * record's own partition, so no partition may have been idle; repeats are only told apart within a
 * partition, so one user's records must lie in one.
 */
public final class BatchOracle {
  private static final long HOUR = 3_600_000L;

  /**
   * The rules of time.
   *
   * @param idHorizonMillis how long a message id is known; at least the late horizon
   * @param isStitched whether what comes under an anonymous id alone is that of the user who claims
   *     it anywhere in the input; nothing before the first event that is still restated may matter
   */
  public record Rules(
      long outOfOrdernessMillis,
      long lateHorizonMillis,
      long idHorizonMillis,
      long futureToleranceMillis,
      long jumpMillis,
      boolean isStitched) {}

  private record Claim(String user, long atMillis) {}

  private record MessageKey(String user, String messageId) {}

  private record Seen(int partition, long timeMillis) {}

  private static final class Partition {
    long nextOffset;
    long read;
    long accepted;
    long duplicate;
    long late;
    long rejected;
    Long latestMillis;
    final Map<String, Long> ahead = new HashMap<>();

    /** A time far ahead, or the first one, counts once three users in a row are as far. */
    void reach(RawEvent event, long jumpMillis) {
      if (latestMillis != null && event.timeMillis() <= latestMillis + jumpMillis) {
        latestMillis = Math.max(latestMillis, event.timeMillis());
        ahead.clear();
        return;
      }
      ahead.merge(event.user(), event.timeMillis(), Math::max);
      if (ahead.size() == 3) {
        latestMillis = Collections.min(ahead.values());
        while (!ahead.isEmpty() && Collections.min(ahead.values()) <= latestMillis + jumpMillis) {
          latestMillis = Collections.min(ahead.values());
          ahead.values().remove(latestMillis);
        }
      }
    }
  }

  private final Rules rules;
  private final Map<String, String> familyOf;
  private final List<NaiveOracle> definitions;
  private final PlainDecoder decoder;
  private final Map<String, Map<Integer, Partition>> partitions = new TreeMap<>();
  private final Map<MessageKey, Seen> seen = new HashMap<>();
  private final List<RawEvent> accepted = new ArrayList<>();
  private final PublishedRows refused = new PublishedRows();

  /** By anonymous id, the claim that arrived first. */
  private final Map<String, Claim> claims = new TreeMap<>();

  /** The times of the events with a warning, by the row's key. */
  private final Map<List<Object>, List<Long>> warnings = new HashMap<>();

  /**
   * @param familyOf the family of each definition, by id
   * @param definitions together they take every event
   * @param paths the fields of an event that definitions look at
   */
  public BatchOracle(
      Rules rules,
      Map<String, String> familyOf,
      List<NaiveOracle> definitions,
      List<String> paths) {
    this.rules = rules;
    this.familyOf = Map.copyOf(familyOf);
    this.definitions = List.copyOf(definitions);
    this.decoder = new PlainDecoder(paths, rules.futureToleranceMillis());
  }

  /** Judges the next record of its partition. */
  public void take(InputRecord record) {
    Partition partition =
        partitions
            .computeIfAbsent(record.topic(), topic -> new TreeMap<>())
            .computeIfAbsent(record.partition(), number -> new Partition());
    partition.nextOffset = record.offset() + 1;
    partition.read++;
    RawEvent event;
    try {
      event = decoder.decode(record.bytes(), record.appendMillis());
    } catch (PlainDecoder.Refused reason) {
      partition.rejected++;
      putRefused("rejected", record, reason.getMessage());
      return;
    }
    for (String code : decoder.repairs()) {
      warnings
          .computeIfAbsent(List.of(record.topic(), code, "timestamp"), key -> new ArrayList<>())
          .add(event.timeMillis());
    }
    Long latest = partition.latestMillis;
    partition.reach(event, rules.jumpMillis());
    judge(record, partition, event, latest == null ? null : latest - rules.outOfOrdernessMillis());
  }

  private void judge(InputRecord record, Partition partition, RawEvent event, Long watermark) {
    MessageKey key = new MessageKey(event.user(), event.messageId());
    Seen before = seen.get(key);
    if (before != null && before.partition() != record.partition()) {
      throw new IllegalArgumentException(
          key + " is in two partitions: which of them came first cannot be told from the topic");
    }
    if (before != null && watermark != null) {
      long knownFrom = watermark - rules.idHorizonMillis();
      if (before.timeMillis() < knownFrom && before.timeMillis() >= knownFrom - HOUR) {
        throw new IllegalArgumentException(
            key + " is repeated at the edge of expiry: both verdicts are right");
      }
      before = before.timeMillis() < knownFrom ? null : before;
    }
    boolean isLate =
        watermark != null && event.timeMillis() < watermark - rules.lateHorizonMillis();
    if (rules.isStitched() && !isLate) {
      claim(event.timeMillis());
    }
    if (before != null) {
      partition.duplicate++;
    } else if (isLate) {
      partition.late++;
      putRefused("late", record, "LATE");
    } else {
      partition.accepted++;
      seen.put(key, new Seen(record.partition(), event.timeMillis()));
      accepted.add(event);
    }
  }

  /** Takes note of whose the anonymous id of the record is that was decoded last. */
  private void claim(long atMillis) {
    String user = decoder.userId();
    String id = decoder.anonymousId();
    if (user == null || id == null) {
      return;
    }
    Claim first = claims.putIfAbsent(id, new Claim(user, atMillis));
    if (first != null && !first.user().equals(user)) {
      throw new IllegalArgumentException(
          "%s is claimed by %s and %s: whose it is depends on how claims arrive"
              .formatted(id, first.user(), user));
    }
  }

  private RawEvent ofOwner(RawEvent event) {
    Claim claim = claims.get(event.user());
    return claim == null ? event : event.by(claim.user());
  }

  private void putRefused(String table, InputRecord record, String reason) {
    String text;
    String encoding = "utf-8";
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record.bytes())).toString();
    } catch (CharacterCodingException notUtf8) {
      text = "\0";
    }
    if (text.indexOf('\0') >= 0) {
      text = Base64.getEncoder().encodeToString(record.bytes());
      encoding = "base64";
    }
    refused.put(
        table,
        List.of(record.topic(), (long) record.partition(), record.offset()),
        Arrays.asList(
            reason,
            null,
            text,
            encoding,
            (long) record.bytes().length,
            sha256(record.bytes()),
            record.appendMillis(),
            record.file(),
            record.line()));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * The watermark of the whole input: that of its slowest partition, as the definitions mean it.
   */
  public long watermarkMillis() {
    return partitions.values().stream()
        .flatMap(topic -> topic.values().stream())
        .mapToLong(partition -> partition.latestMillis - rules.outOfOrdernessMillis())
        .min()
        .orElseThrow();
  }

  /** How many events were accepted. */
  public long accepted() {
    return accepted.size();
  }

  /**
   * All tables.
   *
   * @param watermarkMillis no event before this is still to come in order; {@link Long#MAX_VALUE}
   *     when the input has ended
   */
  public PublishedRows rows(long watermarkMillis) {
    PublishedRows rows = new PublishedRows();
    partitions.forEach(
        (topic, ofTopic) ->
            ofTopic.forEach(
                (number, partition) ->
                    rows.put(
                        "input_accounting", List.of(topic, (long) number), accounting(partition))));
    rows.putAll(refused);
    warnings.forEach(
        (key, times) ->
            rows.put(
                "input_warnings",
                key,
                List.of(
                    (long) times.size(), Collections.min(times), Collections.max(times), "[]")));
    List<RawEvent> events = accepted.stream().map(this::ofOwner).toList();
    for (NaiveOracle definition : definitions) {
      rows.putAll(definition.rows(events, watermarkMillis));
    }
    claims.forEach(
        (id, claim) ->
            rows.put(
                "identity_merges",
                List.of(id),
                Arrays.asList(claim.user(), claim.atMillis(), false, null)));
    // Nothing was ever added to the definitions or taken away: they count since the first start.
    familyOf.forEach(
        (metric, family) ->
            rows.put(
                "metric_definitions",
                List.of(metric, family),
                Arrays.asList(null, null, 0L, null)));
    return rows;
  }

  private List<Object> accounting(Partition partition) {
    Long latest = partition.latestMillis;
    return Arrays.asList(
        partition.nextOffset,
        partition.read,
        partition.accepted,
        partition.duplicate,
        partition.late,
        partition.rejected,
        0L,
        latest == null ? null : latest - rules.outOfOrdernessMillis());
  }
}
