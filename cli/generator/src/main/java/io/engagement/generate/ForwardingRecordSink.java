package io.engagement.generate;

import java.io.IOException;

/**
 * Changes or holds back records on their way to another sink, which is flushed and closed with it.
 */
public abstract class ForwardingRecordSink implements RecordSink {
  protected final RecordSink target;

  protected ForwardingRecordSink(RecordSink target) {
    this.target = target;
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
