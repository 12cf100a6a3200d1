package io.engagement.bench.contender;

import io.engagement.bench.PlainConsumer;
import io.engagement.bench.ProcessCost;
import io.engagement.core.config.ConfigText;

/** Consumers that read the topic to its end. */
record ConsumerProgram(boolean isDecoded) implements Contender.Program {
  @Override
  public Outcome run(Pass pass, ProcessCost cost) throws Exception {
    ConfigText decodedFor = isDecoded ? EngagementProgram.catalogueInto(pass, "") : null;
    PlainConsumer consumer =
        new PlainConsumer(pass.brokers(), pass.topic(), pass.slots(), decodedFor);
    cost.begin();
    long read = consumer.read();
    return Outcome.ofEvents(cost.figures(), read);
  }
}
