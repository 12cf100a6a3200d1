package io.engagement.cli;

import io.engagement.cli.records.RecordProducer;
import io.engagement.core.config.DeletionConfig.ControlTopic;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.identity.DeletionRequests;
import io.engagement.core.identity.DeletionRequests.InvalidRequestException;
import io.engagement.flink.source.InputTopics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code engage delete}: asks the running job to delete somebody. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Ask the running job to delete a user: writes a request to the control topic and prints its id.",
      "What happened before the request never counts again; docs/privacy.md says what goes from where,"
          + " and what cannot go.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DeleteCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  Subject subject;

  static final class Subject {
    @Option(
        names = "--user",
        paramLabel = "ID",
        description = "The user, as events carry them in userId.")
    @Nullable String user;

    @Option(
        names = "--anonymous",
        paramLabel = "ID",
        description = "An anonymous id alone, as events carry it in anonymousId.")
    @Nullable String anonymous;
  }

  @Mixin ConfigOption configuration;

  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description = "What the request is called in the table deletions. Default: a random UUID.")
  @Nullable String requestId;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description =
          "Nothing from before it counts again, for example 2026-03-01T12:00:00Z. Default: now.")
  @Nullable String at;

  @Override
  public Integer call() throws Exception {
    EngagementConfig config = configuration.read();
    ControlTopic topic = config.deletion().control();
    if (topic == null) {
      throw new InvalidInputException(
          "error: "
              + configuration.file()
              + " has no control topic, so nobody can be deleted"
              + "\nhint: add control: {kafka: {topic: NAME}}; events must not be written to it");
    }
    String id = requestId == null ? UUID.randomUUID().toString() : requestId;
    String instant = at == null ? Instant.now().truncatedTo(ChronoUnit.MILLIS).toString() : at;
    String user = subject.user;
    byte[] request =
        user == null
            ? DeletionRequests.write("anonymousId", String.valueOf(subject.anonymous), id, instant)
            : DeletionRequests.write("userId", user, id, instant);
    try {
      DeletionRequests.read(request);
    } catch (InvalidRequestException invalid) {
      throw new InvalidInputException("error: " + invalid.getMessage());
    }
    send(topic, id, request);
    spec.commandLine().getOut().println(id);
    spec.commandLine().getOut().flush();
    return Engage.DONE;
  }

  private static void send(ControlTopic topic, String requestId, byte[] request)
      throws InputTopics.NotReadyException, InterruptedException, CommandFailedException {
    InputTopics.checkControl(topic);
    try (KafkaProducer<byte[], byte[]> producer =
        RecordProducer.open(topic.brokers(), topic.properties())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic.topic(), requestId.getBytes(StandardCharsets.UTF_8), request))
          .get();
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          "the request could not be written to " + topic.topic(), e.getCause());
    }
  }
}
