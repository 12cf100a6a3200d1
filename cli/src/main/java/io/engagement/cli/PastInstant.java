package io.engagement.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an instant, or how long ago it was: {@code 2026-03-01T12:00:00Z}, {@code 2h}. */
final class PastInstant implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String value) {
    try {
      return Instant.parse(value.trim());
    } catch (DateTimeParseException noInstant) {
      try {
        return Instant.now().minus(new Durations().convert(value));
      } catch (TypeConversionException neither) {
        throw new TypeConversionException(
            "'"
                + value
                + "' is neither an instant such as 2026-03-01T12:00:00Z nor a duration such as 2h");
      }
    }
  }
}
