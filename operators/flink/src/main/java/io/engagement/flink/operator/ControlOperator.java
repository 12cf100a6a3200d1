package io.engagement.flink.operator;

import io.engagement.core.catalog.DeletionTables;
import io.engagement.core.identity.Deletion;
import io.engagement.core.identity.DeletionRequests;
import io.engagement.core.identity.DeletionRequests.InvalidRequestException;
import io.engagement.core.table.RowChange;
import io.engagement.flink.source.ControlRecord;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Reads requests to delete somebody.
 *
 * <p>Input: records of the control topic. Output: deletions. Side output: a row for every request,
 * of the table {@code deletions} or {@code rejected}. No state, no timers. A replay from a
 * checkpoint gives the same output again, and who is deleted twice is deleted.
 */
public final class ControlOperator extends AbstractStreamOperator<Deletion>
    implements OneInputStreamOperator<ControlRecord, Deletion> {
  private static final long serialVersionUID = 1L;

  private final Outputs outputs;
  private final String topic;

  public ControlOperator(Outputs outputs, String topic) {
    this.outputs = outputs;
    this.topic = topic;
  }

  @Override
  public void processElement(StreamRecord<ControlRecord> element) {
    read(
        element.getValue(),
        topic,
        deletion -> output.collect(new StreamRecord<>(deletion)),
        row -> output.collect(outputs.rows(), new StreamRecord<>(row)));
  }

  /**
   * Reads one request.
   *
   * @param rows gets the row that becomes of it
   */
  public static void read(
      ControlRecord record, String topic, Consumer<Deletion> deletions, Consumer<RowChange> rows) {
    try {
      Deletion deletion = DeletionRequests.read(record.value());
      rows.accept(DeletionTables.row(deletion));
      deletions.accept(deletion);
    } catch (InvalidRequestException invalid) {
      rows.accept(RefusedRows.request(record, topic, String.valueOf(invalid.getMessage())));
    }
  }
}
