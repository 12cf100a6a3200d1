package io.engagement.generate;

import java.io.Closeable;
import java.io.IOException;

/** Where records go, in order of arrival. Not thread-safe. */
public interface RecordSink extends Closeable {

  /**
   * Takes one record. The bytes are only valid during the call.
   *
   * @param person whom it is about; records of one person stay in order
   * @param arrivalMillis when it arrives: epoch milliseconds, never falling
   */
  void accept(int person, long arrivalMillis, byte[] bytes, int length) throws IOException;

  /** Sees to it that everything taken so far is visible in a moment. */
  void flush() throws IOException;
}
