package io.engagement.bench;

import io.engagement.bench.contender.Contender;
import io.engagement.core.config.ConfigResult;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code --name value} pairs, each of which is taken once. */
public final class Arguments {
  private static final int MOST_DEFINITIONS = 1000;

  private final Map<String, String> given = new TreeMap<>();

  /** Options that cannot be; the message says why. */
  public static final class BadOptionException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadOptionException(String message) {
      super(message);
    }
  }

  public Arguments(String[] arguments) throws BadOptionException {
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      given.put(arguments[i], arguments[i + 1]);
    }
    if (arguments.length % 2 != 0) {
      throw new BadOptionException(arguments[arguments.length - 1] + " has no value");
    }
  }

  /** Null when it is not given. */
  public @Nullable String text(String name) {
    return given.remove(name);
  }

  /** Where the record and the page go. */
  public Path output() throws BadOptionException {
    String output = text("--output");
    if (output == null) {
      throw new BadOptionException("--output DIR is missing: where the record and the page go");
    }
    return Path.of(output).toAbsolutePath();
  }

  public int number(String name, long otherwise, int least) throws BadOptionException {
    return (int) number(name, otherwise, least, Integer.MAX_VALUE);
  }

  public long number(String name, long otherwise, long least, long most) throws BadOptionException {
    String text = text(name);
    try {
      long value = text == null ? otherwise : Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new BadOptionException(
        name
            + " "
            + text
            + (most >= Integer.MAX_VALUE
                ? " is no whole number of at least " + least
                : " is no whole number from " + least + " to " + most));
  }

  /** A number of at least 0, with or without a point. */
  public double decimal(String name, double otherwise, double most) throws BadOptionException {
    String text = text(name);
    double value = text == null ? otherwise : parse(text);
    if (value >= 0 && value <= most) {
      return value;
    }
    throw new BadOptionException(
        "%s %s is no number from 0 to %s".formatted(name, text, number(most)));
  }

  /** The numbers above 0 that an option's value joins by commas. */
  public static List<Double> decimals(String name, String text, double most)
      throws BadOptionException {
    List<Double> values = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      double value = parse(each.strip());
      if (!(value > 0 && value <= most)) {
        throw new BadOptionException(
            "%s %s: '%s' is no number above 0 and up to %s"
                .formatted(name, text, each.strip(), number(most)));
      }
      values.add(value);
    }
    return values;
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /**
   * The definitions that {@code --config} or {@code --definitions} asks for: YAML without what a
   * benchmark has of its own. Null when neither is given.
   */
  public @Nullable String definitions() throws BadOptionException, IOException {
    String config = text("--config");
    boolean isCounted = given.containsKey("--definitions");
    int count = (int) number("--definitions", 1, 1, MOST_DEFINITIONS);
    if (config == null) {
      return isCounted ? DefinitionCycle.first(count) : null;
    }
    if (isCounted) {
      throw new BadOptionException("--config and --definitions exclude each other");
    }
    Path file = Path.of(config);
    if (!Files.isReadable(file)) {
      throw new BadOptionException("cannot read " + config);
    }
    ConfigText text = ConfigText.of(file);
    if (EngagementConfigReader.read(text) instanceof ConfigResult.Invalid invalid) {
      throw new BadOptionException(invalid.problems().toString());
    }
    return Contender.withoutSurroundings(text.yaml());
  }

  public void requireAllTaken() throws BadOptionException {
    if (!given.isEmpty()) {
      throw new BadOptionException("there is no option " + given.keySet().iterator().next());
    }
  }
}
