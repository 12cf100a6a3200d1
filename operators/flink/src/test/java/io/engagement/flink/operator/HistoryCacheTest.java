package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.user.UserHistory;
import io.engagement.flink.operator.HistoryCache.Entry;
import io.engagement.flink.serde.UserKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryCacheTest {
  private static final byte[] HISTORY = new byte[1_000];

  /** Saves what it is told to. */
  private static final class Saved implements HistoryCache.Codec {
    final List<String> users = new ArrayList<>();

    @Override
    public UserHistory read(byte @Nullable [] bytes) {
      throw new AssertionError("nothing is decoded");
    }

    @Override
    public byte[] write(Entry entry) {
      return HISTORY;
    }

    @Override
    public void save(Entry entry) {
      assertThat(entry.written).isSameAs(HISTORY);
      users.add(entry.key.user());
    }

    @Override
    public int heapBytes(UserHistory history) {
      return 0;
    }
  }

  @Test
  void whatIsEvictedIsSavedAndKeepsNoHistory() {
    Saved saved = new Saved();
    HistoryCache cache = new HistoryCache(1, 720, saved);
    Entry first = cache.put(new UserKey("first"), HISTORY);
    cache.markDirty(first);
    Entry second = cache.put(new UserKey("second"), HISTORY);
    assertThat(saved.users).containsExactly("first");
    assertThat(first.written).isNull();
    assertThat(first.isDirty()).isFalse();
    assertThat(second.written).isSameAs(HISTORY);
    assertThat(cache.users()).isEqualTo(1);
  }
}
