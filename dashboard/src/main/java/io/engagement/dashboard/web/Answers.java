package io.engagement.dashboard.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.engagement.dashboard.cut.Ledger;
import java.io.IOException;

/** Answers as JSON. */
final class Answers {
  private Answers() {}

  static ObjectMapper mapper() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(new LedgerAsJson());
    return JsonMapper.builder()
        .addModule(module)
        .enable(com.fasterxml.jackson.core.StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
        .build();
  }

  /** Instants as texts, and how it is in words. */
  private static final class LedgerAsJson extends StdSerializer<Ledger> {
    private static final long serialVersionUID = 1L;

    LedgerAsJson() {
      super(Ledger.class);
    }

    @Override
    public void serialize(Ledger ledger, JsonGenerator json, SerializerProvider serializers)
        throws IOException {
      json.writeStartObject();
      json.writeNumberField("commit", ledger.commit());
      json.writeNumberField("checkpoint", ledger.checkpoint());
      json.writeStringField("status", ledger.status());
      json.writeStringField("health", ledger.health());
      json.writeObjectField("until", text(ledger.until()));
      json.writeObjectField("committedAt", text(ledger.committedAt()));
      json.writeObjectField("readAt", text(ledger.readAt()));
      json.writeObjectField("input", ledger.input());
      json.writeEndObject();
    }

    private static @org.jspecify.annotations.Nullable String text(
        java.time.@org.jspecify.annotations.Nullable Instant instant) {
      return instant == null ? null : instant.toString();
    }
  }
}
