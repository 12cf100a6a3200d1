package io.engagement.flink.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far each input partition has been read: topic, partition, next offset. Immutable. */
public record InputOffsets(SortedMap<String, SortedMap<Integer, Long>> byTopic) {
  public static final InputOffsets NONE = new InputOffsets(new TreeMap<>());
  private static final JsonFactory JSON = new JsonFactory();

  /** With what a partition has been read since. */
  public InputOffsets with(InputProgress progress) {
    return with(progress.topic(), progress.partition(), progress.nextOffset());
  }

  public InputOffsets with(String topic, int partition, long nextOffset) {
    SortedMap<String, SortedMap<Integer, Long>> changed = new TreeMap<>(byTopic);
    SortedMap<Integer, Long> partitions =
        new TreeMap<>(changed.getOrDefault(topic, new TreeMap<>()));
    partitions.put(partition, nextOffset);
    changed.put(topic, partitions);
    return new InputOffsets(changed);
  }

  /** The larger offset of each partition. */
  public InputOffsets furthest(InputOffsets other) {
    InputOffsets furthest = this;
    for (Map.Entry<String, SortedMap<Integer, Long>> topic : other.byTopic.entrySet()) {
      for (Map.Entry<Integer, Long> partition : topic.getValue().entrySet()) {
        if (offset(topic.getKey(), partition.getKey()) < partition.getValue()) {
          furthest = furthest.with(topic.getKey(), partition.getKey(), partition.getValue());
        }
      }
    }
    return furthest;
  }

  /** Whether every partition has been read at least as far. */
  public boolean covers(InputOffsets other) {
    return furthest(other).equals(this);
  }

  private long offset(String topic, int partition) {
    SortedMap<Integer, Long> partitions = byTopic.get(topic);
    return partitions == null ? -1 : partitions.getOrDefault(partition, -1L);
  }

  /** {@code {"topic":{"0":17}}}. */
  public String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, SortedMap<Integer, Long>> topic : byTopic.entrySet()) {
        json.writeObjectFieldStart(topic.getKey());
        for (Map.Entry<Integer, Long> partition : topic.getValue().entrySet()) {
          json.writeNumberField(partition.getKey().toString(), partition.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write offsets", e);
    }
    return text.toString();
  }

  /**
   * @throws IllegalStateException when it is not what {@link #toJson} writes
   */
  public static InputOffsets parse(String text) {
    SortedMap<String, SortedMap<Integer, Long>> byTopic = new TreeMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      expect(JsonToken.START_OBJECT, json.nextToken(), text);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String topic = json.currentName();
        expect(JsonToken.START_OBJECT, json.nextToken(), text);
        SortedMap<Integer, Long> partitions = new TreeMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          int partition = Integer.parseInt(json.currentName());
          expect(JsonToken.VALUE_NUMBER_INT, json.nextToken(), text);
          partitions.put(partition, json.getLongValue());
        }
        byTopic.put(topic, partitions);
      }
    } catch (IOException | NumberFormatException e) {
      throw new IllegalStateException("these are no offsets: " + text, e);
    }
    return new InputOffsets(byTopic);
  }

  private static void expect(JsonToken wanted, JsonToken found, String text) {
    if (wanted != found) {
      throw new IllegalStateException("these are no offsets: " + text);
    }
  }
}
