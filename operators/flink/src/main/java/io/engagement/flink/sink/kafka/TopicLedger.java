package io.engagement.flink.sink.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.flink.checkpoint.CommitRanges;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What the topics show, as the record of the topic {@code sink_ledger} and the sink's state say it.
 *
 * @param lineage the unbroken history of state that feeds the topics
 * @param commit number of the last commit; every checkpoint takes the next one
 * @param abandoned commits of runs that were left by going back to before them
 */
record TopicLedger(String lineage, long commit, CommitRanges abandoned) {
  /** So many checkpoints may wait for their commit, with the first of them, before it is a loss. */
  private static final int MOST_UNCOMMITTED = 2;

  private static final JsonFactory JSON = new JsonFactory();
  private static final int LAYOUT_1 = 1;

  /**
   * What a start goes on with.
   *
   * @param staleAfter records of later commits than this one are deleted unless the first
   *     checkpoint brings them again; null when all of them may stay
   */
  record Start(TopicLedger ledger, @Nullable Long staleAfter) {}

  TopicLedger next() {
    return new TopicLedger(lineage, commit + 1, abandoned);
  }

  /**
   * Decides what a start may do.
   *
   * @param restored null when it has no state
   * @param published null when the topics hold nothing of the deployment
   * @throws SinkRefusedException when state and topics do not belong together
   */
  static Start start(
      @Nullable TopicLedger restored,
      @Nullable TopicLedger published,
      StartOptions options,
      String topics)
      throws SinkRefusedException {
    if (restored == null) {
      if (published == null) {
        return new Start(new TopicLedger(options.id(), 0, CommitRanges.NONE), null);
      }
      if (options.mode() != StartMode.TAKEOVER) {
        throw refuse(
            "The job starts without state, but commit %d of an earlier run is already in the topics"
                + " %s. Start from that run's latest checkpoint or savepoint; or take the topics"
                + " over (--takeover): what is not counted again from the input is deleted.",
            published.commit(), topics);
      }
      return new Start(new TopicLedger(options.id(), published.commit(), CommitRanges.NONE), -1L);
    }
    boolean republish = options.mode() == StartMode.REPUBLISH;
    if (published == null) {
      if (restored.commit() > MOST_UNCOMMITTED && !republish) {
        throw refuse(
            "The restored state has made %d commits, but the topics %s hold none. Point the sink at"
                + " the cluster it wrote to; or publish every row again with --republish.",
            restored.commit(), topics);
      }
      return new Start(restored, null);
    }
    if (!published.lineage().equals(restored.lineage())) {
      throw refuse(
          "The topics %s have been taken over by another run. Start from a checkpoint of that run;"
              + " or take over again without state (--takeover).",
          topics);
    }
    if (published.abandoned().contains(restored.commit())) {
      throw refuse(
          "The topics %s have gone back to before commit %d of the restored state, and records it"
              + " relies on are gone. Start from the latest checkpoint of the run that went back;"
              + " or take the topics over without state (--takeover).",
          topics, restored.commit());
    }
    if (published.commit() <= restored.commit()) {
      return new Start(
          new TopicLedger(restored.lineage(), restored.commit(), published.abandoned()), null);
    }
    if (!republish) {
      throw refuse(
          "The restored state is older than the topics %s: it knows of %d commits, they of %d."
              + " Start from the latest checkpoint; or go back with --republish: every row of the"
              + " state is published again with the first checkpoint, and what only the later run"
              + " has published is deleted.",
          topics, restored.commit(), published.commit());
    }
    return new Start(
        new TopicLedger(
            restored.lineage(),
            published.commit(),
            published.abandoned().withAfter(restored.commit(), published.commit())),
        restored.commit());
  }

  private static SinkRefusedException refuse(String why, Object... values) {
    return new SinkRefusedException(why.formatted(values));
  }

  byte[] toBytes() {
    StateWriter out = new StateWriter(64);
    out.writeByte(LAYOUT_1);
    out.writeText(lineage);
    out.writeUnsigned(commit);
    out.writeText(abandoned.toString());
    return out.toBytes();
  }

  static TopicLedger fromBytes(byte[] bytes) {
    StateReader in = new StateReader().over(bytes);
    int layout = in.readByte();
    if (layout != LAYOUT_1) {
      throw new IllegalStateException(
          "a ledger of topics in layout " + layout + ", the newest known is " + LAYOUT_1);
    }
    TopicLedger ledger =
        new TopicLedger(
            in.readRequiredText(), in.readUnsigned(), CommitRanges.parse(in.readRequiredText()));
    in.expectEnd();
    return ledger;
  }

  /** The value of its record. */
  byte[] toJson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("lineage", lineage);
      json.writeNumberField("commit", commit);
      json.writeStringField("abandoned", abandoned.toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the ledger of topics", e);
    }
    return out.toByteArray();
  }

  /**
   * @throws IllegalStateException when it is not what {@link #toJson} writes
   */
  static TopicLedger fromJson(byte[] value) {
    String lineage = "";
    long commit = 0;
    CommitRanges abandoned = CommitRanges.NONE;
    try (JsonParser json = JSON.createParser(value)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "lineage" -> lineage = json.getText();
          case "commit" -> commit = json.getLongValue();
          case "abandoned" -> abandoned = CommitRanges.parse(json.getText());
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the record of the topic sink_ledger is damaged", e);
    }
    return new TopicLedger(lineage, commit, abandoned);
  }
}
