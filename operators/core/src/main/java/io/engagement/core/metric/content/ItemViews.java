package io.engagement.core.metric.content;

import io.engagement.core.metric.SliceKind;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.Map;
import java.util.TreeMap;

/** How often a user viewed which items, by bucket. Mutable. */
final class ItemViews {
  /** By the bucket's number; never a bucket without items. */
  private final TreeMap<Long, TreeMap<String, Long>> buckets = new TreeMap<>();

  /** Takes a view; returns how many of the item the bucket has now. */
  long add(long bucket, String item) {
    return buckets.computeIfAbsent(bucket, absent -> new TreeMap<>()).merge(item, 1L, Long::sum);
  }

  /** The earliest bucket; {@link Long#MAX_VALUE} when there is none. */
  long firstBucket() {
    return buckets.isEmpty() ? Long.MAX_VALUE : buckets.firstKey();
  }

  void removeBefore(long bucket) {
    if (firstBucket() < bucket) {
      buckets.headMap(bucket).clear();
    }
  }

  /** Looks at an item of a bucket. */
  @FunctionalInterface
  interface Visitor {
    void visit(long bucket, String item, long views);
  }

  void forEach(Visitor visitor) {
    for (Map.Entry<Long, TreeMap<String, Long>> bucket : buckets.entrySet()) {
      long number = bucket.getKey();
      bucket.getValue().forEach((item, views) -> visitor.visit(number, item, views));
    }
  }

  /** How they are made and kept. */
  static final class Kind implements SliceKind<ItemViews> {
    /** The least a bucket takes: its distance, the number of items, one item. */
    private static final int LEAST_BUCKET_BYTES = 4;

    /** The least an item takes: its length and its views. */
    private static final int LEAST_ITEM_BYTES = 2;

    @Override
    public ItemViews create() {
      return new ItemViews();
    }

    @Override
    public void merge(ItemViews into, ItemViews from) {
      from.forEach(
          (bucket, item, views) ->
              into.buckets
                  .computeIfAbsent(bucket, absent -> new TreeMap<>())
                  .merge(item, views, Long::sum));
    }

    @Override
    public boolean isEmpty(ItemViews slice) {
      return slice.buckets.isEmpty();
    }

    @Override
    public int heapBytes(ItemViews slice) {
      int bytes = 64;
      for (TreeMap<String, Long> bucket : slice.buckets.values()) {
        bytes += 112;
        for (String item : bucket.keySet()) {
          bytes += 104 + item.length();
        }
      }
      return bytes;
    }

    /**
     * Layout: number of buckets, then each: distance from the one before (the first one's number),
     * number of items, then each: text, views.
     */
    @Override
    public void write(ItemViews slice, StateWriter out) {
      out.writeUnsigned(slice.buckets.size());
      long before = 0;
      for (Map.Entry<Long, TreeMap<String, Long>> bucket : slice.buckets.entrySet()) {
        out.writeSigned(bucket.getKey() - before);
        before = bucket.getKey();
        out.writeUnsigned(bucket.getValue().size());
        for (Map.Entry<String, Long> item : bucket.getValue().entrySet()) {
          out.writeText(item.getKey());
          out.writeUnsigned(item.getValue());
        }
      }
    }

    @Override
    public ItemViews read(StateReader in, int layout) {
      ItemViews read = new ItemViews();
      long number = 0;
      for (int count = in.readCount(LEAST_BUCKET_BYTES); count > 0; count--) {
        number += in.readSigned();
        TreeMap<String, Long> bucket = new TreeMap<>();
        for (int items = in.readCount(LEAST_ITEM_BYTES); items > 0; items--) {
          bucket.put(in.readRequiredText(), in.readUnsigned());
        }
        read.buckets.put(number, bucket);
      }
      return read;
    }
  }
}
