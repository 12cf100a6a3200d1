package io.engagement.cli;

import io.engagement.cli.records.RecordProducer;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.flink.source.InputTopics;
import io.engagement.flink.source.files.RecordLines;
import io.engagement.jobs.bounded.InputFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code engage send}: files of events into the topic that a job reads. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write the records of files to the topic that the job reads.",
      "As they are and in the given order, which holds within each partition; 'engage try' says"
          + " beforehand what will become of them. Sent twice they count once, as long as they are"
          + " within the late horizon.",
      ""
    },
    footer = {"", "Example:", "  engage send --config engagement.yaml events.jsonl.gz"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SendCommand implements Callable<Integer> {
  /** Brokers take no more than a megabyte unless they are told to. */
  private static final int MOST_BYTES = 1 << 20;

  @Spec CommandSpec spec;

  @Mixin ConfigOption configuration;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Default: the first one of source.kafka.topics.")
  @Nullable String topic;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of one record a line, also .gz; folders or globs of .jsonl[.gz].")
  List<String> files;

  @Mixin Console console;

  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private long sent;

  @Override
  public Integer call() throws Exception {
    KafkaSource source = configuration.read().source().kafka();
    List<String> problems = new ArrayList<>();
    List<String> found = InputFiles.find(files, problems);
    if (!problems.isEmpty()) {
      throw new InvalidInputException("error: " + String.join("\nerror: ", problems));
    }
    String to = topic == null ? source.topics().get(0) : topic;
    InputTopics.check(source.brokers(), List.of(to), source.properties());
    long began = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer =
        RecordProducer.open(source.brokers(), source.properties())) {
      for (String file : found) {
        send(file, to, producer, began);
      }
      producer.flush();
      requireNoFailure(to);
    } catch (KafkaException e) {
      throw new CommandFailedException("the records could not be written to " + to, e);
    }
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "sent %,d records to %s at %s%n", sent, to, source.brokers());
    spec.commandLine().getOut().flush();
    return Engage.DONE;
  }

  private void send(String file, String to, KafkaProducer<byte[], byte[]> producer, long began)
      throws IOException, CommandFailedException {
    try (RecordLines lines = RecordLines.of(file, MOST_BYTES)) {
      while (lines.next()) {
        if (lines.whole() != null) {
          throw new CommandFailedException(
              "%s:%d is longer than a record may be; %,d records before it were sent"
                  .formatted(file, lines.line(), sent));
        }
        producer.send(
            new ProducerRecord<>(to, lines.bytes()),
            (where, problem) -> {
              if (problem != null) {
                failure.compareAndSet(null, problem);
              }
            });
        sent++;
        requireNoFailure(to);
        console.progress("sent", sent, 0, began);
      }
    }
  }

  private void requireNoFailure(String to) throws CommandFailedException {
    Exception problem = failure.get();
    if (problem != null) {
      throw new CommandFailedException("not all records could be written to " + to, problem);
    }
  }
}
